"""The business's own values: what each term is here, who set it and from when."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import PARTIES, SET_VALUES, Actor
from core.domain.policies import PolicyFile
from core.domain.reasons import Label
from core.domain.terms import OPTIONAL, REQUIRED, Term
from core.http.admission import allowed
from core.regulations import TermView
from core.web import case_page
from core.web.acting import NO_TROUBLE, Trouble, attempt, typed_moment, whole
from core.web.desk import say, the_actor, the_desk
from core.web.planned import draft

pages = Blueprint("settings", __name__, url_prefix="/settings")


@pages.get("")
@allowed(SET_VALUES)
def show() -> str:
    """Every term of the regulations in force, those still to be filled in first."""
    return _page(NO_TROUBLE)


@pages.post("")
@allowed(SET_VALUES)
def change() -> AnyResponse:
    """Set a value, take it back, or take the one suggested; it holds for cases opened from then on. Or look first at
    what it would move."""
    form, desk = request.form, the_desk()
    industry, key = form.get("industry", ""), form.get("term", "")
    if form.get("do") == "look":
        return attempt(lambda: _looked_at(industry, key), lambda made: redirect(url_for("planning.one", plan=made)),
                       _page)

    def do() -> None:
        term = desk.place.industry(industry).terms.get(key)
        desk.policies.set_value(the_actor(), industry, key, _written(term, form.get("do", "")),
                                effective_from=typed_moment("from"))

    def then(_: None) -> AnyResponse:
        flash(say()("已改回条款原文" if form.get("do") == "back" else "已保存,从现在起新开的案件按它办"))
        return make_response(redirect(_back(key)))

    return attempt(do, then, _page)


def _looked_at(industry: str, key: str) -> int:
    """Draft the value as a planned change, whose page tells what it moves. Left empty it is the clause's own again."""
    term = the_desk().place.industry(industry).terms.get(key)
    value = _written(term, "look") if request.form.get("value", "").strip() else None
    shown = case_page.term_value(say(), term, value) if value is not None else say()("改回条款原文")
    title = say()("{term} = {value}", term=Label(term.label) if term else key, value=shown)
    return draft("values", {"industry": industry, "values": {key: value}}, title[:80])


def _back(key: str) -> str:
    """Where the value was changed: on the regulation's page or here."""
    said = request.form.get("policy", "")
    industry, _, name = said.partition("/")
    if said in the_desk().place.policies:
        return url_for("policies.policy", industry=industry, name=name, _anchor=request.form.get("clause") or None)
    return url_for("settings.show", _anchor=f"t-{key}")


def _written(term: Term[Any] | None, what: str) -> object:
    """What was typed, as a policy file would write it."""
    if what == "back":
        return None
    said = request.form.get("suggested" if what == "suggested" else "value", "").strip()
    if term is None:
        return said
    if term.kind == "switch":
        return said == "true" if said in ("true", "false") else said
    if term.kind == "list":
        return [each.strip() for each in said.replace("、", "\n").splitlines() if each.strip()]
    number = whole(said) if term.kind == "count" else None
    return said if number is None else number


def _page(trouble: Trouble) -> str:
    desk, actor = the_desk(), the_actor()
    groups = []
    for registry in desk.place.industries.values():
        adopted = [each.policy for each in desk.place.adopted if each.policy.industry == registry.name]
        if adopted:
            found = _terms(actor, adopted)
            groups.append((registry, sorted(found, key=lambda each: {REQUIRED: 0, OPTIONAL: 1}.get(each[0].blank, 2)),
                           desk.policies.history(actor, registry.name)[:30]))
    return render_template(
        "settings.html", groups=groups, trouble=trouble, typed=request.form, parties=PARTIES,
        people={row.id: row.name for row in desk.users.colleagues(actor)},
        value=lambda term, written: case_page.term_value(say(), term, written))


def _terms(actor: Actor, adopted: list[PolicyFile]) -> list[tuple[TermView, str, PolicyFile]]:
    """Each term once, as the first regulation in force that sets it says."""
    found: dict[str, tuple[TermView, str, PolicyFile]] = {}
    for policy in adopted:
        for clause in the_desk().policies.show(actor, policy.slug).clauses:
            for term in clause.terms:
                found.setdefault(term.term.key, (term, clause.clause.id, policy))
    return list(found.values())
