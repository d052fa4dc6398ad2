"""The board, the roster, requests, whereabouts, calls and the register of people, as browsers are answered."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from core.capabilities.visits.board import Board
from core.capabilities.visits.people_tables import PersonRow, ShiftRow, SkillRow
from core.capabilities.visits.tables import VisitRow
from core.site import create_site
from core.store.tables import CaseRow, UserRow
from tests.capabilities.visits.conftest import DAY, LATER, Ovens
from tests.capabilities.visits.test_onsite_pages import browser, send
from tests.services.shop import HASHED, at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(ovens: Ovens) -> Flask:
    return create_site(ovens.desk)


def test_a_visit_is_given_to_somebody_from_the_board(ovens: Ovens, app: Flask) -> None:
    number, far = ovens.booked(), ovens.booked(LATER)
    busy = ovens.sent("wu")
    han, day = browser(ovens, app, "han"), f"/visits/board?day={DAY}"
    page = han.get(day).text
    assert number in page and far in page and 'draggable="true"' in page and 'style="' not in page
    assert page.index("还没有派人") < page.index(number) < page.index(busy), "what has nobody stands first"
    picked = han.get(f"{day}&pick={number}").text
    assert "仍要派给Wu" in picked and f"已有上门 {busy} 09:00-11:00" in picked and "派给Xu" in picked
    refused = send(han, "/visits/board", number=number, login="wu", day=DAY)
    assert refused.status_code == 409 and "没有派工" in refused.text and "那时已有上门" in refused.text
    assert ovens.state(number) == "dispatch_crew.to_dispatch"
    version = re.search(rf'data-number="{number}" data-version="(\d+)"', page)
    assert version
    gone = send(han, "/visits/board", number=number, login="xu", day=DAY, version=version[1])
    assert gone.status_code == 302 and gone.location.endswith(f"day={DAY}") and ovens.state(number) == "visit.ahead"
    stale = send(han, "/visits/board", number=number, login="wu", day=DAY, version=version[1])
    assert stale.status_code == 409
    moved = send(han, "/visits/board", number=far, login="wu", day=DAY)
    assert moved.status_code == 302
    assert send(han, "/visits/board", number=far, login="xu", day=DAY, days="7").status_code == 302, "and moved again"
    week = han.get(f"{day}&days=7").text
    assert far in week and "3月3日" in week
    assert 'draggable' not in browser(ovens, app, "lin").get(day).text, "who may not send sees, and no more"
    assert send(browser(ovens, app, "lin"), "/visits/board", number=far, login="wu").status_code == 403
    assert han.get("/visits/board?day=never").status_code == 422
    assert han.get("/visits/board?day=9999-12-31").status_code == 422


def test_the_roster_and_the_register_are_kept_by_the_supervisor(ovens: Ovens, app: Flask) -> None:
    zhou, wu = browser(ovens, app, "zhou"), browser(ovens, app, "wu")
    assert send(zhou, "/visits/people", login="nobody").status_code == 422
    assert send(zhou, "/visits/people", login="lin").status_code == 302
    skills = {"badge": "G-9", "active": "true", "skills": "制冷 2025-12-31\n烤箱", "areas": "禅城、南海"}
    assert send(zhou, "/visits/people/lin", **skills).status_code == 302
    assert send(zhou, "/visits/people/wu", **skills).status_code == 422, "a badge is one person's"
    assert send(zhou, "/visits/people/lin/trainings", brand="美的", trained_on="2025-03-01").status_code == 302
    page = zhou.get("/visits/people").text
    assert "G-9" in page and "南海" in page and "美的" in page
    assert send(zhou, "/visits/people/lin/trainings", brand="美的", trained_on="2026-03-01").status_code == 422
    assert send(wu, "/visits/people/wu", **skills).status_code == 403
    turns = {"title": "两班", "turns": "早班 08:30-17:30\n晚班 14:00-22:00\n休"}
    assert send(zhou, "/visits/roster/pattern", **turns).status_code == 302
    laid = {"pattern": "两班", "people": ["lin", "wu"], "begins": "2025-03-10", "ends": "2025-03-15", "stagger": "1"}
    assert send(zhou, "/visits/roster/fill", **laid).status_code == 302
    page = zhou.get("/visits/roster?begins=2025-03-10").text
    assert page.count("早班 08:30–17:30") == 4 and page.count("轮休") == 4
    said = {"login": "wu", "day": "2025-03-12", "turn": "08:30-17:30"}
    assert send(zhou, "/visits/roster/set", **said).status_code == 422, "what stands is changed with a reason"
    assert send(zhou, "/visits/roster/set", **said, reason="有人生病").status_code == 302
    assert send(wu, "/visits/roster/set", **said, reason="我想").status_code == 403
    assert send(wu, "/visits/requests/change", day="2025-03-13", turn="休", reason="家里有事").status_code == 302
    page = zhou.get("/visits/requests").text
    asked = re.search(r"/visits/requests/(\d+)/answer", page)
    assert asked and "家里有事" in page and "主管改班" in page
    assert "answer" not in wu.get("/visits/requests").text
    assert send(zhou, f"/visits/requests/{asked[1]}/answer", grant="false").status_code == 422
    assert send(zhou, f"/visits/requests/{asked[1]}/answer", grant="true").status_code == 302
    assert send(zhou, f"/visits/requests/{asked[1]}/answer", grant="true").status_code == 409


def test_where_people_are_and_whether_they_answer(ovens: Ovens, app: Flask) -> None:
    ovens.clock.at = at(f"{DAY} 10:00")
    wu, zhou, lin = (browser(ovens, app, each) for each in ("wu", "zhou", "lin"))
    assert send(wu, "/visits/where", where="job", number="KX-1").status_code == 422
    assert send(wu, "/visits/where", where="out", note="<b>钓鱼").status_code == 302
    page = zhou.get("/visits/where").text
    entry = re.search(r"/visits/where/(\d+)/allow", page)
    assert entry and "&lt;b&gt;钓鱼" in page and "例外" in page
    assert send(wu, f"/visits/where/{entry[1]}/allow").status_code == 403
    assert send(zhou, f"/visits/where/{entry[1]}/allow").status_code == 302
    assert send(lin, "/visits/calls", person="wu", result="missed").status_code == 302
    page = lin.get(f"/visits/calls?day={DAY}").text
    back = re.search(r"/visits/calls/(\d+)/back", page)
    assert back and "Wu" in page
    assert send(lin, f"/visits/calls/{back[1]}/back", back_at=f"{DAY}T08:00").status_code == 422
    assert send(lin, f"/visits/calls/{back[1]}/back").status_code == 302
    assert send(wu, "/visits/calls", person="wu", result="reached").status_code == 403
    assert send(zhou, "/visits/calls/disasters", title="台风", starts_at=f"{DAY}T00:00").status_code == 302
    assert "台风" in wu.get("/visits/calls").text and "宣告结束" not in wu.get("/visits/calls").text


def test_a_full_board_takes_twelve_queries(ovens: Ovens, app: Flask) -> None:
    """200 visits and 30 people, half of the visits still without anybody."""
    desk, day = ovens.desk, at(f"{DAY} 08:00")
    number = ovens.booked()
    with desk.store.unit_of_work() as work:
        like = work.cases.by_number(number)
        people = []
        for turn in range(28):
            user = work.users.add(UserRow(login=f"p{turn}", name=f"P{turn}", duties=["technician"],
                                          password_hash=HASHED))
            work.session.flush()
            people.append(user.id)
            work.session.add_all([PersonRow(user_id=user.id), SkillRow(user_id=user.id, skill="烤箱"), ShiftRow(
                user_id=user.id, day=day.date(), kind="duty", opens=day, closes=day + timedelta(hours=10))])
        for turn in range(200):
            case = CaseRow(number=f"Z-{turn}", **{name: getattr(like, name) for name in (
                "kind", "industry", "state", "rulebook", "policies", "opened_at", "recorded_at", "updated_at")})
            work.session.add(case)
            work.session.flush()
            starts = day + timedelta(minutes=30 * (turn % 16))
            work.session.add(VisitRow(case_id=case.id, turn=1, standing="planned", living=True, created_at=day,
                                      starts=starts, ends=starts + timedelta(hours=1), skill="烤箱", area="禅城",
                                      technician_id=people[turn % 28] if turn % 2 else None))
        work.commit()
    han = browser(ovens, app, "han")
    assert han.get(f"/visits/board?day={DAY}").status_code == 200
    seen: list[str] = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: seen.append(statement))
    page = han.get(f"/visits/board?day={DAY}").text
    assert page.count("Z-") >= 400 and len(seen) <= 12, "\n".join(seen)
    seen.clear()
    shown = Board(desk.place).show(ovens["han"], day.date(), 7)
    assert len(shown.waiting) == 101 and len(shown.rows) == 30 and len(shown.cannot) == 201
    assert "不负责" in str(shown.cannot["Z-0"]["p0"][0])
