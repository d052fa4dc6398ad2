"""Calendars: several, edited by planned changes, versioned; those of teams inherited."""

from datetime import date
from typing import Any

import pytest

from core.calendars.content import changed, checked, whole
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Scope
from core.planning.plans import Plan
from core.setting_up import seed_calendar
from core.store.tables import UnitRow
from tests.services.shop import Shop, at, refused


def fields_of(said: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        changed({}, checked(said))
    return sorted(caught.value.errors)


@pytest.mark.parametrize(("said", "field"), [
    ({"week": {"monday": "09:00-12:00 11:00-18:00"}}, "week.monday"),
    ({"week": {"tuesday": "18:00-09:00"}}, "week.tuesday"),
    ({"week": {"someday": "09:00-12:00"}}, "week"), ({"week": ["09:00-18:00"]}, "week"), ({"week": [""] * 7}, "week"),
    ({"week": {"friday": 9}}, "week.friday"), ({"zone": "Asia/Atlantis"}, "zone"), ({"zone": 8}, "zone"),
    ({"working_weekdays": []}, "working_weekdays"), ({"working_weekdays": [7]}, "working_weekdays"),
    ({"open_on_holidays": "yes"}, "open_on_holidays"), ({"title": " "}, "title"), ({"title": "x" * 41}, "title"),
    ({"days": {"2025-02-30": {"kind": "holiday"}}}, "days.2025-02-30"),
    ({"days": {"2025-03-01": {"kind": "feast"}}}, "days.2025-03-01"),
    ({"days": {"2025-03-01": {"kind": "hours"}}}, "days.2025-03-01"),
    ({"days": {"2025-03-01": {"kind": "hours", "hours": "late"}}}, "days.2025-03-01"),
    ({"days": {"1825-03-01": {"kind": "holiday"}}}, "days.1825-03-01"), ({"days": []}, "days"),
    ({"closed": [{"from": "2025-03-05", "until": "2025-03-04"}]}, "closed.1"),
    ({"closed": [{"from": "2025-03-05", "until": "2029-03-04"}]}, "closed.1"),
    ({"closed": [{"from": "2025-01-01", "until": "2027-12-31"}] * 2}, "closed"),
    ({"days": {"2025-03-01": {"kind": ["holiday"]}}}, "days.2025-03-01"),
    ({"closed": [{"from": "2025-03-05"}]}, "closed.1"), ({"colour": "red"}, "colour"),
    ({"closed": [{"from": "2025-03-05", "until": "2025-03-05", "name": "a\nb"}]}, "closed.1")])
def test_what_cannot_be_is_refused_naming_the_field(said: dict[str, Any], field: str) -> None:
    assert fields_of(said) == [field]


def test_everything_wrong_is_told_at_once() -> None:
    assert fields_of({"zone": "Moon", "week": {"monday": "9-5", "sunday": "1"}, "days": {"x": None}}) == [
        "days.x", "week.monday", "week.sunday", "zone"]


def test_what_is_written_in_several_ways_is_kept_in_one() -> None:
    found = changed({}, checked({
        "week": {"monday": "13:30-18:00,9:00-12:00", "saturday": "00:00-24:00", "sunday": ""},
        "working_weekdays": [5, 0, 0], "days": {"2025-12-24": {"hours": "9:00-12:00"},
                                                "2025-12-25": {"kind": "hours", "hours": ""}}}))
    assert found["week"][0] == "09:00-12:00 13:30-18:00" and found["week"][5] == "00:00-24:00"
    assert (found["week"][1], found["working_weekdays"]) == ("09:00-18:00", [0, 5]), "what is not named stays"
    assert found["days"]["2025-12-24"] == {"kind": "hours", "hours": "09:00-12:00", "status": "own"}
    assert found["days"]["2025-12-25"]["hours"] == ""


def test_a_day_worked_in_exchange_is_not_closed_unawares() -> None:
    known = whole({"days": {"2025-09-28": {"kind": "make_up", "name": "国庆节", "status": "official"},
                            "2025-10-01": {"kind": "holiday", "name": "国庆节", "status": "official", "hours": ""}}})
    closing = {"from": "2025-09-27", "until": "2025-10-01"}
    with pytest.raises(InvalidInput, match="2025-09-28 已是调休上班"):
        changed(known, checked({"closed": [closing]}))
    days = changed(known, checked({"closed": [{**closing, "replace": True}]}))["days"]
    assert [each["kind"] for each in days.values()] == ["holiday"] * 5
    assert days["2025-10-01"] == {"kind": "holiday", "name": "国庆节", "status": "official"}, "a holiday keeps its name"
    assert changed(known, checked({"days": {"2025-09-28": None}}))["days"].keys() == {"2025-10-01"}
    hours = changed(known, checked({"days": {"2025-10-01": {"hours": "10:00-12:00"}}}))["days"]["2025-10-01"]
    assert (hours["kind"], hours["name"], hours["hours"]) == ("holiday", "国庆节", "10:00-12:00")


def made(shop: Shop, content: dict[str, Any], applies: str = "open", title: str = "") -> Plan:
    planning, boss = shop.desk.planning, shop["zhao"]
    planning.apply(boss, planning.finish(boss, planning.draft(boss, "calendar", content, title).id).id, applies)
    plans = planning.all(boss)
    return planning.finish(boss, plans[0].id)


def due(shop: Shop, number: str) -> str:
    clock = next(each for each in shop.see(number).clocks if each.target == "answered")
    assert clock.due_at
    return f"{clock.due_at:%m-%d %H:%M}"


def test_hours_windows_and_zone_of_an_edited_week_are_counted_by(shop: Shop) -> None:
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "4 working hours")
    number = shop.open()
    assert due(shop, number) == "03-05 14:00"
    made(shop, {"week": {"wednesday": "09:00-12:00 18:00-24:00", "thursday": ""}}, title="晚市")
    assert due(shop, number) == "03-05 20:00"
    view = shop.desk.calendars.show(shop["lin"])
    assert (view.version, view.week[2], view.week[3]) == (2, "09:00-12:00 18:00-24:00", "")
    made(shop, {"zone": "Asia/Urumqi"})
    with shop.desk.store.read() as work:
        assert str(shop.desk.place.calendar(work).zone) == "Asia/Urumqi"
    versions = shop.desk.calendars.versions(shop["lin"])
    assert [(each.version, each.by, each.note, each.open_cases) for each in versions] == [
        (3, "赵敏", "", True), (2, "赵敏", "晚市", True), (1, "", "", True)]
    said = shop.desk.calendars.compare(shop["lin"], 1, 2)
    assert [(str(each.what), str(each.before), str(each.after)) for each in said] == [
        ("周三", "09:00-18:00", "09:00-12:00 18:00-24:00"), ("周四", "09:00-18:00", "休息")]
    with refused(shop, NotFound):
        shop.desk.calendars.compare(shop["lin"], 1, 9)


def test_the_seed_makes_a_version_and_what_runs_is_counted_anew(shop: Shop) -> None:
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "2 working days")
    shop.clock.at = at("2025-09-26 10:00")
    number = shop.open()
    seed_calendar(shop.desk, [2025])
    assert due(shop, number) == "09-29 23:59", "the 28th is worked, and the first version holds for all time"
    made(shop, {"days": {"2025-09-28": None}})
    assert due(shop, number) == "09-30 23:59"
    assert seed_calendar(shop.desk, [2025]) == (1, 3)
    with shop.desk.store.read() as work:
        assert work.outbox.by_key("refresh:default:3")
        newest = work.calendars.versions("default")[-1]
        assert newest.content and newest.content["days"]["2025-09-28"]["kind"] == "make_up"


def units(shop: Shop) -> dict[str, int]:
    with shop.desk.store.unit_of_work() as work:
        north = work.units.add("north", "北区")
        rows = {"north": north.id, "repair": work.units.add("repair", "维修部", north.id).id,
                "south": work.units.add("south", "南区").id}
        work.commit()
        return rows


def opened_in(shop: Shop, unit: int | None) -> str:
    from core.services.opening import Request
    from tests.services.shop import ANSWERS, REPAIR, WHEELS

    who = shop.limited("lin", Scope.all, unit)
    return shop.desk.opening.open(who, Request(REPAIR, ANSWERS, WHEELS)).number


def test_a_team_goes_by_its_own_calendar_or_that_of_the_unit_above(shop: Shop) -> None:
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "2 working days")
    of, calendars, boss = units(shop), shop.desk.calendars, shop["zhao"]
    calendars.add(boss, "six-days", "六天制")
    made(shop, {"calendar": "six-days", "working_weekdays": [0, 1, 2, 3, 4, 5], "week": {"saturday": "09:00-18:00"}})
    shop.clock.at = at("2025-03-07 10:00")
    cases = {name: opened_in(shop, of.get(name)) for name in ("north", "repair", "south", "none")}
    assert {due(shop, number) for number in cases.values()} == {"03-11 23:59"}
    plan = shop.desk.planning.finish(boss, shop.desk.planning.draft(boss, "calendar", {
        "teams": {"north": "six-days"}}).id)
    assert plan.found and plan.found.moved == 2, "the unit below goes along"
    assert [(str(each.what), each.before, each.after) for each in plan.differences] == [("北区", "—", "six-days")]
    shop.clock.forward(minutes=5)
    shop.desk.planning.apply(boss, plan.id, "open")
    shop.desk.planning.finish(boss, plan.id)
    assert {name: due(shop, number) for name, number in cases.items()} == {
        "north": "03-10 23:59", "repair": "03-10 23:59", "south": "03-11 23:59", "none": "03-11 23:59"}
    clock = next(each for each in shop.see(cases["repair"]).clocks if each.target == "answered")
    assert (clock.calendar, clock.calendar_title, clock.calendar_version) == ("six-days", "六天制", 2)
    plain = next(each for each in shop.see(cases["none"]).clocks if each.target == "answered")
    assert (plain.calendar, plain.calendar_title) == ("default", "工作日历")
    assert [(each.key, each.own, each.calendar) for each in calendars.teams(boss)] == [
        ("north", "six-days", "six-days"), ("south", "", "default"), ("repair", "", "six-days")]
    assert calendars.show(boss, "six-days").teams == (("north", "北区"), ("repair", "维修部"))
    with refused(shop, Refused, "北区"):
        calendars.retire(boss, "six-days")

    shop.clock.forward(minutes=5)
    made(shop, {"teams": {"north": "", "repair": "default"}}, "new")
    assert due(shop, cases["north"]) == "03-10 23:59", "only for what begins from now on"
    assert due(shop, opened_in(shop, of["north"])) == "03-11 23:59"
    assert calendars.retire(boss, "six-days").retired_at == shop.clock()
    with refused(shop, InvalidInput, "已停用"):
        shop.desk.planning.draft(boss, "calendar", {"teams": {"south": "six-days"}})
    with refused(shop, Refused, "已停用"):
        shop.desk.planning.draft(boss, "calendar", {"calendar": "six-days", "zone": "Asia/Urumqi"})
    assert due(shop, cases["repair"]) == "03-10 23:59", "what was counted by it stays counted"
    assert [each.name for each in calendars.all(boss)] == ["default", "six-days"]
    assert [each.version for each in calendars.versions(boss, "")] == [2, 1]


def test_a_unit_made_later_goes_by_the_calendar_above(shop: Shop) -> None:
    of, boss = units(shop), shop["zhao"]
    shop.desk.calendars.add(boss, "nights", "夜班")
    made(shop, {"teams": {"north": "nights"}})
    with shop.desk.store.unit_of_work() as work:
        late = work.units._add(UnitRow(key="late", title="新部门", parent_id=of["repair"]))
        work.commit()
        almanac = shop.desk.place.almanac(work)
        assert almanac and almanac.name_for(late.id) == f"unit {late.id}"
        assert almanac.calendar(almanac.name_for(late.id), shop.clock(), None).name == "nights"


def test_adding_and_who_may(shop: Shop) -> None:
    calendars, boss = shop.desk.calendars, shop["zhao"]
    for name, title, field in (("Six", "六", "name"), ("six", "", "title"), ("default", "x", "name"),
                               ("s" * 41, "x", "name")):
        with refused(shop, InvalidInput) as caught:
            calendars.add(boss, name, title)
        assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]
    with refused(shop, NotFound, "nowhere"):
        calendars.add(boss, "six", "六", like="nowhere")
    with refused(shop, Forbidden):
        calendars.add(shop["lin"], "six", "六")
    with refused(shop, Refused, "公司的日历"):
        calendars.retire(boss, "default")
    with refused(shop, NotFound):
        calendars.show(boss, "nowhere")
    made(shop, {"days": {"2025-05-02": {"kind": "holiday", "name": "店庆"}}})
    assert calendars.add(boss, "six", "六天").version == 1
    assert [row.name for row in calendars.year(boss, 2025, "six").days] == ["店庆"]


def test_a_file_is_brought_in_as_a_change_with_what_differs(shop: Shop) -> None:
    calendars, boss = shop.desk.calendars, shop["zhao"]
    made(shop, {"days": {"2025-05-02": {"kind": "holiday", "name": "店庆"}}})
    file = ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20250501\r\nDTEND;VALUE=DATE:20250503\r\n"
            "SUMMARY:劳动节\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20250427\r\nSUMMARY:劳动节 班\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n").encode()
    found = calendars.bring(boss, file, [2025], official=True, source="通知")
    assert (found.days, [(each.what, str(each.after)) for each in found.differences]) == (3, [
        (date(2025, 4, 27), "调休上班(劳动节)"), (date(2025, 5, 1), "放假(劳动节)"),
        (date(2025, 5, 2), "放假(劳动节)")])
    assert calendars.show(boss).version == 2, "nothing is changed yet"
    made(shop, found.change, title="劳动节")
    rows = calendars.year(boss, 2025).days
    assert [(row.day.day, row.kind, row.status, row.source) for row in rows] == [
        (27, "make_up", "official", "通知"), (1, "holiday", "official", "通知"),
        (2, "holiday", "official", "通知")]
    with refused(shop, InvalidInput, "没有这些年份"):
        calendars.bring(boss, file, [2030])
    with refused(shop, InvalidInput, "最多三年"):
        calendars.bring(boss, file, [2020, 2030])
    with refused(shop, InvalidInput, "第 1 行"):
        calendars.bring(boss, b"nonsense")
    with pytest.raises(InvalidInput) as caught:
        calendars.bring(boss, file, [2025], source="x" * 201)
    assert [*caught.value.errors] == ["source"]
    with refused(shop, InvalidInput, "没有改变什么"):
        shop.desk.planning.draft(boss, "calendar", found.change)
