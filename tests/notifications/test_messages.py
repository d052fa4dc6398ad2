"""From a notification to a letter, and what becomes of it: sent once it can be, given up, dropped, sent again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain import events
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.reasons import Reason
from core.jobs import KEPT, Worker
from core.notifications import queue
from core.notifications.channels import DESK, Channel, Letter, NotSent, Person, gathered, troubles
from core.notifications.couriering import ATTEMPTS, LEASE_SECONDS
from core.notifications.service import Notifications
from core.store.tables import OutboxRow
from tests.notifications.conftest import by_mail, change, heard, marked, messages, told, why
from tests.notifications.post_office import PostOffice, free_port
from tests.services.shop import Shop


def late(shop: Shop, *to: str) -> str:
    """A case whose promise was missed, told to these."""
    number = shop.open(title="橡木餐椅")
    marked(shop, number, events.TARGET_MISSED, list(to or ("user:lin",)))
    told(shop)
    return number


def test_everybody_gets_a_letter_of_their_own_in_their_language(shop: Shop, office: PostOffice) -> None:
    bell = by_mail(shop, office.port)
    change(shop, "wu", language="en")
    number = late(shop, "user:lin", "user:wu", "user:sun")
    bell.wish(shop["sun"], {("missed", "email"): False})
    assert office.got == []  # nothing is sent before the courier comes
    assert bell.messenger.turn() == 3 and bell.messenger.turn() == 0
    lin, wu = sorted(office.got, key=lambda each: each["To"])
    assert lin["Subject"] == f"已逾期:首次答复 {number}" and wu["Subject"].startswith("Overdue: ")
    body = lin.get_content()
    assert "林晓,您好" in body and f"https://desk.example.com/cases/{number}" in body and "2025-03-05 10:00" in body
    assert "橡木" not in lin.as_string() + wu.as_string() + body  # what a case is about stays in the desk
    assert lin["Message-ID"] != wu["Message-ID"]
    assert [(each.state, each.attempts, bool(each.done_at)) for each in messages(shop.desk)] == [
        ("sent", 1, True), ("sent", 1, True), ("dropped", 0, True)]
    told(shop, again=True)
    assert bell.messenger.turn() == 0 and len(office.got) == 2


def test_only_pressing_things_go_by_mail_unasked(shop: Shop, office: PostOffice) -> None:
    bell, number = by_mail(shop, office.port), shop.open()
    bell.wish(shop["wu"], {("warned", "email"): True, ("warned", DESK): False})
    marked(shop, number, events.TARGET_WARNED, ["user:lin", "user:wu"])
    change(shop, "qian", email="")
    marked(shop, number, events.TARGET_MISSED, ["user:qian"])
    told(shop)
    bell.messenger.turn()
    assert office.to == ["wu@shop.example"] and bell.unread(shop["wu"]) == 0 and bell.unread(shop["lin"]) == 1
    assert bell.unread(shop["qian"]) == 1


def test_a_4_is_tried_again_ever_later_under_the_same_name_and_given_up(shop: Shop, office: PostOffice) -> None:
    bell = by_mail(shop, office.port)
    late(shop)
    messenger, waits = bell.messenger, list[int]()
    office.to_recipients = ["450 try later"] * 99
    while messages(shop.desk)[0].state == "waiting":
        with shop.desk.store.read() as work:
            next_at = work.session.scalars(select(OutboxRow.available_at).where(
                OutboxRow.topic == "message:email")).one()
        waits.append(round((next_at - shop.clock()).total_seconds()))
        shop.clock.at = next_at - timedelta(seconds=1)
        assert not waits[-1] or messenger.turn() == 0
        shop.clock.at = next_at
        assert messenger.turn() == 1
    row, = messages(shop.desk)
    assert (row.state, row.attempts, len(waits)) == ("failed", ATTEMPTS, ATTEMPTS) and "450" in why(row)
    assert waits[:4] == [0, 30, 60, 120] and waits[-1] <= 6 * 3600
    entry, = bell.log(shop["zhou"])
    assert (entry.name, entry.kind, entry.number) == ("林晓", "missed", "")  # administrators see no cases
    assert bell.log(shop["zhao"])[0].number and bell.log(shop["zhao"], states=["sent"]) == []
    office.to_recipients = []
    bell.resend(shop["zhao"], row.id)
    assert messages(shop.desk)[0].state == "waiting" and messenger.turn() == 1
    assert messages(shop.desk)[0].state == "sent" and len(office.got) == 1
    with pytest.raises(Forbidden):
        bell.resend(shop["lin"], row.id)
    with pytest.raises(NotFound):
        bell.resend(shop["zhou"], 999)


def test_a_5_is_given_up_at_once_and_others_go_on(shop: Shop, office: PostOffice) -> None:
    bell = by_mail(shop, office.port)
    late(shop, "user:lin", "user:wu")
    office.to_recipients = ["550 no such user"]
    assert bell.messenger.turn() == 2
    assert sorted(each.state for each in messages(shop.desk)) == ["failed", "sent"] and len(office.got) == 1


def test_a_server_in_trouble_rests_and_no_other_channel_does(shop: Shop, office: PostOffice) -> None:
    """And nothing that people do at the desk waits for either."""
    class Pager(Channel):
        key, title, unasked = "pager", "寻呼", True
        got: list[Letter]

        def reaches(self, person: Person) -> bool:
            return True

        def send(self, letter: Letter) -> None:
            self.got.append(letter)

    pager = Pager()
    pager.got = []
    mail = by_mail(shop, free_port()).channels["email"]
    bell = shop.desk.notifications = Notifications(
        shop.desk.place, {"email": mail, "pager": pager}, shop.desk.users.actor, shop.desk.translator)
    late(shop, "user:lin", "user:wu")
    messenger = bell.messenger
    assert messenger.turn() == 3 and len(pager.got) == 2  # one letter found nobody in, the other did not try
    assert messenger.turn() == 0
    shop.clock.forward(seconds=31)
    assert messenger.turn() >= 1
    states = {(each.channel, each.state) for each in messages(shop.desk)}
    assert states == {("email", "waiting"), ("pager", "sent")}


def test_what_a_channel_raises_is_noted_and_tried_again(shop: Shop) -> None:
    class Broken(Channel):
        key, title, unasked = "broken", "坏的", True

        def reaches(self, person: Person) -> bool:
            return True

        def send(self, letter: Letter) -> None:
            raise ZeroDivisionError(letter.to.name)

    class Worse(Broken):
        key, title = "worse", "更坏的"

        def trouble(self) -> Reason | None:
            raise LookupError

        def reaches(self, person: Person) -> bool:
            raise LookupError(person.name)

    bell = shop.desk.notifications = Notifications(
        shop.desk.place, {"worse": Worse(), "broken": Broken()}, shop.desk.users.actor, shop.desk.translator)
    late(shop)
    assert heard(shop.desk) == [("lin", "missed")] and list(troubles(bell.channels)) == ["更坏的"]
    assert bell.messenger.turn() == 2 and bell.messenger.turn() == 0
    for row, name in zip(sorted(messages(shop.desk), key=lambda each: each.channel),
                         ("ZeroDivisionError", "LookupError"), strict=True):
        assert row.state == "waiting" and name in why(row) and "林晓" not in why(row)


@pytest.mark.parametrize("how", ["left", "scope", "address", "wish", "erased"])
def test_what_may_not_be_told_any_more_is_dropped_and_says_why(shop: Shop, office: PostOffice, how: str) -> None:
    bell = by_mail(shop, office.port)
    number = late(shop, "user:wu")
    match how:
        case "left":
            change(shop, "wu", active=False)
        case "scope":
            change(shop, "wu", scope="own")
        case "address":
            change(shop, "wu", email="")
        case "wish":
            bell.wish(shop["wu"], {("missed", "email"): False})
        case _:
            with shop.desk.store.unit_of_work() as work:
                from core.notifications.erasing import wipe

                wipe(work, [work.cases.by_number(number).id])
                work.commit()
    assert bell.messenger.turn() == 1 and office.got == []
    row, = messages(shop.desk)
    assert row.state == "dropped" and row.attempts == 0 and why(row)


class Killed(BaseException):
    """Stands for the end of a process."""


def test_a_courier_that_dies_loses_nothing(shop: Shop, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    bell = by_mail(shop, office.port)
    late(shop)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(queue, "note", die)
        with pytest.raises(Killed):
            bell.messenger.turn()
    assert len(office.got) == 1 and bell.messenger.turn() == 0  # leased still
    shop.clock.forward(seconds=LEASE_SECONDS + 1)
    assert bell.messenger.turn() == 1
    assert office.got[0]["Message-ID"] == office.got[1]["Message-ID"]  # by which mail programs show it once
    assert messages(shop.desk)[0].state == "sent"


def test_two_couriers_send_each_letter_once(shop: Shop, office: PostOffice) -> None:
    import threading

    bell = by_mail(shop, office.port)
    late(shop, *(f"user:{each}" for each in ("lin", "wu", "zhao", "qian", "sun")))
    couriers = [bell.messenger for _ in range(3)]
    threads = [threading.Thread(target=each.turn) for each in couriers]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(office.to) == sorted(f"{each}@shop.example" for each in ("lin", "wu", "zhao", "qian", "sun"))


def test_the_worker_tells_and_its_courier_sends(shop: Shop, office: PostOffice) -> None:
    by_mail(shop, office.port)
    number = shop.open()
    shop.desk.notes.assign(shop["zhao"], number, shop["wu"].id or 0)
    worker = Worker(shop.desk)
    worker.turn()
    assert heard(shop.desk) == [("wu", "assigned")] and office.got == []
    assert worker.messenger.turn() == 1 and office.to == ["wu@shop.example"]


def test_ones_own_address_and_a_trial_letter(shop: Shop, office: PostOffice) -> None:
    bell = by_mail(shop, office.port)
    for wrong in ("chen", "a@b.c\r\nBcc: d@e.f", "a b@c.d", "<a@b.c>", "a" * 300 + "@b.c"):
        with pytest.raises(InvalidInput):
            bell.set_email(shop["lin"], wrong)
    bell.set_email(shop["lin"], " lin@else.example ")
    assert bell.wishes(shop["lin"]).email == "lin@else.example"
    with pytest.raises(Forbidden):
        bell.set_email(shop["lin"], "eve@evil.example", user_id=shop["wu"].id)
    bell.set_email(shop["zhou"], "", user_id=shop["wu"].id)
    with pytest.raises(Refused):
        bell.test(shop["wu"])
    left = bell.test(shop["lin"])
    with pytest.raises(Refused):
        bell.test(shop["lin"])
    assert bell.messenger.serve("email") == 1 and office.to == ["lin@else.example"]
    assert bell.became(shop["lin"], left).state == "sent" and bell.unread(shop["lin"]) == 0
    with pytest.raises(NotFound):
        bell.became(shop["wu"], left)
    with pytest.raises(Refused):
        bell.test(shop["lin"], "pigeon")
    with pytest.raises(InvalidInput):
        bell.set_manager(shop["zhou"], shop["lin"].id or 0, "nobody")
    bell.set_manager(shop["zhou"], shop["lin"].id or 0, "SUN")
    with pytest.raises(Forbidden):
        bell.set_manager(shop["zhao"], shop["lin"].id or 0, "")


def test_without_an_address_of_its_own_a_desk_writes_no_link(shop: Shop, office: PostOffice) -> None:
    bell = by_mail(shop, office.port, public_address="")
    late(shop)
    bell.messenger.turn()
    assert "://" not in office.got[0].get_content() and "cases" not in office.got[0].get_content()


def test_old_ones_are_forgotten(shop: Shop, office: PostOffice) -> None:
    bell = by_mail(shop, office.port)
    late(shop)
    bell.messenger.turn()
    bell.tidy(shop.clock() - timedelta(days=1))
    assert len(bell.mine(shop["lin"])) == 1
    shop.clock.forward(days=KEPT.days + 1)
    bell.tidy(shop.clock() - KEPT)
    assert messages(shop.desk) == [] and heard(shop.desk) == []


def test_channels_that_cannot_be_used_are_reported_against_their_plugin() -> None:
    class Twice(Channel):
        key, title = "email", "又一个"

        def reaches(self, person: Person) -> bool:
            return True

        def send(self, letter: Letter) -> None:
            raise NotSent(letter.to.name)  # type: ignore[arg-type]

    faults: list[tuple[str, str]] = []
    class Nameless(Twice):
        key = ""

    class Untitled(Twice):
        key, title = "untitled", ""

    one = Twice()
    found = gathered([("a", [one]), ("b", [Twice()]), ("c", "nonsense"), ("d", None), ("e", Nameless()),
                      ("f", Untitled())], lambda plugin, problem: faults.append((plugin, problem)))
    assert found == {"email": one} and [plugin for plugin, _ in faults] == ["b", "c", "d", "e", "f"]


def test_nothing_is_due_without_channels(shop: Shop) -> None:
    late(shop)
    assert shop.desk.notifications.messenger.turn() == 0 and messages(shop.desk) == []
