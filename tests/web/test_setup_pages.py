"""Policies, values, people, audit and imports on the web."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import text

from core.store.lists import CaseFilter
from core.web.typesetting import chinese
from tests.web.clients import HAN, Browser
from tests.web.scene import PEOPLE, VALUES, ZONE, Scene, a_few_cases

Browse = Callable[..., Browser]
POLICY = "/policies/furniture/return-exchange"
REGISTER = Path(__file__).parents[2] / "examples" / "complaints-register.csv"


def test_a_policy_says_everything_about_each_clause(browse: Browse) -> None:
    page = browse("lin").get(POLICY)
    assert page.status == 200
    for number in range(1, 23):
        assert f'id="FRE-{number:02d}"' in page.text
    assert "7 个工作日" in page.words and "本店自定" in page.words and "换货期限" in page.words
    assert 'action="/settings"' not in page.text


def test_a_clause_leads_to_its_regulation(browse: Browse) -> None:
    assert browse("lin").get("/policies/clauses/FRE-03").reply.headers["Location"] == f"{POLICY}#FRE-03"
    assert browse("lin").get("/policies/clauses/XXX-1").status == 404


def test_a_blank_is_filled_changed_and_taken_back(scene: Scene, browse: Browse) -> None:
    zhou, actor = browse("zhou"), scene["zhou"]
    form = zhou.get("/settings").form("/settings") | {"industry": "furniture", "term": "exchange.window"}
    wrong = zhou.send("/settings", form | {"value": "很久", "do": "set"})
    assert wrong.status == 422 and "换货期限" in wrong.words
    assert zhou.send("/settings", form | {"suggested": "7 working days", "do": "suggested"}).status == 302
    assert scene.desk.policies.values(actor, "furniture")["exchange.window"] == "7 working days"
    assert zhou.send("/settings", form | {"value": "10个工作日", "do": "set"}).status == 302
    assert "10 个工作日" in zhou.get(POLICY).words
    assert zhou.send("/settings", form | {"do": "back"}).status == 302
    assert "exchange.window" not in scene.desk.policies.values(actor, "furniture")
    assert "周岚" in zhou.get("/settings").words


def test_trying_says_what_the_policy_says_and_saves_nothing(scene: Scene, browse: Browse) -> None:
    lin, address = browse("lin"), f"{POLICY}/try"
    form = lin.get(address).form(address) | {
        "do": "run", "kind": "furniture.return", "told_at": "2025-09-30T16:30", "ReturnApplication.reason": "mind",
        "ReturnApplication.bought_on": "2025-09-25"}
    page = lin.send(address, form)
    assert page.status == 200 and "10月11日" in page.words and "FRE-03" in page.words
    late = lin.send(address, form | {"told_at": "2025-10-13T09:00"})
    assert "届满" in late.words
    wrong = lin.send(address, form | {"ReturnApplication.bought_on": "not a day"})
    assert "不是有效的日期" in wrong.words and wrong.form(address)["told_at"] == "2025-09-30T16:30"
    assert not scene.desk.views.cases(scene["lin"], CaseFilter()).page.rows


def test_people_are_made_changed_and_disabled(scene: Scene, browse: Browse) -> None:
    guan = browse("guan")
    page = guan.get("/people/new")
    wrong = guan.submit(page, "/people/new", login="新人", name="", password="short")
    assert wrong.status == 422
    done = guan.submit(page, "/people/new", login="xin", name="辛晴", password="a-long-password-1", duties=["service"],
                       scope="own")
    assert done.status == 302
    actor = scene.desk.users.by_login("xin")
    assert actor.duties == {"service"} and actor.scope.name == "own"
    address = f"/people/{actor.id}"
    assert guan.submit(guan.get(address), f"{address}/password", password="short").status == 422
    assert guan.submit(guan.get(address), address, name="辛晴", duties=["finance"], active="false").status == 302
    assert browse().log_in("xin", "a-long-password-1").status == 403


def test_an_administrator_does_not_lock_themselves_out(scene: Scene, browse: Browse) -> None:
    guan = browse("guan")
    address = f"/people/{scene['guan'].id}"
    page = guan.submit(guan.get(address), address, duties=["service"], active="true")
    assert page.status == 403 and "不能停用自己" in page.words


def test_the_audit_trail_is_shown_and_verified(scene: Scene, browse: Browse) -> None:
    number, zhou = scene.open(), browse("zhou")
    page = zhou.get("/audit")
    assert number in page.words and "建案" in page.words
    assert "完好" in zhou.submit(page, "/audit/verify", number=number).words
    wrong = zhou.submit(page, "/audit/verify", number="TH-1999-<b>")
    assert wrong.status == 422 and "没有这个案件" in wrong.words and 'value="TH-1999-&lt;b&gt;"' in wrong.text
    with scene.desk.store.unit_of_work() as work:
        work.session.execute(text("UPDATE events SET actor_name = '别人'"))
        work.commit()
    assert "不一致" in zhou.submit(page, "/audit/verify", number="").words


def test_customers_are_corrected_and_their_products_registered(scene: Scene, browse: Browse) -> None:
    lin, customer = browse("lin"), scene.customer()
    address = f"/customers/{customer}"
    page = lin.get(address)
    assert lin.submit(page, address, name="陈雅", phones="13800006621\n0757-22331100").status == 302
    wrong = lin.submit(page, f"{address}/products", name="沙发", purchased_on="2031-01-01")
    assert wrong.status == 422 and wrong.form(f"{address}/products")["name"] == "沙发"
    assert lin.submit(page, f"{address}/products", name="沙发", purchased_on="2025-10-01").status == 302
    known = scene.desk.customers.get(scene["lin"], customer)
    assert known.customer.phones == ("13800006621", "0757-22331100") and known.products[0].name == "沙发"


def test_a_register_is_read_tried_and_brought_in(scene: Scene, browse: Browse) -> None:
    scene.clock.at = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
    zhou = browse("zhou")
    form = zhou.get("/import").form("/import") | {"file": (BytesIO(REGISTER.read_bytes()), "登记.csv")}
    run = zhou.client.post("/import", data=form, content_type="multipart/form-data").headers["Location"]
    columns = zhou.get(run)
    assert "受理日期" in columns.words and "申请时间" in columns.words
    none = zhou.submit(columns, f"{run}/columns", c1="", do="check")
    assert none.status == 422 and "申请时间" in none.words
    assert zhou.submit(columns, f"{run}/columns", do="check").status == 302
    number = int(run.rsplit("/", 1)[1])
    while scene.desk.imports.advance(number).state == "checking":
        pass
    tried = zhou.get(run)
    assert "试读完了" in tried.words and not scene.desk.views.cases(scene["zhou"], CaseFilter()).page.rows
    assert "问题" in zhou.get(f"{run}/correction.csv").reply.get_data().decode("utf-8-sig")
    assert zhou.submit(tried, f"{run}/start").status == 302
    while scene.desk.imports.advance(number).state in ("waiting", "running"):
        pass
    done = zhou.get(run)
    status = scene.desk.imports.status(scene["zhou"], number)
    made = status.counts.get("read", 0) + status.counts.get("doubt", 0)
    assert status.state == "done" and made > 10 and "已完成" in done.words
    assert len(scene.desk.views.cases(scene["zhou"], CaseFilter(), limit=500).page.rows) == made
    again = zhou.client.post("/import", data=form | {"file": (BytesIO(REGISTER.read_bytes()), "登记.csv")},
                             content_type="multipart/form-data").headers["Location"]
    assert "再导入不会建第二次" in zhou.get(again).words


def test_a_file_that_is_no_register_is_refused(browse: Browse) -> None:
    zhou = browse("zhou")
    for content, name in ((b"", "x.csv"), (b"\xd0\xcf\x11\xe0" + b"0" * 600, "x.xls"), (b"<html>", "x.xlsx")):
        form = zhou.get("/import").form("/import") | {"file": (BytesIO(content), name)}
        page = zhou.client.post("/import", data=form, content_type="multipart/form-data")
        assert page.status_code == 422, name


def test_an_english_crawl_meets_no_chinese_but_names_and_data(scene: Scene, browse: Browse) -> None:
    """Every page a manager can reach from the workbench, in English."""
    numbers = a_few_cases(scene)
    data = {name for name, _ in PEOPLE.values()} | {"示例家居", "示", "中文", "中", VALUES["return.address"],
                                                    "国务院办公厅关于", "年部分节假日安排的通知"}
    for number in numbers:
        view = scene.desk.views.case(scene["zhou"], number)
        data |= {view.row.title, *(str(value) for form in view.case.forms for value in form.dump().values()),
                 *(row.original_name for row in view.evidence), *([
                     view.customer.row.name, view.customer.row.address] if view.customer else []),
                 *(str(value) for line in view.case.lines for value in line.item.dump().values())}
    zhou, seen, open_ends = browse("zhou", "en"), set[str](), ["/workbench?whose=all", "/me"]
    scene.desk.users.set_language(scene["zhou"], "en")
    found: dict[str, set[str]] = {}
    while open_ends:
        address = open_ends.pop()
        bare = address.split("#")[0]
        # Of the years, days and months that lead to each other without end, one of each sort.
        endless = bare.startswith(("/calendars", "/reports")) or "?" in bare
        sort = re.sub(r"\d+", "0", bare) if endless else bare
        passed_by = ("/static", "/bootstrap", "/messages/words?language=zh")  # the last are words to be sent in Chinese
        files = bare.partition("?")[0].endswith(("csv", "xlsx")) or "/files/" in bare or ".pdf" in bare
        if sort in seen or bare.startswith(passed_by) or files:
            continue
        seen.add(sort)
        page = zhou.get(bare)
        if page.status == 302:
            open_ends.append(page.reply.headers["Location"])
            continue
        assert page.status == 200, bare
        words = page.words
        for each in sorted(filter(None, data), key=len, reverse=True):
            words = words.replace(each, " ")
        if bare.startswith("/policies/"):
            slug = next((each for each in scene.desk.installed.policies if each in bare), "furniture/return-exchange")
            for clause in scene.desk.policies.show(scene["zhou"], slug).clauses:
                words = words.replace(chinese(clause.clause.zh), " ")
        quoted = "/shop-delivery-and-samples" in bare  # whose clauses quote themselves; the crawl of attacks reads them
        if (left := set(HAN.findall(words)) - {"林", "周", "客"}) and not quoted:
            found[bare] = left
        open_ends += [each for each in page.links if each.startswith("/")]
    assert not found
    assert len(seen) > 60


def test_a_value_is_looked_at_before_it_moves_anything(scene: Scene, browse: Callable[..., Browser]) -> None:
    number = scene.open(at="2025-10-10T10:00")
    wu = browse("wu")
    page = wu.get("/settings")
    asked = {"csrf_token": page.form("/settings")["csrf_token"], "industry": "furniture", "term": "return.handling"}
    wrong = wu.send("/settings", asked | {"do": "look", "value": "soon"})
    assert wrong.status == 422 and "soon" in wrong.words
    plan = wu.send("/settings", asked | {"do": "look", "value": "5 working days"}).reply.location
    told = wu.get(plan).words
    assert "1 个未结案件的期限会变" in told and "3 个工作日 5 个工作日" in " ".join(told.split()) and number in told
    assert "只对今后新开的案件" in told
    before = scene.desk.views.case(scene["lin"], number).clocks[0].due_at
    assert wu.submit(wu.get(f"{plan}?sure=open"), f"{plan}/apply").status == 302
    after = scene.desk.views.case(scene["lin"], number).clocks[0].due_at
    assert before and after and after > before and "看设置" in wu.get(plan).words
    back = wu.get(wu.send("/settings", asked | {"do": "look", "value": ""}).reply.location).words
    assert "改回条款原文" in back
