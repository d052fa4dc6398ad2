"""Regulations: what each clause says, its values, what carries it; and trying one without saving anything."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import DeskError, InvalidInput, NotFound
from core.domain.forms import Form, Product
from core.domain.people import SEE_POLICIES, SET_VALUES
from core.domain.rulebook import InForce, Rulebook
from core.domain.rules import Citation
from core.http.admission import allowed
from core.regulations import PolicyView
from core.web import case_page, questions
from core.web.acting import NO_TROUBLE, Trouble, typed_moment
from core.web.desk import say, the_actor, the_desk
from core.web.intake_page import item_form

pages = Blueprint("policies", __name__, url_prefix="/policies")

SORTS = {"rule": ("规则", "shuffle"), "gate": ("关口", "signpost-split"), "target": ("期限", "stopwatch"),
         "notice": ("提醒", "bell"),
         "document": ("文件", "file-earmark-text"), "stage": ("步骤", "play-circle"), "field": ("要问的", "ui-checks"),
         "charge": ("费用", "cash-coin"), "term": ("数值", "123"), "drop": ("取消", "slash-circle"),
         "plan": ("计划任务", "calendar-check"), "register": ("登记簿", "journal-bookmark"),
         "report": ("报表", "bar-chart"), "duty": ("职责", "person-badge"),
         "statement": ("条款说明", "chat-left-quote")}


@pages.get("")
@allowed(SEE_POLICIES)
def show() -> str:
    """Every installed regulation, those in force first."""
    found = the_desk().policies.all(the_actor())
    blanks = {policy.slug: sum(bool(term.blank) for clause in the_desk().policies.show(the_actor(), policy.slug).clauses
                               for term in clause.terms) for policy, _ in found}
    return render_template("policies.html", found=sorted(found, key=lambda each: not each[1]), blanks=blanks,
                           broken=the_desk().installed.broken)


@pages.get("/<industry>/<name>")
@allowed(SEE_POLICIES)
def policy(industry: str, name: str) -> str:
    """One regulation as a document with margin notes."""
    view = the_desk().policies.show(the_actor(), f"{industry}/{name}")
    return render_template("policy.html", **_words(view), tab="text")


@pages.get("/clauses/<clause>")
@allowed(SEE_POLICIES)
def clause(clause: str) -> AnyResponse:
    """Where a clause stands: in the regulation in force first."""
    found = [policy for policy, _ in sorted(the_desk().policies.all(the_actor()), key=lambda each: not each[1])
             if policy.clause(clause)]
    if not found:
        raise NotFound()
    return redirect(url_for("policies.policy", industry=found[0].industry, name=_name(found[0].slug), _anchor=clause))


def _name(slug: str) -> str:
    return slug.partition("/")[2]


def _words(view: PolicyView) -> dict[str, Any]:
    registry = the_desk().place.industry(view.policy.industry)
    terms = [term for clause in view.clauses for term in clause.terms]
    return {"view": view, "policy": view.policy, "name": _name(view.policy.slug), "sorts": SORTS,
            "may_set": the_actor().may(SET_VALUES), "registry": registry,
            "value": lambda term, written: case_page.term_value(say(), term, written),
            "required": len({term.term.key for term in terms if term.blank == "?"}),
            "optional": len({term.term.key for term in terms if term.blank == "unset"}),
            "kind_title": lambda kind: registry.workflows[kind].title if kind in registry.workflows else kind}


@pages.get("/<industry>/<name>/try")
@allowed(SEE_POLICIES)
def trying(industry: str, name: str) -> str:
    """A form for facts."""
    return _try_page(f"{industry}/{name}", NO_TROUBLE, None)


@pages.post("/<industry>/<name>/try")
@allowed(SEE_POLICIES)
def run(industry: str, name: str) -> str:
    """What the regulation says of these facts, at this moment; the real services on a case that is thrown away."""
    slug = f"{industry}/{name}"
    if request.form.get("do") != "run":
        return _try_page(slug, NO_TROUBLE, None)
    try:
        return _try_page(slug, NO_TROUBLE, _tried(slug))
    except DeskError as error:
        return _try_page(slug, Trouble.of(error), None)


def _tried(slug: str) -> Any:
    desk, kind = the_desk(), request.form.get("kind", "")
    here = _in_force(slug, kind)
    facts: dict[str, dict[str, object]] = {}
    for form in _forms(here):
        if said := questions.read(form.describe(here.asked), request.form, prefix=f"{form.__name__}."):
            facts[form.__name__] = said
    at, told = typed_moment("at"), typed_moment("told_at")
    opens = here.workflow.opens.__name__
    if told:
        facts[opens] = {**facts.get(opens, {}), "filed_at": told}
    item = questions.read(item_form(), request.form, prefix="item.")
    per_item = {form.__name__: said for form in _item_forms(here)
                if (said := questions.read(form.describe(here.asked), request.form, prefix=f"{form.__name__}."))}
    values = desk.policies.values(the_actor(), slug.partition("/")[0]) if request.form.get("own") else {}
    return desk.trials.run(kind, [slug], at or desk.now(), {
        "facts": facts, "items": [{**item, **per_item}] if item or per_item else []}, values).view


def _in_force(slug: str, kind: str) -> InForce:
    view = the_desk().policies.show(the_actor(), slug)
    if kind not in view.policy.flow:
        raise InvalidInput.field("kind", "请选择办理什么")
    registry = the_desk().place.industry(view.policy.industry)
    return Rulebook(registry, [view.policy]).for_case(kind)


def _forms(here: InForce) -> list[type[Form]]:
    """What a trial may know of the whole case: the opening form, the product, then what later steps ask."""
    found = [here.workflow.opens, Product, *(form for form in here.forms if form.per is None)]
    return [form for form in dict.fromkeys(found) if form.__name__ != "Item"]


def _item_forms(here: InForce) -> list[type[Form]]:
    return [form for form in dict.fromkeys(here.forms) if form.per is not None]


def _try_page(slug: str, trouble: Trouble, tried: Any) -> str:
    view = the_desk().policies.show(the_actor(), slug)
    kind = request.form.get("kind", "")
    kind = kind if kind in view.policy.flow else next(iter(view.policy.flow), "")
    here = _in_force(slug, kind)
    typed = request.form if request.method == "POST" else None

    def draw(form: type[Form]) -> questions.Drawn:
        errors = {f"{form.__name__}.{name}": said for name, said in trouble.errors.items()}
        return questions.draw(form.describe(here.asked), say().zone, prefix=f"{form.__name__}.", typed=typed,
                              errors=errors, photos=False)

    drawn = [draw(form) for form in _forms(here)]
    return render_template(
        "try.html", **_words(view), tab="try", kind=kind, first=drawn[0], product=drawn[1], later=drawn[2:],
        per_item=[draw(form) for form in _item_forms(here)], item=questions.draw(
            item_form(), say().zone, prefix="item.", typed=typed), trouble=trouble, tried=tried,
        typed=request.form, term_words=lambda cited: _term_words(here, cited),
        loose=tuple(reason for said in trouble.errors.values() for reason in said))


def _term_words(here: InForce, cited: Citation) -> str:
    term = here.registry.terms.get(cited.term)
    return say()("{term} = {value}", term=say()(term.label) if term else cited.term,
                 value=case_page.term_value(say(), term, cited.value))
