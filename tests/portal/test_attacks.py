"""What somebody with a link, or without one, might try: guessing, others' cases, staff pages, forged and repeated
forms; and what staff see of links."""

import io
import logging
import re
from collections.abc import Mapping

import pytest

from core.http.logs import TextLines
from core.web.signing_in import COOKIE
from tests.portal.bench import REPAIR, SENT, Bench
from tests.portal.test_case import words

CHANGING = re.compile(r'(nonce-|nonce=")[^"\']+|name="csrf_token"[^>]*value="[^"]+"')


def alike(bench: Bench, path: str) -> tuple[int, str, Mapping[str, str]]:
    reply = bench.browser().get(path)
    heads = {name: CHANGING.sub("", said) for name, said in reply.headers
             if name not in ("X-Request-Id", "Set-Cookie", "Content-Length")}
    return reply.status_code, CHANGING.sub("", reply.text), heads


def test_links_that_lead_nowhere_look_alike_and_guessing_is_slowed(bench: Bench) -> None:
    number = bench.open()
    good, ended, short = bench.link(number), bench.link(number), bench.link(number, days=1)
    held = bench.desk.customer_links.all(bench["lin"], number)
    bench.desk.customer_links.revoke(bench["lin"], number, held[1].row.id)
    bench.later(days=1)
    nowhere = [ended, short, good[:-1], good + "A", "/c/" + good[3:].swapcase(), "/c/x", "/c/%00",
               "/c/" + "é" * 40, f"/c/{number}", "/c/' OR 1=1 --"]
    first, *others = [alike(bench, path) for path in nowhere]
    assert first[0] == 404
    for path, each in zip(nowhere[1:], others, strict=True):
        assert each == first, path
    assert alike(bench, ended + "/steps/post_in.post") == alike(bench, "/c/x/papers/slip") == first
    assert bench.browser().get(good).status_code == 200
    statuses = [bench.browser().get(f"/c/guess-{count}").status_code for count in range(12)]
    assert statuses[:5] == [404] * 5 and statuses[-1] == 429
    assert bench.browser().get(good).status_code == 429  # right and wrong alike, for this address
    elsewhere = bench.browser().get(good, environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == 200


def test_a_link_opens_no_page_of_staff_and_a_log_in_no_other_case(bench: Bench) -> None:
    number = bench.open()
    token = bench.link(number).removeprefix("/c/")
    browser = bench.browser()
    browser.get(f"/c/{token}")
    browser.set_cookie(COOKIE, token)
    for path in (f"/cases/{number}", "/cases", f"/cases/{number}/customer-links", "/customers/1", "/workbench"):
        reply = browser.get(path)
        assert reply.status_code == 302 and str(reply.location).startswith("/login"), path
    program = {"Authorization": f"Bearer {token}"}
    assert bench.app.test_client().get(f"/api/v1/cases/{number}", headers=program).status_code == 401
    # Staff at a customer's page are the customer there, no more.
    staff = bench.browser("wu")
    bench.take(number, "post_in.post", SENT)
    assert staff.get(f"/c/{token}/steps/post_in.arrive").status_code == 404
    assert bench.browser("wu").get(f"/cases/{number}/customer-links").status_code == 403


def test_forms_are_held_against_forgery_also_where_browsers_tell_no_origin(bench: Bench) -> None:
    number = bench.open()
    path = bench.link(number)
    secure = {"base_url": "https://localhost"}
    browser = bench.browser()
    for action in ("/more", "/steps/post_in.post"):
        assert browser.post(path + action, data={"text": "x", **SENT}).status_code == 400
    drawn = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path, **secure).text)
    assert drawn
    done = browser.post(f"{path}/more", data={"text": "你好", "csrf_token": drawn[1]}, **secure)  # and no Referer
    assert done.status_code == 302
    asked = browser.post(f"/service/{REPAIR}", data={"csrf_token": drawn[1]}, **secure)
    assert asked.status_code == 422
    stranger = bench.browser().post(f"{path}/more", data={"text": "x", "csrf_token": drawn[1]})
    assert stranger.status_code == 400
    assert [each.kind for each in bench.desk.views.case(bench["lin"], number).events] == ["opened", "commented"]


def test_a_key_of_one_link_says_nothing_under_another(bench: Bench) -> None:
    one, other = bench.open(), bench.open()
    form = {**SENT, "version": "1", "key": "the-same-key-twice"}
    for number in (one, other):
        path = bench.link(number)
        assert bench.post(bench.browser(), f"{path}/steps/post_in.post", form).status_code == 302
        assert bench.desk.views.case(bench["lin"], number).row.state == "post_in.moving"


def test_no_token_stands_in_the_log(bench: Bench) -> None:
    path = bench.link(bench.open())
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(TextLines())
    root = logging.getLogger()
    root.addHandler(handler)
    before = root.level
    root.setLevel(logging.DEBUG)
    try:
        assert bench.browser().get(path).status_code == 200
        bench.browser().get(path + "x")
        bench.browser().post(f"{path}/more", data={"text": "x"})
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert "/c/<token>" in out.getvalue() and path.removeprefix("/c/") not in out.getvalue()


def test_staff_make_send_see_and_end_links(bench: Bench) -> None:
    number = bench.open()
    staff, where = bench.browser("lin"), f"/cases/{number}/customer-links"
    assert where in staff.get(f"/cases/{number}").text
    made = bench.post(staff, where, {"days": "14"})
    found = re.search(r'id="f-link" readonly value="(http://localhost/c/[\w-]{32})"', made.text)
    assert made.status_code == 200 and found
    assert f"您的售后单 {number}" in words(made) and found[1] in words(made)
    assert found[1].rpartition("/")[2] not in staff.get(where).text
    assert bench.browser().get(found[1].removeprefix("http://localhost")).status_code == 200
    panel = words(staff.get(f"/cases/{number}"))
    assert "客户链接" in panel and "客户最近打开于" in panel
    for wrong in ("0", "400", "x", "-1"):
        reply = bench.post(staff, where, {"days": wrong})
        assert reply.status_code == 422 and f'value="{wrong}"' in reply.text
    end = re.search(rf'action="({where}/\d+/revoke)"', staff.get(where).text)
    assert end and bench.post(staff, end[1], {}, drawn_at=where).status_code == 302
    assert bench.browser().get(found[1].removeprefix("http://localhost")).status_code == 404
    assert "客户最近打开于" not in words(staff.get(f"/cases/{number}"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_both_languages(bench: Bench, language: str) -> None:
    number = bench.open()
    path = bench.link(number)
    for each in ("/service", f"/service/{REPAIR}", "/service/privacy", path, f"{path}/papers/slip", "/c/x"):
        page = bench.browser(language=language).get(each)
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page.text
        said = re.sub(r"<title>.*?</title>|lang=\"zh\".*?</a>", "", page.text, flags=re.S)
        own = {"灯铺", "灯"}  # names that the business and its plugin gave
        if language == "en" and "/service/lamps" not in each and "papers" not in each and each != path:
            han = {*re.findall("[\u3400-\u9fff]+", words_of(said))} - own
            assert not han - {"灯坏了", "寄来修", "退货", "您的灯", "灯坏了，寄来修", "请我们看一看", "中"}, each


def words_of(text: str) -> str:
    return re.sub(r"<[^>]+>", " ", text)
