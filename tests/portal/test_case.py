"""The case as its customer sees it by the link: what shows and what does not, what they can do, how it is refused."""

import html
import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from core.domain.people import THROUGH_LINK
from core.portal import seen
from core.services.notes import Upload
from tests.portal.bench import GIVE_BACK, SENT, Bench, photo


def words(reply: TestResponse) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", reply.text))


def test_what_waits_for_them_is_on_top_and_nothing_inside_shows(bench: Bench) -> None:
    number = bench.open()
    bench.desk.notes.comment(bench["lin"], number, "客户很急,先安排")
    bench.desk.notes.comment(bench["lin"], number, "请用纸箱包好", to_customer=True)
    bench.desk.notes.contact(bench["lin"], number, channel="phone", direction="out", reached=True, note="语气不好")
    page = bench.browser().get(bench.link(number))
    said = words(page)
    assert page.status_code == 200 and number in said and "请用纸箱包好" in said
    assert "告诉我们已寄出" in said and "不寄了" in said and "寄送单" in said and "检测单" not in said
    assert said.index("有事要请您办") < said.index("告诉我们已寄出") < said.index("到哪一步了") < said.index("报价")
    assert "寄出 （请您）" in re.sub(r"\s+", " ", said)
    for inside in ("客户很急", "语气不好", "LA-01", "Lin", "13800006621", "收到", "工作台"):
        assert inside not in said, inside
    stops = re.findall(r'<li class="(past|here|todo)"[^>]*><h3>([^<]+)', page.text)
    assert stops == [("here", "寄来"), ("todo", "报价"), ("todo", "维修")]
    assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    english = words(bench.browser(language="zh").get(bench.link(number) + "?lang=en"))
    assert "Where it is now" in english


def test_a_step_is_taken_once_by_the_same_service(bench: Bench) -> None:
    number = bench.open()
    path, browser = bench.link(number), bench.browser()
    address = f"{path}/steps/post_in.post"
    assert browser.get(address).status_code == 200
    wrong = bench.post(browser, address, {"version": "1", "key": "k" * 12, "waybill": "SF1", "sent_on": "2025-13-40"})
    assert wrong.status_code == 422 and 'value="SF1"' in wrong.text
    future = bench.post(browser, address, {**SENT, "version": "1", "key": "k" * 12, "sent_on": "2026-01-01"})
    assert future.status_code == 422
    form = {**SENT, "version": "1", "key": "k" * 12}
    drawn = browser.get(address).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', drawn)
    assert token
    for _ in range(2):  # sent twice, done once
        assert browser.post(address, data={**form, "csrf_token": token[1]}).status_code == 302
    view = bench.desk.views.case(bench["lin"], number)
    steps = [each for each in view.events if each.kind == "step"]
    assert [(each.actor_id, each.actor_name, each.data["step"]) for each in steps] == [
        (None, THROUGH_LINK, "post_in.post")]
    assert "陈女士 · 客户（链接）" in words(bench.browser("lin").get(f"/cases/{number}"))
    late = browser.post(address, data={**SENT, "version": "1", "key": "other" * 3, "csrf_token": token[1]})
    assert late.status_code == 409 and "没有保存" in words(late)
    assert len([e for e in bench.desk.views.case(bench["lin"], number).events if e.kind == "step"]) == 1


def test_an_old_page_changes_nothing(bench: Bench) -> None:
    number = bench.quoted()
    path, browser = bench.link(number), bench.browser()
    stale = bench.desk.views.case(bench["lin"], number).row.version
    bench.desk.notes.comment(bench["lin"], number, "x")
    reply = bench.post(browser, f"{path}/steps/quoting.answer", {
        "agreed": "true", "version": str(stale), "key": "k" * 12})
    assert reply.status_code == 409 and bench.desk.views.case(bench["lin"], number).row.state == "quoting.quoted"


def test_rules_refuse_with_their_reason_and_no_clause(bench: Bench) -> None:
    number = bench.quoted("900.00")
    path, browser = bench.link(number), bench.browser()
    page = words(browser.get(path))
    assert "答复报价" in page and "超过新灯的价钱" in page and "现在还不行" in page
    address = f"{path}/steps/quoting.answer"
    version = str(bench.desk.views.case(bench["lin"], number).row.version)
    reply = bench.post(browser, address, {"agreed": "true", "version": version, "key": "k" * 12})
    assert reply.status_code == 409 and "超过新灯的价钱" in words(reply) and "LA-01" not in reply.text
    bench.take(number, "quoting.give_up")
    ended = words(browser.get(path))
    assert "这一单已经办结" in ended and "超过新灯的价钱" in ended
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("step", ["post_in.arrive", "quoting.quote", "nothing", "arrive"])
def test_steps_that_are_not_theirs_do_not_exist(bench: Bench, step: str) -> None:
    number = bench.open()
    bench.take(number, "post_in.post", SENT)
    path, browser = bench.link(number), bench.browser()
    reply = bench.post(browser, f"{path}/steps/{step}", {"key": "k" * 12}, drawn_at=path)
    assert reply.status_code == browser.get(f"{path}/steps/{step}").status_code == 404
    assert bench.desk.views.case(bench["lin"], number).row.state == "post_in.moving"


def test_photos_and_words_come_to_the_case(bench: Bench) -> None:
    number, other = bench.open(), bench.open()
    path, browser = bench.link(number), bench.browser()
    done = bench.post(browser, f"{path}/more", {"text": "灯罩<b>裂了</b>", "key": "k" * 12,
                                                "photos": [photo(), photo("<i>2.jpg")]}, drawn_at=path)
    assert done.status_code == 302
    page = browser.get(path)
    assert "灯罩&lt;b&gt;裂了" in page.text and "&lt;i&gt;2.jpg" in page.text and "<i>" not in page.text
    pictures = sorted(set(re.findall(rf'src="({path}/photos/\d+)"', page.text)))
    assert len(pictures) == 2 and browser.get(pictures[0]).mimetype == "image/jpeg"
    view = bench.desk.views.case(bench["lin"], number)
    assert [(row.source, row.uploaded_by) for row in view.evidence] == [("customer", None)] * 2
    staff = bench.browser("lin").get(f"/cases/{number}").text
    assert "客户留言" in staff and "灯罩&lt;b&gt;裂了" in staff
    # Neither others' pictures nor those of the desk.
    theirs = bench.link(other)
    assert browser.get(f"{theirs}/photos/{pictures[0].rpartition('/')[2]}").status_code == 404
    own = bench.desk.notes.attach(bench["lin"], number, Upload(photo()[0], "in.jpg", source="staff"))[1]
    assert browser.get(f"{path}/photos/{own.id}").status_code == 404
    for bad in ({"text": " "}, {"photos": [photo() for _ in range(7)]}):
        assert bench.post(browser, f"{path}/more", bad, drawn_at=path).status_code == 422


def test_what_is_no_picture_is_refused_with_the_words_kept(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    number = bench.open()
    path, browser = bench.link(number), bench.browser()
    for content in (b"<svg onload=alert(1)>", b"<script>alert(1)</script>", b"", b"MZ" * 400, b"x" * (2**20 + 1)):
        reply = bench.post(browser, f"{path}/more", {"text": "裂了", "photos": [(BytesIO(content), "a.jpg")]},
                           drawn_at=path)
        assert reply.status_code == 422 and "裂了" in reply.text, content[:20]
    view = bench.desk.views.case(bench["lin"], number)
    assert not view.evidence and not seen.messages(view)
    for _ in range(2):
        sent = {"text": "裂了", "key": "k" * 12, "photos": [photo()]}
        assert bench.post(browser, f"{path}/more", sent, drawn_at=path).status_code == 302
    view = bench.desk.views.case(bench["lin"], number)
    assert len(view.evidence) == len(seen.messages(view)) == 1
    monkeypatch.setattr("core.portal.service.MOST_FILES", 1)
    assert bench.post(browser, f"{path}/more", {"photos": [photo()]}, drawn_at=path).status_code == 409


def test_an_ended_case_takes_nothing_more(bench: Bench) -> None:
    number = bench.open()
    path, browser = bench.link(number), bench.browser()
    drawn = browser.get(path).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', drawn)
    assert token
    bench.take(number, "post_in.drop")
    for data in ({"text": "还有"}, {"photos": [photo()]}):
        reply = browser.post(f"{path}/more", data={**data, "csrf_token": token[1]})
        assert reply.status_code == 409 and "已经结束" in words(reply)
    reply = browser.post(f"{path}/steps/post_in.post", data={**SENT, "csrf_token": token[1]})
    assert reply.status_code == 409
    assert "name=\"photos\"" not in browser.get(path).text


def test_their_papers_print_and_no_others(bench: Bench) -> None:
    number = bench.open()
    path, browser = bench.link(number), bench.browser()
    paper = browser.get(f"{path}/papers/slip")
    assert paper.status_code == 200 and "B-07" in words(paper) and "13800006621" not in paper.text
    assert browser.get(f"{path}/papers/inner").status_code == 404
    bench.take(number, "post_in.post", SENT)
    assert browser.get(f"{path}/papers/slip").status_code == 200


def test_a_workflow_in_one_piece_shows_the_states_it_has_been_in(bench: Bench) -> None:
    number = bench.open(GIVE_BACK)
    bench.take(number, "give_back.look", {"whole": "true"})
    page = bench.browser().get(bench.link(number))
    assert re.findall(r'<li class="(past|here|todo)"[^>]*><h3>([^<]+)', page.text) == [
        ("past", "待验看"), ("here", "待退款")]


def test_coming_by_the_link_answers_by_which_channel() -> None:
    from core.capabilities.followup.stages import CallBack
    from plugins.lighting.workflows.stages import Quote

    assert seen.implied(Quote.agree) == {"channel": "link"} and seen.implied(CallBack.call) == {"channel": "link"}
    assert seen.implied(Quote.free) == {}
