"""What a case page tells of a promise besides how it stands, on promises of every form."""

from collections.abc import Callable
from datetime import timedelta

from flask import g, render_template_string

from core.domain.clocks import Clock
from core.web import clock_words, standing, timebar
from core.web.application import create_app
from core.web.typesetting import chinese
from core.web.wording import Wording
from tests.domain.pianos import CHINA, Told, at, policy
from tests.web.clients import Browser
from tests.web.scene import ZONE, Scene

WARN = timedelta(hours=4)


def wording(day: str) -> Wording:
    return Wording("zh", chinese, ZONE, at(day))


def told_of(told: Told, name: str, day: str, key: str = "") -> list[str]:
    clock = told.clock(name, day, key, warn_before=WARN)
    return [words for _, words in clock_words.asides(wording(day), clock, told.case)]


def stand(told: Told, name: str, day: str) -> tuple[str, str, str]:
    found = standing.of_clock(wording(day), told.clock(name, day))
    return found.look, found.words, found.beside


def test_too_early_says_so_and_from_when() -> None:
    told = Told(policy("first_call", first_from="3 days", first_until="7 days")).step("finish", "03-03 10:00")
    told.events.insert(1, Told(policy("first_call"), "03-03 10:00").step(
        "agree", "03-03 10:00", visit_at="2025-03-05 09:00").events[1])
    assert told_of(told, "first_call", "03-04 10:00")[0] == "不早于 周四 3月6日 00:00"
    told.step("call", "03-05 10:00")
    assert stand(told, "first_call", "03-09 10:00") == ("is-soon", "早了 14 小时", "不早于 周四 3月6日 00:00")
    assert told_of(told, "first_call", "03-09 10:00") == []


def test_what_was_made_good_stays_late_by_so_much() -> None:
    told = Told(policy("picked_up", answer="30 min", cure="20 min"))
    assert told_of(told, "picked_up", "03-03 10:40")[0] == "周一 3月3日 10:50 前补上仍算补救"
    late = told.clock("picked_up", "03-03 10:40")
    assert clock_words.lateness(wording("03-03 10:40"), late, told.case) == "逾期 10 分：公司 10 分"
    assert not any("逾期" in each for each in told_of(told, "picked_up", "03-03 10:40")[1:-1])
    told.reached("03-03 10:45")
    assert stand(told, "picked_up", "03-04 10:00") == ("is-met", "已补救，迟 15 分", "限 周一 3月3日 10:30")


def test_lateness_says_whose_it_was() -> None:
    told = Told(policy("answered_always", answer="1 h")).tell("waiting", "03-03 13:00", party="customer")
    told.tell("resumed", "03-03 14:20").reached("03-03 14:20")
    assert told_of(told, "answered_always", "03-05 10:00") == ["逾期 3 小时 20 分：公司 2 小时、客户 1 小时 20 分"]
    clock = told.clock("answered_always", "03-05 10:00")
    assert clock_words.spent(wording("03-05 10:00"), clock, told.case) == "公司 3 小时、客户 1 小时 20 分"


def test_rounds_are_counted_and_have_addresses_of_their_own() -> None:
    told = Told(policy("informed", inform="2 days")).step("agree", "03-03 11:00", visit_at="2025-03-05 09:00")
    told.step("report", "03-04 10:00")
    first, second = (told.clock("informed", "03-04 11:00", key) for key in ("", "2"))
    say = wording("03-04 11:00")
    assert [clock_words.heading(say, each) for each in (first, second)] == ["通报进度", "通报进度（第 2 轮）"]
    assert [clock_words.name_of(each) for each in (first, second)] == ["informed", "informed~2"]


def test_timed_steps_and_marks_to_come() -> None:
    told = Told(policy("tuned", "bosses_told", tune="48 h", escalate_at="2 h before", quote_valid="7 days"))
    told.step("agree", "03-03 10:00", visit_at="2025-03-05 09:00")
    assert told_of(told, "tuned", "03-03 11:00") == ["周三 3月5日 08:00 提醒客服的主管"]
    marks = clock_words.to_come(wording("03-03 11:00"), told.clock("tuned", "03-03 11:00", warn_before=WARN), told.case)
    assert marks[1] == "周三 3月5日 10:00 告诉负责人：已逾期"
    told.step("quote", "03-04 10:00")
    step = next(each for each in told.all("03-04 11:00") if each.step)
    say = wording("03-04 11:00")
    assert clock_words.heading(say, step) == "届时自动：报价过期"
    assert clock_words.to_come(say, step, told.case)[0].endswith("由系统自动办理")


def test_a_deadline_that_a_form_gives_says_so() -> None:
    told = Told(policy("by_wish"), answers={"wanted_on": "2025-03-10"})
    clock, say = told.clock("by_wish", "03-04 10:00"), wording("03-04 10:00")
    assert clock_words.due_by(say, clock) == "按表单里的日期"
    assert standing.gist(say, clock) == "周一 3月3日 10:00 起算，期限按表单里的日期定。"
    assert timebar.draw(say, clock.why(say.now)).rows


def panel(scene: Scene, told: Told, clock: Clock, day: str) -> str:
    """The panel of a clock and its "why this time", drawn."""
    app = create_app(scene.desk)
    template = """{% from "macros/case.html" import clocks, whytime with context %}
        {{ clocks([clock], clock_words.name_of(clock), "/", case) }}{{ whytime(clock, bar, case, "/") }}"""
    with app.test_request_context("/"):
        say = g.say = wording(day)
        return render_template_string(
            template, clock=clock, bar=timebar.draw(say, clock.why(say.now)), case=told.case, may_read_policies=True,
            term_words=lambda cited: cited.term, standing=standing, clock_words=clock_words, say=say, _=say)


def test_why_this_time_holds_all_of_it(scene: Scene) -> None:
    told = Told(policy("tuned", "warned", tune="10 working hours", warn_at="80 %"))
    told.step("agree", "03-03 10:00", visit_at="2025-03-05 09:00")
    said = panel(scene, told, told.clock("tuned", "03-06 10:00"), "03-06 10:00")
    assert f"/calendars/{CHINA.name}?tab=versions" in said and "第 1 版" in said
    for words in ("责任", "逾期", "公司", "用时", "10 个工作小时"):
        assert words in said, words
    early = panel(scene, told, told.clock("tuned", "03-03 11:00"), "03-03 11:00")
    assert "将会提醒" in early and "提醒负责人" in early and "责任" not in early


def test_the_case_page_tells_marks_and_the_calendar(scene: Scene, browse: Callable[..., Browser]) -> None:
    number = scene.open(at="2025-10-10T10:00")
    page = browse("lin").get(f"/cases/{number}?why=handled")
    assert "周二 10月14日 20:00 提醒负责人" in page.words and "告诉负责人：已逾期" in page.words
    assert "/calendars/default?tab=versions" in page.links and "第 1 版" in page.words
