"""Use cases of notifications: one's own list and wishes, the business's words, the log of what was sent."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from core.config import MAIL_ADDRESS
from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.people import MANAGE_NOTIFICATIONS, MANAGE_USERS, VIEW, Actor
from core.notifications import queue
from core.notifications.channels import DESK, Channel
from core.notifications.couriering import Messenger, Speak
from core.notifications.kinds import CHOSEN, KINDS, SAMPLES, TEST, Kind
from core.notifications.noting import Noting, by_channel, in_desk, person_of, post, wanted_by
from core.notifications.telling import path_of, values_of
from core.notifications.words import Wordbook, Words, checked, default, fill, filled
from core.services.records import require
from core.services.workplace import Workplace
from core.store.lists import visible_to
from core.store.repository import insert_into
from core.store.tables import CaseRow, MessageRow, NotificationRow, PreferenceRow, TemplateRow, UserRow
from core.translation import LANGUAGES


@dataclass(frozen=True)
class Entry:
    """One notification as its reader may see it. `line` has places that `values` fill; `path` is the page it is
    about, on this desk."""

    row: NotificationRow
    line: str
    values: Mapping[str, object]
    number: str
    path: str

    def said(self, show: Callable[[object], str]) -> str:
        """The line, with values as `show` writes them."""
        return " ".join(fill(self.line, self.values, show).split())


@dataclass(frozen=True)
class Wish:
    """Whether somebody is told of a kind by a channel; `chosen` where they said so."""

    kind: Kind
    channel: str
    wanted: bool
    chosen: bool


@dataclass(frozen=True)
class Wishes:
    """What somebody wants, their address, and the channels there are, by key."""

    email: str
    wishes: Sequence[Wish]
    channels: Mapping[str, Channel]


@dataclass(frozen=True)
class Logged:
    """A message of the log: to whom, of what kind; `number` of its case where the reader may see it."""

    row: MessageRow
    kind: str
    name: str
    number: str


@dataclass(frozen=True)
class Template:
    """The words of a kind by a channel in a language, with the places they may use."""

    kind: Kind
    channel: str
    language: str
    words: Words
    usual: Words


class Notifications:
    """Notifications of a desk."""

    def __init__(self, place: Workplace, channels: Mapping[str, Channel], actor_of: Callable[[UserRow], Actor],
                 speak: Speak) -> None:
        self.place, self.channels, self.speak = place, channels, speak
        self.noting = Noting(place, channels, actor_of)

    @property
    def messenger(self) -> Messenger:
        """A courier of messages, not started."""
        return Messenger(self.place, self.channels, self.noting, self.speak)

    # One's own list

    def unread(self, actor: Actor) -> int:
        """How many notifications somebody has not read."""
        with self.place.store.read() as work:
            return work.session.scalar(select(func.count()).select_from(NotificationRow).where(
                NotificationRow.user_id == actor.id, NotificationRow.read_at.is_(None), *_shown(actor))) or 0

    def mine(self, actor: Actor, *, unread: bool = False, before_id: int | None = None, limit: int = 50,
             language: str = "zh") -> list[Entry]:
        """Somebody's notifications, the latest first, in a language; page on with `before_id`. Those of cases that
        they may see no more are left out."""
        say = self.speak(language)
        with self.place.store.read() as work:
            query = (select(NotificationRow, CaseRow.number).outerjoin(CaseRow, CaseRow.id == NotificationRow.case_id)
                     .where(NotificationRow.user_id == actor.id, *_shown(actor)))
            if unread:
                query = query.where(NotificationRow.read_at.is_(None))
            if before_id is not None:
                query = query.where(NotificationRow.id < before_id)
            book = Wordbook.read(work, DESK)
            found = []
            for row, number in work.session.execute(query.order_by(NotificationRow.id.desc()).limit(limit)):
                kind = KINDS.get(row.kind)
                line = book.of(kind, DESK, say).subject if kind and (row.said or kind is TEST) else say(row.title)
                path = path_of(row, number or "")
                found.append(Entry(row, line, values_of(row, self.place.config, name=actor.name, link=path),
                                   number or "", path))
            return found

    def read(self, actor: Actor, notification_id: int) -> None:
        """Somebody has read one of theirs. Raises `NotFound`."""
        with self.place.store.unit_of_work() as work:
            row = work.session.get(NotificationRow, notification_id) if 0 < notification_id < 2**31 else None
            if row is None or row.user_id != actor.id:
                raise NotFound()
            row.read_at = row.read_at or self.place.now()
            work.commit()

    def read_all(self, actor: Actor) -> int:
        """Somebody has read everything; how much that was."""
        return self._read(NotificationRow.user_id == actor.id)

    def read_case(self, actor: Actor, number: str) -> int:
        """Somebody has looked at a case, so what they were told of it is read; how much that was. It writes only
        where something was unread."""
        of_case = exists().where(CaseRow.id == NotificationRow.case_id, CaseRow.number == number)
        mine = (NotificationRow.user_id == actor.id, NotificationRow.read_at.is_(None), of_case)
        with self.place.store.read() as work:
            if work.session.scalar(select(NotificationRow.id).where(*mine).limit(1)) is None:
                return 0
        return self._read(*mine)

    def _read(self, *which: ColumnElement[bool]) -> int:
        with self.place.store.unit_of_work() as work:
            done = work.session.scalars(
                update(NotificationRow).where(*which, NotificationRow.read_at.is_(None))
                .values(read_at=self.place.now()).returning(NotificationRow.id),
                execution_options={"synchronize_session": False}).all()
            work.commit()
            return len(done)

    # One's own wishes

    def wishes(self, actor: Actor) -> Wishes:
        """What somebody is told of, and how."""
        with self.place.store.read() as work:
            user = work.users.get(actor.id or 0)
            chosen = wanted_by(work, [user.id])
        return Wishes(user.email, [
            *(Wish(kind, DESK, in_desk(chosen, kind, user.id, own=False), (user.id, kind.key, DESK) in chosen)
              for kind in CHOSEN),
            *(Wish(kind, key, by_channel(chosen, kind, channel, user.id), (user.id, kind.key, key) in chosen)
              for kind in CHOSEN for key, channel in self.channels.items())], self.channels)

    def wish(self, actor: Actor, wanted: Mapping[tuple[str, str], bool]) -> None:
        """Somebody says what they want, by kind and channel; what is not said stays. Raises `InvalidInput`."""
        for kind, channel in wanted:
            if kind not in {each.key for each in CHOSEN}:
                raise InvalidInput.field("kind", "没有这种提醒:{kind}", kind=kind)
            if channel != DESK and channel not in self.channels:
                raise InvalidInput.field("channel", "没有这个渠道:{channel}", channel=channel)
        with self.place.store.unit_of_work() as work:
            user = work.users.get(actor.id or 0)
            for (kind, channel), each in wanted.items():
                put = insert_into(PreferenceRow, work.session.get_bind().dialect.name == "postgresql")
                work.session.execute(put.values(user_id=user.id, kind=kind, channel=channel, wanted=each)
                                     .on_conflict_do_update(index_elements=["user_id", "kind", "channel"],
                                                            set_={"wanted": each}))
            work.commit()

    def set_email(self, actor: Actor, email: str, *, user_id: int | None = None) -> None:
        """Where somebody gets mail, oneself or (for who may manage users) anybody; '' for nowhere. Raises
        `InvalidInput`."""
        if user_id is not None and user_id != actor.id:
            require(actor, MANAGE_USERS)
        if email.strip() and not MAIL_ADDRESS.fullmatch(email.strip()):
            raise InvalidInput.field("email", "请填写邮箱地址,如 {example}", example="chen@example.com")
        with self.place.store.unit_of_work() as work:
            work.users.get(user_id or actor.id or 0).email = email.strip()
            work.commit()

    def set_manager(self, actor: Actor, user_id: int, login: str) -> None:
        """To whom what somebody leaves undone is reported; '' for whoever manages their unit. Raises
        `InvalidInput`."""
        require(actor, MANAGE_USERS)
        with self.place.store.unit_of_work() as work:
            user, manager = work.users.get(user_id), work.users.by_login(login.strip()) if login.strip() else None
            if login.strip() and (manager is None or not manager.active or manager.id == user.id):
                raise InvalidInput.field("manager", "没有这位在用的同事:{login}", login=login.strip())
            user.manager_id = manager.id if manager else None
            work.commit()

    def test(self, actor: Actor, channel: str = "email") -> int:
        """Leave a trial message to oneself, to be sent at once; its id. Raises `Refused` without an address, or while
        an earlier one waits."""
        known = self.channels.get(channel)
        if known is None:
            raise Refused("没有设置这个渠道:{channel}", channel=channel)
        if trouble := known.trouble():
            raise Refused("现在发不了:{why}", why=trouble)
        with self.place.store.unit_of_work() as work:
            user, now = work.users.get(actor.id or 0), self.place.now()
            if not known.reaches(person_of(user)):
                raise Refused("请先填写自己的地址")
            if work.session.scalar(
                    select(MessageRow.id).join(NotificationRow, NotificationRow.id == MessageRow.notification_id)
                    .where(NotificationRow.user_id == user.id, NotificationRow.kind == TEST.key,
                           MessageRow.channel == channel, MessageRow.state == queue.WAITING)):
                raise Refused("上一封试发还没有送出,请稍候")
            row = NotificationRow(user_id=user.id, key=f"test:{secrets.token_hex(8)}", kind=TEST.key, title=TEST.line,
                                  said={}, created_at=now, read_at=now)
            work.session.add(row)
            work.flush()
            message_id, = post(work, [(row.id, channel)])
            work.commit()
            return message_id

    def became(self, actor: Actor, message_id: int) -> MessageRow:
        """What became of a message to oneself. Raises `NotFound`."""
        with self.place.store.read() as work:
            found = work.session.scalar(
                select(MessageRow).join(NotificationRow, NotificationRow.id == MessageRow.notification_id)
                .where(MessageRow.id == message_id, NotificationRow.user_id == actor.id))
            if found is None:
                raise NotFound()
            return found

    # The log

    def log(self, actor: Actor, *, channel: str = "", states: Collection[str] = (), before_id: int | None = None,
            limit: int = 50) -> list[Logged]:
        """What was sent by channels, the latest first; page on with `before_id`. Kept for 30 days. Messages of cases
        outside the actor's scope are left out; without the right to see cases there are no numbers."""
        require(actor, MANAGE_NOTIFICATIONS)
        query = (select(MessageRow, NotificationRow.kind, UserRow.name, CaseRow.number)
                 .join(NotificationRow, NotificationRow.id == MessageRow.notification_id)
                 .join(UserRow, UserRow.id == NotificationRow.user_id)
                 .outerjoin(CaseRow, CaseRow.id == NotificationRow.case_id).where(*_within(actor)))
        for said, which in ((channel, MessageRow.channel == channel), (states, MessageRow.state.in_(states))):
            if said:
                query = query.where(which)
        if before_id is not None:
            query = query.where(MessageRow.id < before_id)
        with self.place.store.read() as work:
            return [Logged(row, kind, name, (number or "") if actor.may(VIEW) else "")
                    for row, kind, name, number in work.session.execute(
                        query.order_by(MessageRow.id.desc()).limit(limit))]

    def resend(self, actor: Actor, message_id: int) -> None:
        """Send a message once more under its name, or, while it waits, without further waiting. Raises `NotFound`."""
        require(actor, MANAGE_NOTIFICATIONS)
        with self.place.store.unit_of_work() as work:
            if not work.session.scalar(select(exists().where(
                    MessageRow.id == message_id, NotificationRow.id == MessageRow.notification_id, *_within(actor)))):
                raise NotFound()
            queue.again(work, message_id)
            work.commit()

    # The business's words

    def templates(self, actor: Actor, language: str) -> list[Template]:
        """The words of every kind by every channel, in a language."""
        require(actor, MANAGE_NOTIFICATIONS)
        say = self.speak(language)
        with self.place.store.read() as work:
            book = Wordbook.read(work)
        return [Template(kind, channel, say.language, book.of(kind, channel, say), default(kind, channel, say))
                for kind in KINDS.values() for channel in (DESK, *self.channels)]

    def template(self, actor: Actor, kind: str, channel: str, language: str) -> Template:
        """The words of one. Raises `NotFound`."""
        found = [each for each in self.templates(actor, language) if (each.kind.key, each.channel) == (kind, channel)]
        if not found or language not in LANGUAGES:
            raise NotFound()
        return found[0]

    def set_template(self, actor: Actor, kind: str, channel: str, language: str, *, subject: str,
                     body: str = "") -> None:
        """Put the business's own words in place of the usual ones. Raises `InvalidInput` naming a place that the kind
        does not have."""
        known = self.template(actor, kind, channel, language)
        words = checked(known.kind, channel, subject, body)
        with self.place.store.unit_of_work() as work:
            work.session.merge(TemplateRow(kind=kind, channel=channel, language=language, subject=words.subject,
                                           body=words.body, changed_by=actor.id, changed_at=self.place.now()))
            work.commit()

    def reset_template(self, actor: Actor, kind: str, channel: str, language: str) -> None:
        """Go back to the usual words."""
        self.template(actor, kind, channel, language)
        with self.place.store.unit_of_work() as work:
            work.session.execute(delete(TemplateRow).where(
                TemplateRow.kind == kind, TemplateRow.channel == channel, TemplateRow.language == language))
            work.commit()

    def preview(self, actor: Actor, kind: str, channel: str, language: str, *, subject: str,
                body: str = "") -> tuple[str, str]:
        """How words would read, with values made up. Raises as `set_template` does."""
        known = self.template(actor, kind, channel, language)
        words, say = checked(known.kind, channel, subject, body), self.speak(language)
        return filled(words, {**SAMPLES, "business": self.place.config.business}, say.show)

    # The desk's own work

    def tidy(self, before: datetime) -> None:
        """Forget what is from before a moment. The desk's own work."""
        with self.place.store.unit_of_work() as work:
            queue.forget(work, before)
            work.commit()


def _shown(actor: Actor) -> list[ColumnElement[bool]]:
    """Of one's own notifications those of cases one may see still."""
    if not actor.may(VIEW):
        return [NotificationRow.case_id.is_(None)]
    return _within(actor)


def _within(actor: Actor) -> list[ColumnElement[bool]]:
    """Notifications about no case, or about one in the actor's scope."""
    scope = visible_to(actor)
    if not scope:
        return []
    seen = exists().where(CaseRow.id == NotificationRow.case_id, *scope).correlate(NotificationRow)
    return [or_(NotificationRow.case_id.is_(None), seen)]
