"""From what happened to who is told: the work of the topic `notify`. Doing it again tells nobody twice."""

import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.domain import events
from core.domain.people import APPROVE, Actor
from core.domain.reasons import Label, packed
from core.domain.rules import Decision
from core.notifications import kinds
from core.notifications.channels import DESK, Channel, Person, may_reach
from core.notifications.kinds import KINDS, Kind
from core.notifications.recipients import People
from core.services.workplace import Workplace
from core.store.repository import insert_into
from core.store.tables import (
    CaseRow,
    EventPayloadRow,
    EventRow,
    MessageRow,
    NotificationRow,
    OutboxRow,
    PreferenceRow,
    UserRow,
)
from core.store.unit_of_work import UnitOfWork

AT_ONCE, ROWS_AT_ONCE = 100, 500
"""Events in one transaction; rows in one statement."""
MESSAGES = "message:{}"
"""The topic of what waits for one channel."""
OF_TARGETS: Mapping[str, Kind] = {
    events.TARGET_WARNED: kinds.WARNED, events.TARGET_MISSED: kinds.MISSED, events.ESCALATED: kinds.ESCALATED}

log = logging.getLogger("shouhou.notifications")


@dataclass(frozen=True)
class Telling:
    """One thing to tell: by `key` it is known again, `to` hear it; `own` are whose case it is about."""

    key: str
    kind: Kind
    to: Sequence[UserRow]
    said: Mapping[str, Any]
    case_id: int | None = None
    own: int | None = None


def person_of(row: UserRow) -> Person:
    """An account as channels see it."""
    return Person(row.login, row.name, row.email, row.language)


class Noting:
    """Writes down who is told of what. `actor_of` says what an account may do, `channels` are those beside the desk's
    own list."""

    def __init__(self, place: Workplace, channels: Mapping[str, Channel], actor_of: Callable[[UserRow], Actor]) -> None:
        self.place, self.channels, self.actor_of = place, channels, actor_of

    def work(self, payload: Mapping[str, Any], hold: Callable[[], bool] = lambda: True) -> None:
        """Tell of events, or of one thing that is none. Where `hold` gives False the rest is left to whoever has taken
        over."""
        if "kind" in payload:
            with self.place.store.unit_of_work() as work:
                self._write(work, [self._other(work, People(work, self.actor_of), payload)])
                work.commit()
        wanted = list(payload.get("events", ()))
        for first in range(0, len(wanted), AT_ONCE):
            if first and not hold():
                return
            with self.place.store.unit_of_work() as work:
                self._write(work, self._of_events(work, wanted[first:first + AT_ONCE]))
                work.commit()

    def _other(self, work: UnitOfWork, people: People, payload: Mapping[str, Any]) -> Telling:
        said = {**payload["said"], "path": payload["path"]}
        if "case" in payload:
            case = work.cases.get(payload["case"])
            to = people.of(case, payload["to"], self.place.industries.get(case.industry)) or people.managers(case)
            return Telling(payload["key"], KINDS[payload["kind"]], to or people.administrators(), said, case.id,
                           case.assignee_id)
        return Telling(payload["key"], KINDS[payload["kind"]], people.called(payload["to"]) or people.administrators(),
                       said)

    def _of_events(self, work: UnitOfWork, ids: Sequence[int]) -> Iterable[Telling]:
        rows = work.session.execute(
            select(EventRow, EventPayloadRow.data).outerjoin(EventPayloadRow, EventPayloadRow.event_id == EventRow.id)
            .where(EventRow.id.in_(ids)).order_by(EventRow.id)).all()
        cases, people = work.cases.by_ids({event.case_id for event, _ in rows}), People(work, self.actor_of)
        for event, data in rows:
            if data:  # nothing is left of it where somebody was erased meanwhile
                yield from self._of_event(work, people, cases[event.case_id], event, data)

    def _of_event(self, work: UnitOfWork, people: People, case: CaseRow, event: EventRow,
                  data: Mapping[str, Any]) -> Iterable[Telling]:
        said: dict[str, object] = {"case": case.number, "title": case.title, "who": event.actor_name}
        registry = self.place.industries.get(case.industry)
        to: Sequence[str] = ()
        match event.kind:
            case events.TARGET_WARNED | events.TARGET_MISSED | events.ESCALATED:
                kind, to = OF_TARGETS[event.kind], data.get("to") or ("assignee",)
                due = datetime.fromisoformat(data["due_at"]) if data.get("due_at") else None
                said |= {"target": Label(data["title"]), **({"due": due} if due else {})}
            case events.ASSIGNED:
                kind, to = kinds.ASSIGNED, (f"id:{data['to']}",)
                if data["to"] == event.actor_id or not people.sees(data["to"], case):
                    return  # they know it, or have passed the case on or left since
            case events.OVERRIDE_ASKED:
                kind, to = kinds.OVERRIDE_ASKED, (f"may:{APPROVE.key}",)
                said["rule"] = _rule(data)
            case events.OVERRIDE_GRANTED | events.OVERRIDE_REFUSED:
                asked_by = _asked_by(work, case.id, event.id, data["fingerprint"])
                if asked_by is None or asked_by == event.actor_id or asked_by not in people.rows:
                    return
                kind, to = kinds.OVERRIDE_ANSWERED, (f"id:{asked_by}",)
                said |= {"rule": _rule(data), "answer": Label(
                    "已准予" if event.kind == events.OVERRIDE_GRANTED else "没有批准")}
            case events.TIMED_STEP_REFUSED:
                kind, to = kinds.STEP_REFUSED, data.get("to") or ("assignee",)
                said["step"] = Label(data["title"])
            case _:
                return
        key = f"event:{event.id}"
        hear = [row for row in people.of(case, to, registry) if row.id != event.actor_id] or [
            row for row in people.managers(case) if row.id != event.actor_id]
        if hear:
            yield Telling(key, kind, hear, _packed(said), case.id, case.assignee_id)
            return
        log.warning("event %d of case %s: nobody to tell but administrators", event.id, case.number)
        yield Telling(key, kinds.UNHEARD, people.administrators(),
                      _packed({"case": case.number, "kind": Label(kind.title), "path": "/people"}))

    def _write(self, work: UnitOfWork, tellings: Iterable[Telling]) -> None:
        """Note each for each of its people, once, and leave the work of the channels they want it by."""
        now, found = self.place.now(), dict[tuple[int, str], tuple[Telling, UserRow]]()
        for telling in tellings:
            for person in telling.to:
                found[person.id, telling.key] = (telling, person)
        wanted = wanted_by(work, {user_id for user_id, _ in found})
        rows = [{"user_id": user_id, "key": key, "kind": telling.kind.key, "case_id": telling.case_id,
                 "title": telling.kind.line, "said": telling.said, "created_at": now,
                 "read_at": None if in_desk(wanted, telling.kind, user_id, own=telling.own == user_id) else now}
                for (user_id, key), (telling, _) in found.items()]
        put = insert_into(NotificationRow, work.session.get_bind().dialect.name == "postgresql")
        new = [each for first in range(0, len(rows), ROWS_AT_ONCE) for each in work.session.execute(
            put.values(rows[first:first + ROWS_AT_ONCE]).on_conflict_do_nothing()
            .returning(NotificationRow.id, NotificationRow.user_id, NotificationRow.key))]
        post(work, [(notification_id, channel.key) for notification_id, user_id, key in new
                    for channel in self.channels.values()
                    if by_channel(wanted, found[user_id, key][0].kind, channel, user_id)
                    and may_reach(channel, person_of(found[user_id, key][1]))])


Wanted = Mapping[tuple[int, str, str], bool]
"""What people have said they want, by account, kind and channel."""


def wanted_by(work: UnitOfWork, user_ids: Collection[int]) -> Wanted:
    """What these people have said."""
    return {(row.user_id, row.kind, row.channel): row.wanted for row in work.session.scalars(
        select(PreferenceRow).where(PreferenceRow.user_id.in_(user_ids)))}


def in_desk(wanted: Wanted, kind: Kind, user_id: int, *, own: bool) -> bool:
    """Whether something counts as unread in the desk. What is owed to whose case it is always does."""
    return (kind.owed and (own or kind is kinds.UNHEARD)) or wanted.get((user_id, kind.key, DESK), True)


def by_channel(wanted: Wanted, kind: Kind, channel: Channel, user_id: int) -> bool:
    """Whether somebody wants to be told by a channel."""
    return wanted.get((user_id, kind.key, channel.key), channel.unasked and kind.pressing)


def post(work: UnitOfWork, letters: Sequence[tuple[int, str]]) -> list[int]:
    """Leave letters to be sent, each a notification's id and a channel's key; their ids."""
    if not letters:
        return []
    now = work.now()
    made = work.session.execute(
        insert(MessageRow).returning(MessageRow.id, MessageRow.channel),
        [{"notification_id": which, "channel": channel, "state": "waiting", "attempts": 0, "created_at": now,
          "error": ""} for which, channel in letters]).all()
    queue_up(work, [(message_id, channel) for message_id, channel in made])
    return [message_id for message_id, _ in made]


def queue_up(work: UnitOfWork, messages: Sequence[tuple[int, str]]) -> None:
    """Leave the work of sending messages, each an id and a channel's key."""
    now = work.now()
    work.session.execute(insert(OutboxRow), [
        {"topic": MESSAGES.format(channel), "key": f"message:{message_id}:{secrets.token_hex(4)}",
         "payload": {"message": message_id}, "created_at": now, "available_at": now, "leased_by": "", "attempts": 0,
         "last_error": "", "held": False} for message_id, channel in messages])


def _packed(said: Mapping[str, object]) -> dict[str, object]:
    return {name: packed(value) for name, value in said.items()}


def _rule(data: Mapping[str, Any]) -> Label:
    decision = Decision.from_data(data["decision"])
    return Label(decision.title or decision.rule)


def _asked_by(work: UnitOfWork, case_id: int, before: int, fingerprint: str) -> int | None:
    """Who asked for the override that an event answers; None where nobody had to."""
    for actor_id, data in work.session.execute(
            select(EventRow.actor_id, EventPayloadRow.data)
            .join(EventPayloadRow, EventPayloadRow.event_id == EventRow.id)
            .where(EventRow.case_id == case_id, EventRow.id < before, EventRow.kind == events.OVERRIDE_ASKED)
            .order_by(EventRow.id.desc())):
        if data and data.get("fingerprint") == fingerprint:
            return int(actor_id) if actor_id else None
    return None
