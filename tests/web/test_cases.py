"""A case on the web: its steps, refusals and overrides, what is typed kept, files, lists."""

import csv
import io
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from core.domain.errors import DeskError
from tests.web.clients import Browser
from tests.web.scene import Scene, a_few_cases, a_picture

Browse = Callable[..., Browser]
FINE = {"as_ordered": "true", "used": "false", "opened": "false", "damaged": "false", "packaging_complete": "true",
        "traces_of_use": "false", "cause": "none"}


def inspected(**changed: str) -> dict[str, str]:
    return {f"0__{name}": said for name, said in (FINE | changed).items()}


def test_a_return_from_the_inspection_to_the_refund(scene: Scene, browse: Browse) -> None:
    number = scene.arrived()
    he, qian = browse("he"), browse("qian")
    step = f"/cases/{number}/steps/inspect_goods.inspect"
    assert he.submit(he.get(step), step, **inspected()).status == 302
    passed = f"/cases/{number}/steps/inspect_goods.passed"
    assert he.submit(he.get(passed), passed).status == 302
    pay = f"/cases/{number}/steps/pay_back.pay"
    page = qian.get(pay)
    form = page.form(pay)
    assert (form["amount"], form["method"]) == ("2480.00", "wechat_pay") and "已按现有资料预填" in page.words
    done = qian.submit(page, pay, paid_on="2025-10-13", reference="4200001")
    assert done.status == 302
    page = browse("lin").get(f"/cases/{number}")
    assert "已结案" in page.words and "已退款" in page.words


def test_a_refusal_shows_clause_and_keeps_what_was_typed(scene: Scene, browse: Browse) -> None:
    number = scene.open(opened="true")
    lin, step = browse("lin"), f"/cases/{number}/steps/apply.accept"
    page = lin.submit(lin.get(step), step, rules_told="true", rules_accepted="true", told_by="wechat")
    assert page.status == 409
    assert "已拆封" in page.words and "FRE-02" in page.words
    assert page.form(step)["told_by"] == "wechat" and page.form(step)["rules_told"] == "true"
    assert scene.desk.views.case(scene["lin"], number).row.version == 1


def test_a_missing_answer_is_named_beside_its_question(scene: Scene, browse: Browse) -> None:
    number, lin = scene.open(), browse("lin")
    step = f"/cases/{number}/steps/apply.accept"
    page = lin.submit(lin.get(step), step, rules_told="true")
    assert page.status == 422
    assert 'href="#f-rules_accepted"' in page.text and page.form(step)["rules_told"] == "true"


def test_a_stale_page_is_refused_and_keeps_what_was_typed(scene: Scene, browse: Browse) -> None:
    number, lin = scene.open(), browse("lin")
    step = f"/cases/{number}/steps/apply.decline"
    page = lin.get(step)
    scene.desk.notes.comment(scene["zhou"], number, "刚才客户又来电")
    late = lin.submit(page, step, why="不想办了", told_by="phone")
    assert late.status == 409 and "已被他人更新" in late.words
    assert late.form(step)["why"] == "不想办了"
    assert lin.submit(late, step).status == 302


def test_sending_a_step_twice_takes_it_once(scene: Scene, browse: Browse) -> None:
    number, lin = scene.open(), browse("lin")
    step = f"/cases/{number}/steps/apply.accept"
    page = lin.get(step)
    answers = {"rules_told": "true", "rules_accepted": "true"}
    assert lin.submit(page, step, **answers).status == lin.submit(page, step, **answers).status == 302
    assert sum(each.kind == "step" for each in scene.desk.views.case(scene["lin"], number).events) == 1


def test_somebody_of_another_duty_looks_but_cannot_send(scene: Scene, browse: Browse) -> None:
    number, lin = scene.arrived(), browse("lin")
    step = f"/cases/{number}/steps/inspect_goods.inspect"
    page = lin.get(step)
    assert "由质量办理" in page.words and "disabled" in page.text
    assert lin.submit(page, step, **inspected()).status == 403


def test_an_override_needs_a_second_person(scene: Scene, browse: Browse) -> None:
    number, lin, wu = scene.open(opened="true"), browse("lin"), browse("wu")
    page = lin.get(f"/cases/{number}/override?rule=goods_untouched")
    address = f"/cases/{number}/override"
    empty = lin.submit(page, address, reason=" ")
    assert empty.status == 422 and "改判必须写明理由" in empty.words
    assert lin.submit(page, address, reason="外箱拆开,商品未动", statute="defect-return").status == 302
    waiting = lin.get(f"/cases/{number}")
    assert "等另一位有权的人批准" in waiting.words
    to = next(each for each in wu.get(f"/cases/{number}").actions if "/overrides/" in each)
    assert wu.submit(wu.get(f"/cases/{number}"), to, answer="refuse", reason="").status == 422
    assert wu.submit(wu.get(f"/cases/{number}"), to, answer="grant", reason="同意").status == 302
    step = f"/cases/{number}/steps/apply.accept"
    assert lin.submit(lin.get(step), step, rules_told="true", rules_accepted="true").status == 302
    assert "改判准予" in lin.get(f"/cases/{number}?tab=timeline").words


def test_nobody_approves_their_own_override(scene: Scene, browse: Browse) -> None:
    number, zhou = scene.open(opened="true"), browse("zhou")
    page = zhou.get(f"/cases/{number}/override?rule=goods_untouched")
    assert "您可以直接决定" in page.words
    scene.desk.steps.override(scene["lin"], number, rule="goods_untouched", reason="未动")
    view = scene.desk.views.case(scene["zhou"], number)
    assert browse("lin").get(f"/cases/{number}").text.count("/overrides/") == 0
    assert zhou.get(f"/cases/{number}").text.count(f"/overrides/{view.asked[0].fingerprint}") == 1


def test_an_override_from_the_step_keeps_the_answers(scene: Scene, browse: Browse) -> None:
    number, zhou = scene.open(opened="true"), browse("zhou")
    step = f"/cases/{number}/steps/apply.accept"
    refused = zhou.submit(zhou.get(step), step, rules_told="true", rules_accepted="true")
    assert "改判“" in refused.words
    granted = zhou.submit(refused, step, overrule="goods_untouched|", overrule_reason="展示样品,本已拆封")
    assert granted.status == 200 and "已改判" in granted.words
    assert granted.form(step)["rules_told"] == "true"
    assert zhou.submit(granted, step).status == 302


@pytest.mark.parametrize(("what", "fields", "said"), [
    ("comment", {"text": "客户下午再来"}, "客户下午再来"),
    ("contact", {"direction": "out", "channel": "phone", "reached": "true", "note": "已解释"}, "已接通"),
    ("wait", {"party": "customer", "why": "等补照片"}, "等补照片"),
    ("correct", {"explanation": "颜色差太多"}, "更正退货申请")])
def test_what_is_done_beside_the_steps(scene: Scene, browse: Browse, what: str, fields: dict[str, str],
                                       said: str) -> None:
    number, lin = scene.open(), browse("lin")
    address = f"/cases/{number}/do/{what}"
    assert lin.submit(lin.get(address), address, **fields).status == 302
    assert said in lin.get(f"/cases/{number}?tab=timeline").words


@pytest.mark.parametrize(("what", "fields"), [
    ("comment", {"text": ""}), ("contact", {"direction": "out", "channel": "phone"}), ("assign", {"to": ""}),
    ("wait", {"party": "customer", "why": ""}), ("link", {"other": "没有", "relation": "related"}),
    ("correct", {"bought_on": "2031-01-01"})])
def test_what_is_wrong_is_said_and_changes_nothing(scene: Scene, browse: Browse, what: str,
                                                   fields: dict[str, str]) -> None:
    number, lin = scene.open(), browse("lin")
    address = f"/cases/{number}/do/{what}"
    page = lin.submit(lin.get(address), address, **fields)
    assert page.status in (404, 422), page.words[:200]
    assert scene.desk.views.case(scene["lin"], number).row.version == 1


def test_giving_waiting_splitting_and_linking(scene: Scene, browse: Browse) -> None:
    first = scene.open(items=({"product": "餐椅", "quantity": "1"}, {"product": "餐桌", "quantity": "1"}))
    other, lin = scene.open(), browse("lin")

    def do(what: str, **fields: Any) -> str:
        address = f"/cases/{first}/do/{what}"
        return str(lin.submit(lin.get(address), address, **fields).reply.headers["Location"])

    do("assign", to=scene["wu"].id)
    assert scene.desk.views.case(scene["lin"], first).assignee == "吴珊"
    do("wait", party="customer", why="补照片")
    do("resume")
    do("link", other=other, relation="related")
    new = do("split", items=["1"], why="只退餐桌").rsplit("/", 1)[1]
    assert new not in (first, other)
    page = lin.get(f"/cases/{new}")
    assert "餐桌" in page.words and first in page.words


def test_two_cases_become_one(scene: Scene, browse: Browse) -> None:
    first = scene.open(items=({"product": "餐椅", "quantity": "1"}, {"product": "餐桌", "quantity": "1"}))
    other, lin = scene.open(items=({"product": "餐椅", "quantity": "1"},)), browse("lin")
    address = f"/cases/{first}/do/merge"
    unsure = lin.submit(lin.get(f"{address}?into={other}"), address, why="同一件事")
    assert unsure.status == 422 and unsure.form(address)["into"] == other and "不能撤销" in unsure.words
    for fields in ({"into": first}, {"into": other, "why": ""}, {"into": "没有"}, {"into": ""}):
        page = lin.submit(lin.get(address), address, **{"why": "同一件事", "sure": "true", **fields})
        assert page.status == 422 and page.form(address)["into"] == fields["into"]
    assert scene.desk.views.case(scene["lin"], other).row.version == 1
    done = lin.submit(unsure, address, sure="true")
    assert (done.status, done.reply.headers["Location"]) == (302, f"/cases/{other}")
    kept, ended = lin.get(f"/cases/{other}"), lin.get(f"/cases/{first}")
    assert "餐桌" in kept.words and first in kept.words and f"已并入 {other}" in ended.words
    assert f"{first} 并入本案" in lin.get(f"/cases/{other}?tab=timeline").words
    assert "已并入" in lin.get("/cases?stand=closed").words
    assert lin.get(address).status == 404
    assert browse("zhou").get(f"/cases/{first}/do/reopen").status == 404


def test_somebody_without_sight_of_a_case_sees_nothing_of_it(scene: Scene, browse: Browse) -> None:
    number = scene.arrived()
    scene.photo(number)
    guan, kong = scene["guan"], scene["kong"]
    scene.desk.users.change(guan, kong.id or 0, name=kong.name, duties=["logistics"], scope="own", active=True)
    browser = browse("kong")
    for address in ("", "/steps/inspect_goods.inspect", "/do/comment", "/files/1", "/files/1/picture",
                    "/papers/return_form", "/override?rule=x"):
        page = browser.get(f"/cases/{number}{address}")
        assert page.status == 404 and "陈女士" not in page.text, address
    assert number not in browser.get("/cases?stand=all").text


def test_files_are_only_ever_saved_never_run(scene: Scene, browse: Browse) -> None:
    number, lin = scene.open(), browse("lin")
    address = f"/cases/{number}/do/attach"
    form = lin.get(address).form(address) | {"file": (BytesIO(a_picture()), "照片 “1”.jpg"), "purpose": "proof"}
    assert lin.client.post(address, data=form, content_type="multipart/form-data").status_code == 302
    reply = lin.get(f"/cases/{number}/files/1").reply
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert lin.get(f"/cases/{number}/files/1/picture").reply.mimetype == "image/jpeg"
    disguised = lin.get(address).form(address) | {"file": (BytesIO(b"<html><script>"), "x.jpg")}
    page = lin.client.post(address, data=disguised, content_type="multipart/form-data")
    assert page.status_code == 422 and "不支持这种文件" in page.text


def test_phones_are_masked_for_whom_they_do_not_concern(scene: Scene, browse: Browse) -> None:
    number = scene.arrived()
    assert "13800006621" in browse("lin").get(f"/cases/{number}").words
    page = browse("he").get(f"/cases/{number}")
    assert "138****6621" in page.words and "13800006621" not in page.text


def test_papers_print_what_is_known_and_leave_room_for_the_rest(scene: Scene, browse: Browse) -> None:
    number = scene.arrived()
    page = browse("lin").get(f"/cases/{number}/papers/return_form")
    assert "退货申请表" in page.words and number in page.words and "橡木书桌" in page.words and "签名" in page.words
    assert browse("lin").get(f"/cases/{number}/papers/nothing").status == 404


def test_why_this_time(scene: Scene, browse: Browse) -> None:
    number = scene.open(at="2025-09-30T16:30", bought_on="2025-09-25", received_at="2025-09-28T15:00")
    page = browse("lin").get(f"/cases/{number}?why=handled")
    assert "为什么是" in page.words and "国庆节" in page.words and "FRE-20" in page.words
    assert "<rect" in page.text and 'aria-expanded="true"' in page.text


def test_the_list_is_filtered_searched_and_taken_along(scene: Scene, browse: Browse) -> None:
    a_few_cases(scene)
    zhou = browse("zhou")
    assert "茶几玻璃色差" in zhou.get("/cases?q=茶几").words
    assert "床垫有异味" not in zhou.get("/cases?q=茶几").words
    assert "没有符合条件" in zhou.get("/cases?q=没有的").words
    assert "没有符合条件" in zhou.get("/cases?stand=closed").words
    assert zhou.get("/cases?cursor=nonsense").status == 422
    page = zhou.get("/cases?q=茶几")
    to = next(each for each in page.actions if each.startswith("/exports"))
    assert zhou.send(to, page.form("/exports") | {"form": "csv"}).status == 302
    file = next(each for each in zhou.get("/exports").links if each.endswith("/file"))
    rows = list(csv.reader(io.StringIO(zhou.get(file).reply.get_data().decode("utf-8-sig"))))
    assert len(rows) == 2 and "茶几玻璃色差" in rows[1]


def test_pages_of_the_list_neither_skip_nor_repeat(scene: Scene, browse: Browse,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    import core.web.views.cases as module

    monkeypatch.setattr(module, "PAGE", 2)
    numbers = a_few_cases(scene)
    browser, seen, address = browse("zhou"), [], "/cases"
    while address:
        page = browser.get(address)
        seen += [number for number in numbers if f'/cases/{number}"' in page.text]
        address = next((each for each in page.links if "cursor=" in each and f'rel="next" href="{each}"'.replace(
            "&", "&amp;") in page.text), "")
    assert sorted(seen) == sorted(numbers)


def test_several_cases_are_given_away_at_once(scene: Scene, browse: Browse) -> None:
    numbers, zhou = a_few_cases(scene)[:2], browse("zhou")
    page = zhou.get("/cases")
    assert zhou.submit(page, "/cases/assign", number=[*numbers, "TH-0-0"], to=scene["wu"].id).status == 302
    after = zhou.get("/cases")
    assert "已转出 2 件" in after.words and "TH-0-0" in after.words
    assert {scene.desk.views.case(scene["wu"], each).assignee for each in numbers} == {"吴珊"}


def test_the_workbench_puts_the_nearest_first(scene: Scene, browse: Browse) -> None:
    a_few_cases(scene)
    page = browse("lin").get("/workbench")
    assert page.words.index("茶几玻璃色差") < page.words.index("餐椅腿开裂")
    assert "今天到期" in page.words and "还剩" in page.words


def test_a_case_whose_plugin_is_gone_says_so(scene: Scene, browse: Browse) -> None:
    number = scene.open()
    lin = browse("lin")
    scene.desk.place.industries.pop("furniture")  # type: ignore[attr-defined]
    scene.desk.place._pinned.clear()
    page = lin.get(f"/cases/{number}")
    assert page.status == 200 and "没有启用" in page.words
    with pytest.raises(DeskError):
        scene.desk.views.case(scene["lin"], number)
