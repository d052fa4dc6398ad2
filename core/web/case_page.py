"""What a case page shows of each offer, decision and form, beyond what the service says: whose turn it is, which way
is open, what can be overruled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from core.domain import events
from core.domain.cases import Case
from core.domain.forms import Form, Item
from core.domain.judging import Offer
from core.domain.people import APPROVE, ARRANGE, ASSIGN, NOTE, OPEN, OVERRIDE, REOPEN, SET_VALUES, Actor
from core.domain.reasons import Label
from core.domain.rules import Citation, Decision
from core.representation.masking import without_phones
from core.services.views import CaseView
from core.web.wording import Wording

ORDER_OF_STAGES = "order_of_stages"
NOTES = {"allow": "可办理", "ask": "可办理", "deny": "暂不可", "refer": "需批准", "needs": "还缺事实"}


@dataclass(frozen=True)
class Way:
    """What somebody can do about a refusal."""

    words: str
    url: str


@dataclass(frozen=True)
class Shown:
    """An offer as it stands on the page."""

    offer: Offer
    mine: bool
    note: str
    ways: tuple[Way, ...]
    overridable: tuple[Decision, ...]

    @property
    def outcome(self) -> str:
        return "deny" if self.offer.ahead else self.offer.outcome

    @property
    def refusals(self) -> tuple[Decision, ...]:
        """What stands against it, less the questions that its own form will ask."""
        form = self.offer.step.form
        own = {asked.key for asked in form.fields.values()} if form else set()
        return tuple(each for each in self.offer.refusals if each.missing not in own)

    @property
    def basis(self) -> tuple[Citation, ...]:
        return tuple(dict.fromkeys(cited for each in self.refusals for cited in each.basis))


def shown_offers(say: Wording, view: CaseView, actor: Actor) -> list[Shown]:
    """Every step with the way that is open."""
    return [Shown(each, actor.has_duty(each.step.by),
                  say("以后的步骤") if each.ahead else say(NOTES[each.outcome]),
                  tuple(_ways(say, view, each, actor)),
                  tuple(one for one in each.refusals if overridable(one, view, actor)))
            for each in view.offers]


def overridable(decision: Decision, view: CaseView, actor: Actor) -> bool:
    """Whether this person may let this refusal pass, or ask for it; one that waits for approval is not asked twice."""
    return (actor.may(OVERRIDE) and decision.outcome in ("deny", "refer") and bool(decision.basis)
            and decision.rule != ORDER_OF_STAGES and decision.overruled is None
            and not (view.case.asked and decision.fingerprint in view.case.asked))


def _ways(say: Wording, view: CaseView, offer: Offer, actor: Actor) -> Iterator[Way]:
    """From what is missing to the page that answers it."""
    seen = set[str]()
    for decision in offer.refusals:
        missing = decision.missing
        if not missing or missing in seen:
            continue
        seen.add(missing)
        if missing.startswith("evidence.") and actor.may(NOTE):
            yield Way(say("上传{evidence}", evidence=Label(_evidence(view, missing))),
                      url_for("case.act", number=view.row.number, what="attach",
                              purpose=missing.removeprefix("evidence.")))
        elif missing in view.case.here.registry.terms:
            if actor.may(SET_VALUES):
                yield Way(say("填写“{term}”", term=Label(view.case.here.registry.terms[missing].label)),
                          url_for("settings.show", _anchor=f"t-{missing}"))
        else:
            yield from _asking(say, view, offer, missing, actor)


def _evidence(view: CaseView, missing: str) -> str:
    found = view.case.here.registry.evidence.get(missing.removeprefix("evidence."))
    return found.title if found else missing


def _asking(say: Wording, view: CaseView, offer: Offer, missing: str, actor: Actor) -> Iterator[Way]:
    """The step, or the opening form, in which a question is asked."""
    if missing in {each.key for each in view.case.here.workflow.opens.fields.values()}:
        if actor.may(OPEN):
            yield Way(say("补充申请内容"), url_for("case.act", number=view.row.number, what="correct"))
        return
    for each in view.offers:
        asks = each.step.form and missing in {one.key for one in each.step.form.fields.values()}
        if asks and each.open and not each.ahead and each is not offer:
            yield Way(say("先{step}", step=Label(each.step.label)),
                      url_for("steps.show", number=view.row.number, step=each.key))
            return


@dataclass(frozen=True)
class Act:
    """Something else to be done with a case, in its menu."""

    what: str
    words: str
    icon: str
    endpoint: str = "case.act"

    def address(self, number: str) -> str:
        if self.endpoint == "case.act":
            return url_for(self.endpoint, number=number, what=self.what)
        return url_for(self.endpoint, number=number)


def acts(view: CaseView, actor: Actor) -> list[Act]:
    """What this person can do with this case besides its steps."""
    case = view.case
    found = [
        (actor.may(NOTE), Act("contact", "记录联系", "telephone")),
        (actor.may(NOTE), Act("comment", "备注", "chat-left-text")),
        (actor.may(NOTE), Act("attach", "上传证据", "camera")),
        (actor.may(ASSIGN) and case.open, Act("assign", "转给同事", "person-plus")),
        (actor.may(ARRANGE) and case.open and case.waiting is None, Act("wait", "等待…", "pause-circle")),
        (actor.may(ARRANGE) and case.open and case.waiting is not None, Act("resume", "结束等待", "play-circle")),
        (actor.may(OPEN) and case.open, Act("correct", "更正申请", "pencil-square")),
        (actor.may(ARRANGE) and case.open and len(case.lines) > 1, Act("split", "拆分商品", "scissors")),
        (actor.may(ARRANGE) and case.open, Act("merge", "并入另一案件", "sign-merge-right")),
        (actor.may(SET_VALUES) and case.open, Act("move", "换用现行规定", "arrow-repeat")),
        (actor.may(ARRANGE), Act("link", "关联案件", "link-45deg")),
        (actor.may(ARRANGE), Act("customer", "客户链接", "phone", "customer_links.show")),
        (actor.may(REOPEN) and not case.open and case.outcome != events.MERGED,
         Act("reopen", "重开", "arrow-counterclockwise"))]
    return [act for may, act in found if may]


def offered_acts(view: CaseView, actor: Actor) -> list[Act]:
    """What the menu offers: going over to the rules in force only where they are others."""
    return [act for act in acts(view, actor) if act.what != "move" or view.other_rules]


def merged_into(view: CaseView) -> str:
    """The number of the case that this one became part of, if it did."""
    return next((str(each.data["into"]) for each in view.events if each.kind == events.MERGED_INTO), "")


def may_answer(view: CaseView, actor: Actor) -> list[str]:
    """The overrides that wait for somebody else and that this person may answer."""
    return [each.fingerprint for each in view.asked if actor.may(APPROVE) and each.asked_by_id != actor.id]


@dataclass(frozen=True)
class Ruled:
    """A decision as it was made when a step was taken."""

    decision: Decision
    at: datetime
    by: str
    step: str


def rulings(view: CaseView) -> list[Ruled]:
    """What was decided, the latest first."""
    found = [Ruled(Decision.from_data(each), event.occurred_at, event.actor_name, event.data["label"])
             for event in view.events if event.kind == events.STEP for each in event.data["decisions"]]
    return found[::-1]


@dataclass(frozen=True)
class Filed:
    """A form that was filed, for reading."""

    title: str
    at: datetime | None
    answers: tuple[tuple[str, object], ...]
    item: str = ""


def filed_forms(view: CaseView, *, whole: bool) -> list[Filed]:
    """Everything that was filed, the latest first; personal answers only where they may be seen whole."""
    found = [_filed(form, whole) for form in view.case.forms]
    for line in view.case.lines:
        name = str(line.item.answer(Item.fields["product"]) or "")
        found += [_filed(form, whole, name) for form in line.records[1:]]
    found = [each for each in found if each.answers]
    return sorted(found, key=lambda each: each.at or view.row.opened_at, reverse=True)


def _filed(form: Form, whole: bool, item: str = "") -> Filed:
    answers = tuple((asked.label, "••••" if asked.personal and not whole
                     else without_phones(asked.words(vars(form)[name]), whole=whole))
                    for name, asked in form.fields.items() if name in vars(form))
    return Filed(type(form).title, vars(form).get("filed_at"), answers, item)


def register_cells(view: CaseView) -> tuple[str, Mapping[str, str]] | None:
    """Where an imported case stood in its register, and its cells as they were written there."""
    data = next((event.data for event in view.events if event.kind == events.IMPORTED), None)
    return (f"{data.get('file', '')} · {data.get('row', '')}", data.get("cells", {})) if data else None


def term_words(say: Wording, case: Case, cited: Citation) -> str:
    """A term that was read, with the value as the policy writes it in this language."""
    term = case.here.registry.terms.get(cited.term)
    label = say(term.label) if term else cited.term
    return say("{term} = {value}", term=label, value=term_value(say, term, cited.value))


def term_value(say: Wording, term: Any, written: object) -> str:
    """A written value in words: lengths, options, yes and no, parties; blanks as not set."""
    if term is None or written is None or term.kind == "percent":
        return say.show(written)
    if written in ("unset", "?"):
        return say("未填")
    if isinstance(written, Mapping):
        return "; ".join(f"{test} → {term_value(say, term, value)}" for test, value in written["rows"])
    try:
        said = {"True": True, "False": False, "true": True, "false": False}.get(str(written), written)
        return say.show(term.parse(said))
    except (ValueError, KeyError, TypeError):
        return str(written)


def titles(case: Case) -> dict[str, str]:
    """The words of every state of the kind's workflow, and of the kind."""
    found = {state.key: state.title for stage in case.here.workflow.stages for state in stage.states}
    return {**found, case.kind: case.here.workflow.title}


def earlier_answers(facts: Sequence[Form]) -> dict[str, object]:
    """What the case already knows, by the question's key, as stored."""
    found: dict[str, object] = {}
    for form in facts:
        for name, asked in form.fields.items():
            if name in vars(form):
                found.setdefault(asked.key, asked.dump(vars(form)[name]))
    return found
