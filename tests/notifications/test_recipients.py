"""Who hears of what: by what a regulation names, of cases they may see, once; somebody always."""

from collections.abc import Sequence

import pytest

from core.domain import events
from core.domain.errors import InvalidInput
from core.notifications.channels import DESK
from core.notifications.kinds import MISSED, WARNED
from core.notifications.leaving import leave
from core.store.tables import UnitRow
from tests.notifications.conftest import change, heard, marked, told
from tests.services.shop import Shop


def in_units(shop: Shop) -> str:
    """A case of the north shop, which lies below the region; Lin and Wu there, Zhao at the region; and its number."""
    with shop.desk.store.unit_of_work() as work:
        region = UnitRow(key="region", title="大区")
        work.session.add(region)
        work.flush()
        north, south = (UnitRow(key=key, title=key, parent_id=region.id) for key in ("north", "south"))
        work.session.add_all([north, south])
        work.flush()
        units = {"region": region.id, "north": north.id, "south": south.id}
        work.commit()
    for login, unit, scope in (("lin", "north", "unit"), ("wu", "south", "unit"), ("zhao", "region", "all"),
                               ("qian", "south", "all")):
        change(shop, login, unit_id=units[unit], scope=scope)
    number = shop.open()
    with shop.desk.store.unit_of_work() as work:
        work.cases.lock(number).assignee_id = None
        work.commit()
    return number


@pytest.mark.parametrize(("to", "hear"), [
    (["duty:service"], ["lin", "zhao"]), (["duty:technician"], ["zhao"]), (["assignee"], ["lin", "zhao"]),
    (["user:SUN"], ["sun"]), (["user:wu"], ["zhao"]), (["manager:duty:service"], ["zhao"]),
    (["manager:assignee"], ["zhao"]), (["duty:service", "assignee", "user:zhao"], ["lin", "zhao"]),
    (["user:nobody", "nonsense", "duty:", ""], ["zhao"])])
def test_recipients_are_found_among_those_who_may_see_the_case(shop: Shop, to: Sequence[str],
                                                              hear: Sequence[str]) -> None:
    """Wu's unit is another, so for technicians the manager of the nearest unit above hears; a case nobody has is
    service's turn, by the step it suggests."""
    number = in_units(shop)
    marked(shop, number, events.TARGET_MISSED, list(to))
    told(shop, again=True)
    told(shop)
    assert heard(shop.desk) == [(login, "missed") for login in hear]


def test_who_has_a_case_hears_and_their_own_manager_before_the_units(shop: Shop) -> None:
    number = in_units(shop)
    shop.desk.notes.assign(shop["zhao"], number, shop["lin"].id or 0)
    told(shop)
    assert heard(shop.desk) == [("lin", "assigned")]
    change(shop, "lin", manager_id=shop["sun"].id)
    marked(shop, number, events.ESCALATED, ["assignee", "manager:assignee"])
    told(shop)
    assert heard(shop.desk) == [("lin", "assigned"), ("lin", "escalated"), ("sun", "escalated")]
    change(shop, "sun", active=False)
    marked(shop, number, events.ESCALATED, ["manager:assignee"])
    told(shop)
    assert heard(shop.desk)[-1] == ("zhao", "escalated")


def test_it_is_never_silent(shop: Shop) -> None:
    """Without anybody who may see the case administrators are told that a message has no reader, and not more."""
    number = shop.open(title="橡木餐椅")
    for login in ("lin", "wu", "zhao", "qian", "sun"):
        change(shop, login, active=False)
    marked(shop, number, events.TARGET_MISSED, ["duty:service"])
    told(shop)
    assert heard(shop.desk) == [("zhou", "unheard")]
    entry, = shop.desk.notifications.mine(shop["zhou"])
    assert number in entry.said(str) and "橡木" not in entry.said(str) and entry.path == "/people"


def test_giving_a_case_to_oneself_tells_nobody(shop: Shop) -> None:
    number = shop.open()
    shop.desk.notes.assign(shop["lin"], number, shop["lin"].id or 0)
    told(shop)
    assert heard(shop.desk) == []


def test_overrides_are_told_to_who_approves_and_the_answer_to_who_asked(shop: Shop) -> None:
    number = shop.looked({"worn": True}, {"worn": True})
    refusal = next(each for offer in shop.see(number).offers for each in offer.decisions if each.outcome == "deny")
    shop.desk.steps.override(shop["lin"], number, rule=refusal.rule, item=refusal.item, reason="客户住院")
    told(shop)
    assert heard(shop.desk) == [("qian", "override_asked"), ("zhao", "override_asked")]
    asked, = shop.see(number).asked[:1]
    shop.desk.steps.answer(shop["qian"], number, asked.fingerprint, grant=False, reason="不同意")
    told(shop)
    assert heard(shop.desk)[0] == ("lin", "override_answered") and len(heard(shop.desk)) == 3
    entry, = shop.desk.notifications.mine(shop["lin"])
    assert "没有批准" in entry.said(str) and "住院" not in str(entry.row.said) + entry.said(str)


def test_what_is_no_event_of_a_case_is_told_too(shop: Shop) -> None:
    from core.notifications import kinds

    with shop.desk.store.unit_of_work() as work:
        leave(work, kinds.IMPORT_FINISHED, "import:7", [f"id:{shop['zhao'].id}"], {"file": "旧登记.xlsx"}, "/import/7")
        leave(work, kinds.WEBHOOK_DISABLED, "webhook:1", ["may:webhook.manage"], {"webhook": "仓库", "why": "410"},
              "/webhooks/1")
        work.commit()
    told(shop, again=True)
    told(shop)
    assert heard(shop.desk) == [("zhao", "import_finished"), ("zhou", "webhook_disabled")]
    entry, = shop.desk.notifications.mine(shop["zhao"], language="en")
    assert (entry.path, entry.number) == ("/import/7", "") and "旧登记.xlsx" in entry.said(str)


def test_people_choose_but_hear_of_what_is_late_of_their_own(shop: Shop) -> None:
    number, bell = shop.open(), shop.desk.notifications
    shop.desk.notes.assign(shop["zhao"], number, shop["lin"].id or 0)
    told(shop)
    bell.read_all(shop["lin"])
    for who in ("lin", "wu"):
        bell.wish(shop[who], {(WARNED.key, DESK): False, (MISSED.key, DESK): False})
    for kind in (events.TARGET_WARNED, events.TARGET_MISSED):
        marked(shop, number, kind, ["assignee", "duty:technician"])
    told(shop)
    assert [each.row.kind for each in bell.mine(shop["lin"], unread=True)] == ["missed"]
    assert bell.unread(shop["wu"]) == 0
    wishes = {(each.kind.key, each.channel): (each.wanted, each.chosen) for each in bell.wishes(shop["wu"]).wishes}
    assert wishes[WARNED.key, DESK] == (False, True) and wishes["assigned", DESK] == (True, False)
    for strange in ({("nonsense", DESK): True}, {(WARNED.key, "pigeon"): True}):
        with pytest.raises(InvalidInput):
            bell.wish(shop["wu"], strange)


def test_a_list_is_ones_own_and_shows_no_case_one_may_not_see(shop: Shop) -> None:
    number, bell = in_units(shop), shop.desk.notifications
    marked(shop, number, events.TARGET_MISSED, ["duty:service"])
    told(shop)
    entry, = bell.mine(shop["lin"])
    assert (entry.number, entry.path, entry.row.read_at) == (number, f"/cases/{number}", None)
    assert "首次答复已逾期" in entry.said(str) and bell.unread(shop["lin"]) == 1
    change(shop, "lin", unit_id=None, scope="own")
    assert bell.mine(shop["lin"]) == [] and bell.unread(shop["lin"]) == 0
    change(shop, "lin", scope="all")
    assert bell.read_case(shop["lin"], number) == 1 and bell.read_case(shop["lin"], number) == 0
    assert bell.unread(shop["lin"]) == 0 and bell.unread(shop["zhao"]) == 1
    assert bell.mine(shop["lin"], unread=True) == [] and len(bell.mine(shop["lin"])) == 1
    other, = bell.mine(shop["zhao"])
    with pytest.raises(Exception, match="没有找到"):
        bell.read(shop["lin"], other.row.id)
    bell.read(shop["zhao"], other.row.id)
    assert bell.read_all(shop["zhao"]) == 0


def test_pages_of_a_list_neither_skip_nor_repeat(shop: Shop) -> None:
    number, bell = shop.open(), shop.desk.notifications
    for _ in range(5):
        marked(shop, number, events.TARGET_MISSED, ["user:lin"])
    told(shop)
    whole = [each.row.id for each in bell.mine(shop["lin"])]
    first = [each.row.id for each in bell.mine(shop["lin"], limit=2)]
    second = [each.row.id for each in bell.mine(shop["lin"], limit=9, before_id=first[-1])]
    assert first + second == whole == sorted(whole, reverse=True) and len(whole) == 5
