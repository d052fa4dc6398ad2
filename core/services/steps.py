"""Taking steps, and letting a refusal pass with a reason and, for money, a second person."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from core.domain import events, judging
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.flow import Step
from core.domain.judging import Taking
from core.domain.people import APPROVE, CUSTOMER_SELF, OVERRIDE, Actor
from core.domain.reasons import Label
from core.domain.rules import Decision
from core.domain.statutes import STATUTES
from core.services.changes import change
from core.services.records import Receipt, Record, Records, legible, require
from core.services.workplace import Workplace


class Steps:
    """Steps and overrides of cases."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def take(self, actor: Actor, number: str, step: str, answers: object = None, *, version: int | None = None,
             at: datetime | None = None, key: str = "", told: object = None) -> Receipt:
        """Take a step with its form's answers (a list of them, one per item, for forms per item), or with a function
        that reads them once case and step are known; `told` is then what `key` stands for. Everything in force is
        judged again with these answers. Raises `Forbidden` (not your duty), `Refused` (with every judgement),
        `InvalidInput`, `StaleVersion`; the case is then as before."""
        def do(records: Records, record: Record) -> Receipt:
            said = answers(record.case, record.case.step(step)) if callable(answers) else answers
            return self.within(records, record, step, said, at)

        request = {"step": step, "answers": told if callable(answers) else answers, "at": at}
        return change(self.place, actor, number, "step", request, do, version=version, key=key)

    def within(self, records: Records, record: Record, step: str, answers: object = None,
               at: datetime | None = None) -> Receipt:
        """The same inside a transaction of the caller, who has locked the case: several steps at once, or none."""
        taking = self._judged(records, record, step, answers, at)
        return records.keep(record, records.event(events.STEP, step_data(record, taking), at))

    def preview(self, actor: Actor, number: str, step: str, answers: object = None,
                at: datetime | None = None) -> Taking:
        """What taking a step would decide, keeping nothing. Raises what `take` raises."""
        with self.place.store.read() as work:
            records = Records(self.place, work, actor)
            return self._judged(records, records.read(number), step, answers, at)

    def _judged(self, records: Records, record: Record, step: str, answers: object, at: datetime | None) -> Taking:
        moment = self.place.moment(at)
        found = record.case.step(step)
        if found and found.source is record.case.state and not may_take(records.actor, found):
            duty = record.case.here.duties.get(found.by.key, found.by.title)
            raise Forbidden("“{step}”由{duty}办理", step=Label(found.label), duty=Label(duty))
        if record.case.log and moment < record.case.log[-1].at:
            raise InvalidInput.field("at", "发生时间 {at} 早于案件的上一步 {last}", 
                                     at=moment.astimezone(record.case.zone), last=record.case.log[-1].at)
        return judging.take(record.case, step, moment, answers, partial(records.bring, record.row))

    def override(self, actor: Actor, number: str, *, rule: str, reason: str, item: int | None = None,
                 step: str = "", answers: object = None, statute: str = "", version: int | None = None,
                 key: str = "") -> Receipt:
        """Let a refusal pass, or ask a second person to. It holds for this refusal with this reason only: when facts
        change so that the reason changes, it is judged anew. Rules about money, and people who may not approve, need
        somebody else's approval. `step` and `answers` name a refusal that only shows when the step is taken."""
        require(actor, OVERRIDE)
        if not reason.strip():
            raise InvalidInput.field("reason", "改判必须写明理由")
        legible(reason=reason)
        if statute and statute not in STATUTES:
            raise InvalidInput.field("statute", "没有这项法定权利")

        def do(records: Records, record: Record) -> Receipt:
            refusal = self._refusal(records, record, rule, item, step, answers)
            said = {"fingerprint": refusal.fingerprint, "rule": rule, "decision": refusal.data(),
                    "reason": reason.strip(), "statute": statute}
            alone = actor.may(APPROVE) and not refusal.money
            if not alone and refusal.fingerprint in record.case.asked:
                raise Refused("这一项已申请改判,正在等待批准")
            kind = events.OVERRIDE_GRANTED if alone else events.OVERRIDE_ASKED
            return records.keep(record, records.event(kind, said))

        request = {"rule": rule, "item": item, "reason": reason, "step": step, "answers": answers, "statute": statute}
        return change(self.place, actor, number, "override", request, do, version=version, key=key)

    def _refusal(self, records: Records, record: Record, rule: str, item: int | None, step: str,
                 answers: object) -> Decision:
        """The refusal as it stands now."""
        found: list[Decision] = [each for offer in judging.offers(record.case) for each in offer.decisions]
        if step:
            try:
                judging.take(record.case, step, self.place.now(), answers, partial(records.bring, record.row))
            except Refused as refused:
                found += refused.decisions
        closed = [each for each in found if each.rule == rule and not each.allows and item in (None, each.item)]
        refusal = next((each for each in closed if each.outcome in ("deny", "refer")), None)
        if refusal is None or not refusal.basis or rule == "order_of_stages":
            if closed:
                raise Refused("“{rule}”还缺事实或不能越过,不能改判", rule=Label(closed[0].title or rule))
            raise NotFound("现在没有“{rule}”这项拒绝", rule=rule)
        return refusal

    def answer(self, actor: Actor, number: str, fingerprint: str, *, grant: bool, reason: str = "",
               version: int | None = None, key: str = "") -> Receipt:
        """Approve or refuse an override that somebody else has asked for. Nobody approves their own."""
        require(actor, APPROVE)
        legible(reason=reason)

        def do(records: Records, record: Record) -> Receipt:
            asked = record.case.asked.get(fingerprint)
            if asked is None:
                raise NotFound("没有等待批准的这项改判")
            if asked.asked_by_id is not None and asked.asked_by_id == actor.id:
                raise Forbidden("不能批准自己提出的改判,请另一位有权的人批准")
            if not grant and not reason.strip():
                raise InvalidInput.field("reason", "不批准必须写明理由")
            said = {"fingerprint": fingerprint, "rule": asked.decision.rule, "decision": asked.decision.data(),
                    "reason": asked.reason, "answer": reason.strip(), "statute": asked.statute,
                    "asked_by": asked.asked_by}
            kind = events.OVERRIDE_GRANTED if grant else events.OVERRIDE_REFUSED
            return records.keep(record, records.event(kind, said))

        request = {"fingerprint": fingerprint, "grant": grant, "reason": reason}
        return change(self.place, actor, number, "answer", request, do, version=version, key=key)


def may_take(actor: Actor, step: Step) -> bool:
    """Whether a step is this person's to take: by duty, or as the customer where it is open to them."""
    return actor.has_duty(step.by) or bool(step.customer and actor.has_duty(CUSTOMER_SELF))


def step_data(record: Record, taking: Taking) -> dict[str, Any]:
    """A taken step as its event tells it."""
    step = taking.step
    return {"step": step.key, "label": step.label, "from": step.source.key, "to": taking.to.key if taking.to else "",
            "form": taking.form, "outcome": step.then.key if step.then else "",
            "decisions": [replace(each, missing="").data() for each in taking.decisions]}


