"""The pages of working calendars and of planned changes: what moves is seen before it does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from core.store.tables import UnitRow
from core.web import planned
from tests.web.clients import HAN, Browser, Page
from tests.web.scene import ZONE, Scene

Browse = Callable[..., Browser]
PLAN = "/changes/1"
NAMES = {"示例家居", "示", "中文", "中", "国务院办公厅关于", "年部分节假日安排的通知"}
"""The business, the other language, and the source of holidays."""
DAY = "2025-10-14"
"""The third working day of a case opened on Friday the 10th, as Saturday is worked."""


def draft_day(wu: Browser, open_day: str, /, **typed: str) -> Page:
    """A day changed on its page; the plan's page, or the page again with what is wrong."""
    page = wu.get(f"/calendars/default?day={open_day}")
    reply = wu.submit(page, "/calendars/default/days", **typed)
    return wu.get(reply.reply.location) if reply.status == 302 else reply


def due(scene: Scene, number: str, target: str = "handled") -> datetime:
    clock = next(each for each in scene.desk.views.case(scene["lin"], number).clocks if each.target == target)
    assert clock.due_at
    return clock.due_at.astimezone(ZONE)


def test_a_year_tells_each_day_by_letter_and_words(browse: Browse) -> None:
    wu = browse("wu")
    page = wu.get("/calendars/default?year=2025")
    assert page.status == 200
    for said in ("周三 10月1日 · 放假 · 国庆节、中秋节 · 不服务", "周六 10月11日 · 调休上班", ">休<", ">班<",
                 "周日 10月19日 · 休息日 · 不服务", "周一 10月13日 · 上班 · 09:00-18:00"):
        assert said in page.text, said
    year = page.text.partition("<main")[2].partition("</main>")[0]
    assert year.count('tabindex="0"') - year.count('role="group"') == 1, "one stop for the whole year"
    assert "2026" in wu.get("/calendars/default?year=2025").words
    assert "还没有 2035 年的法定放假安排" in wu.get("/calendars/default?year=2035").words
    assert wu.get("/calendars/default?year=1800").status == 404
    assert wu.get("/calendars/nothing").status == 404
    lin = browse("lin").get("/calendars/default?day=2025-10-01")
    assert lin.status == 200 and "放假" in lin.words
    assert "/calendars/default/days" not in lin.actions, "who may not edit may still look"
    assert browse("lin").get("/calendars/default?tab=week").status == 200


def test_a_holiday_is_seen_before_it_moves_anything(scene: Scene, browse: Browse) -> None:
    number = scene.open(at="2025-10-10T10:00")
    before = due(scene, number)
    wu = browse("wu")
    page = draft_day(wu, DAY, kind="closed", name="盘点", why="年中盘点")
    assert "年中盘点" in page.words and "1 个未结案件的期限会变" in page.words
    assert number in page.words and "推后" in page.words
    assert "停业（盘点）" in page.words
    assert due(scene, number) == before, "nothing has moved"

    sure = wu.get(f"{PLAN}?sure=open")
    assert "确认应用" in sure.words and "在办案件的时限会重新计算" in sure.words
    done = wu.get(wu.submit(sure, f"{PLAN}/apply").reply.location)
    assert "吴珊" in done.words and "也用于在办案件" in done.words
    assert "/calendars/default?tab=versions" in done.links
    assert due(scene, number) == before + timedelta(days=1)
    versions = wu.get("/calendars/default?tab=versions")
    assert "年中盘点" in versions.words and "吴珊" in versions.words
    told = wu.get("/calendars/default?tab=versions&version=2").words
    assert "第 2 版改了什么" in told and "停业（盘点）" in told
    assert wu.submit(sure, f"{PLAN}/apply").status == 409, "applied once"
    assert "年中盘点" in wu.get("/changes").words


def test_only_what_is_new_goes_by_it(scene: Scene, browse: Browse) -> None:
    number = scene.open(at="2025-10-10T10:00")
    before = due(scene, number)
    wu = browse("wu")
    draft_day(wu, DAY, kind="closed")
    done = wu.get(wu.submit(wu.get(f"{PLAN}?sure=new"), f"{PLAN}/apply").reply.location)
    assert "只对今后的时限" in done.words
    assert due(scene, number) == before
    scene.clock.at += timedelta(minutes=1)
    assert due(scene, scene.open()).date() == date(2025, 10, 17), "the 14th is left out for what begins now"


def test_a_stale_look_is_told_and_looked_at_again(scene: Scene, browse: Browse) -> None:
    number = scene.open(at="2025-10-10T10:00")
    wu = browse("wu")
    draft_day(wu, DAY, kind="closed", why="一")
    draft_day(wu, "2025-10-13", kind="closed", why="二")
    sure = wu.get(f"{PLAN}?sure=open")
    wu.submit(wu.get("/changes/2?sure=open"), "/changes/2/apply")
    told = wu.get(PLAN)
    assert "上次查看之后情况变了" in told.words and f"{PLAN}/apply" not in told.actions
    again = wu.submit(sure, f"{PLAN}/apply")
    assert again.status == 409 and "正在重新查看" in again.words and number in again.words
    assert "上次查看之后情况变了,下面" not in wu.get(PLAN).words, "it was looked at again at once"
    dropped = wu.submit(wu.get(PLAN), f"{PLAN}/drop")
    assert dropped.status == 302 and "已放弃" in wu.get("/changes").words


def test_a_large_desk_is_looked_at_while_the_page_tells_how_far(scene: Scene, browse: Browse,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    scene.open(at="2025-10-10T10:00")
    monkeypatch.setattr(planned, "PATIENCE", 0)
    wu = browse("wu")
    page = draft_day(wu, DAY, kind="closed")
    assert 'data-refresh="1"' in page.text and "可以离开这一页" in page.words and f"{PLAN}/apply" not in page.actions
    scene.desk.planning.work(1)
    part = wu.get(PLAN, headers={"X-Part": "swap"})
    assert f'data-then="{PLAN}"' in part.text and "1 个未结案件" in part.words


@pytest.mark.parametrize(("typed", "said"), [
    ({"day": "", "kind": "closed"}, "请选择日期"), ({"kind": ""}, "请选择这是什么日子"),
    ({"until": "2025-10-01", "kind": "holiday"}, "早于开始日期"), ({"until": "2035-10-01", "kind": "holiday"}, "三年"),
    ({"kind": "hours", "hours": "9-18"}, "不是服务时间"), ({"kind": "hours"}, "请写明这一天的服务时间"),
    ({"day": "1066-10-14", "kind": "holiday"}, "1990"), ({"kind": "ordinary"}, "没有改变什么"),
    ({"day": "2025-10-01", "kind": "make_up", "name": "补班"}, "要改请注明替换")])
def test_what_is_wrong_with_a_day_is_said_and_what_was_typed_stays(scene: Scene, browse: Browse, typed: dict[str, Any],
                                                                  said: str) -> None:
    wu = browse("wu")
    page = draft_day(wu, DAY, **{"name": "盘点", **typed})
    assert page.status == 422 and said in page.words and str(typed.get("name", "盘点")) in page.text
    assert not scene.desk.planning.all(scene["wu"])


def test_a_range_a_make_up_day_and_own_hours(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    draft_day(wu, "2025-12-20", kind="make_up", name="年终", hours="09:00-12:00 13:30-24:00")
    draft_day(wu, "2025-12-24", kind="hours", hours="09:00-12:00", until="2025-12-26")
    draft_day(wu, "2025-10-01", kind="holiday", name="国庆")
    assert scene.desk.planning.show(scene["wu"], 2).title == "2025-12-24 2025-12-26 特别时间", "what it is"
    plans = [scene.desk.planning.show(scene["wu"], number).content for number in (1, 2, 3)]
    assert plans[0]["days"]["2025-12-20"]["hours"] == "09:00-12:00 13:30-24:00"
    assert list(plans[1]["days"]) == ["2025-12-24", "2025-12-25", "2025-12-26"]
    assert plans[2]["days"]["2025-10-01"]["status"] == "official", "what the state announced stays announced"
    for number in (1, 2):
        wu.submit(wu.get(f"/changes/{number}"), f"/changes/{number}/look")
        wu.submit(wu.get(f"/changes/{number}?sure=new"), f"/changes/{number}/apply")
    days = {row.day: row for row in scene.desk.calendars.year(scene["wu"], 2025).days}
    assert days[date(2025, 12, 20)].kind == "make_up" and days[date(2025, 12, 25)].hours == "09:00-12:00"


def test_the_week_is_edited_in_windows(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    page = wu.get("/calendars/default?tab=week")
    wrong = wu.submit(page, "/calendars/default/week", monday="09:00-8:00", sunday="半天", why="夏令")
    assert wrong.status == 422 and "结束须晚于开始" in wrong.words and "“半天”不是服务时间" in wrong.words
    overlap = wu.submit(page, "/calendars/default/week", monday="09:00-12:00 11:00-18:00", zone="Asia/Shangai")
    assert "重叠" in overlap.words and "没有这个时区" in overlap.words
    reply = wu.submit(page, "/calendars/default/week", saturday="10:00-12:00 13:00-24:00", title="门店日历")
    plan = wu.get(reply.reply.location).words
    assert "周六 休息 10:00-12:00 13:00-24:00" in " ".join(plan.split()) and "门店日历" in plan
    assert scene.desk.planning.show(scene["wu"], 1).content["week"][5] == "10:00-12:00 13:00-24:00"


def test_days_come_out_of_a_file(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    page = wu.get("/calendars/default?tab=file")
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART;VALUE=DATE:{0}\r\nSUMMARY:{1}\r\nEND:VEVENT\r\n"
    file = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + event.format("20251111", "厂庆 放假")
            + event.format("20251115", "厂庆 补班") + "END:VCALENDAR\r\n").encode()
    nothing = wu.submit(page, "/calendars/default/file")
    assert nothing.status == 422 and "请选择文件" in nothing.words
    bad = wu.submit(page, "/calendars/default/file", file=(BytesIO(b"BEGIN:VCALENDAR\nnonsense"), "a.ics"))
    assert bad.status == 422 and "第 2 行" in bad.words
    reply = wu.submit(page, "/calendars/default/file", file=(BytesIO(file), "a.ics"))
    plan = wu.get(reply.reply.location).words
    assert "厂庆" in plan and "调休上班" in plan and "文件里有 2 天" in plan


def test_teams_go_by_calendars_of_their_own(scene: Scene, browse: Browse) -> None:
    with scene.desk.store.unit_of_work() as work:
        work.session.add(UnitRow(key="north", title="北区", parent_id=None))
        work.commit()
    wu = browse("wu")
    page = wu.get("/calendars")
    assert wu.submit(page, "/calendars/new", name="North!", title="北区日历").status == 422
    made = wu.submit(page, "/calendars/new", name="north", title="北区日历")
    assert made.reply.location == "/calendars/north"
    page = wu.get("/calendars")
    assert "没有改变什么" in wu.submit(page, "/calendars/teams").words
    reply = wu.submit(page, "/calendars/teams", team__north="north")
    assert "北区" in wu.get(reply.reply.location).words
    wu.submit(wu.get(f"{PLAN}?sure=open"), f"{PLAN}/apply")
    assert "北区" in wu.get("/calendars/north").words
    assert "还有部门使用" in wu.submit(wu.get("/calendars/north?tab=week"), "/calendars/north/retire").words
    with scene.desk.store.unit_of_work() as work:
        lin, north = work.users.by_login("lin"), work.units.by_key("north")
        assert lin and north
        lin.unit_id = north.id
        work.commit()
    scene.people["lin"] = scene.desk.users.by_login("lin")
    opened = wu.get(f"/cases/{scene.open()}?why=handled")
    assert "日历 北区日历 第 1 版" in " ".join(opened.words.split()), "by its title, not by its key"
    assert "/calendars/north?tab=versions" in opened.links
    wu.submit(page, "/calendars/new", name="spare", title="备用")
    assert wu.submit(wu.get("/calendars/spare?tab=week"), "/calendars/spare/retire").status == 302
    assert "已停用" in wu.get("/calendars").words


def test_who_may_not(scene: Scene, browse: Browse) -> None:
    lin, wu = browse("lin"), browse("wu")
    draft_day(wu, DAY, kind="closed")
    token = wu.get("/calendars").form("/calendars/new")
    assert lin.get("/changes").status == lin.get(PLAN).status == 403
    assert "/calendars" not in lin.get("/workbench").links and "/calendars" in wu.get("/workbench").links
    for path in ("/calendars/new", "/calendars/default/days", "/calendars/default/week", f"{PLAN}/apply"):
        assert lin.send(path, token).status in (400, 403)
    assert wu.get("/changes/99").status == 404


def test_in_english(scene: Scene, browse: Browse) -> None:
    with scene.desk.store.unit_of_work() as work:
        row = work.users.by_login("wu")
        assert row
        row.language, row.name = "en", "Wu"
        work.commit()
    number = scene.open(at="2025-10-10T10:00", title="Desk")
    wu = browse("wu", "en")
    draft_day(wu, DAY, kind="closed", name="Stocktaking")
    pages = ["/calendars", "/calendars/default", "/calendars/default?day=2025-10-01", "/calendars/default?tab=week",
             "/calendars/default?tab=file", "/calendars/default?tab=versions", PLAN, f"{PLAN}?sure=open", "/changes"]
    for path in pages:
        page = wu.get(path)
        assert page.status == 200
        left = set(HAN.findall(page.words)) - NAMES
        assert not left, (path, left)
    assert number in wu.get(PLAN).words


def test_a_case_goes_over_to_the_regulations_in_force_on_purpose(scene: Scene, browse: Browse) -> None:
    number = scene.open(at="2025-10-10T10:00")
    path, before = f"/cases/{number}/do/move", due(scene, number)
    wu, lin = browse("wu"), browse("lin")
    assert path not in lin.get(f"/cases/{number}").links and lin.get(path).status == 404
    assert path not in wu.get(f"/cases/{number}").links, "nothing has changed since it was opened"
    assert "现在不能换" in wu.get(path).words, "and who comes by an old link reads why"
    scene.desk.policies.set_value(scene["wu"], "furniture", "return.handling", "9 working days")
    scene.clock.at += timedelta(minutes=1)
    page = wu.get(path)
    assert path in wu.get(f"/cases/{number}").links and "办理申请" in page.words and due(scene, number) == before
    assert wu.submit(page, path, why="").status == 422
    assert wu.submit(page, path, why="客户要求按新规").status == 302
    assert due(scene, number) > before and "换用现行规定" in wu.get(f"/cases/{number}?tab=timeline").words
    assert path not in wu.get(f"/cases/{number}").links, "it goes by the rules in force again"


def test_all_cases_may_be_looked_at_under_the_regulations_in_force(scene: Scene, browse: Browse) -> None:
    number = scene.open(at="2025-10-10T10:00")
    scene.desk.policies.set_value(scene["wu"], "furniture", "return.handling", "9 working days")
    wu = browse("wu")
    page = wu.get(wu.submit(wu.get("/changes"), "/changes/rulebooks").reply.location)
    assert number in page.words and f"{PLAN}?sure=open" in page.links and f"{PLAN}?sure=new" not in page.links
