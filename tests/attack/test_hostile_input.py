"""What people and programs may send: nothing of it is run, nothing of it is a fault, and what is refused changes
nothing."""

# ruff: noqa: E501 (a request or a payload stays on its line)

import json
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.domain.errors import DeskError, InvalidInput
from core.services.notes import Upload
from core.services.opening import Request
from tests.attack.desk import (
    APPLICATION,
    CHAIRS,
    FINE,
    RETURN,
    TOLD,
    Shop,
    picture,
    token_of,
)

SCRIPT = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"
TEMPLATE = "{{7777*7}}{number}%s${7777*7}"
OPENED = {"do": "open", "kind": RETURN, **{f"f.{name}": said for name, said in APPLICATION.items()}}


def clean(reply: TestResponse) -> None:
    """A page with its guards, without a fault, in which nothing typed has become markup."""
    assert reply.status_code < 500, reply.text[:300]
    assert SCRIPT not in reply.text and "<img src=x" not in reply.text
    assert "Content-Security-Policy" in reply.headers and reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("payload", [SCRIPT, BREAKOUT, TEMPLATE])
def test_free_text_stays_text(shop: Shop, payload: str) -> None:
    desk, service = shop.desk, shop["service"]
    customer = desk.customers.register(service, name=payload, phones=["13800009999"], address=payload, note=payload)
    product = desk.customers.add_product(service, customer, {"name": payload, "model": payload, "order_no": payload})
    number = desk.opening.open(service, Request(
        RETURN, {**APPLICATION, "explanation": payload, "order_no": payload, "proof_no": payload,
                 "bought_on": "2025-08-01"},
        [{"product": payload, "model": payload, "quantity": "1"}], customer, product, payload)).number
    desk.notes.comment(service, number, payload, to_customer=True)
    desk.notes.contact(service, number, channel="phone", direction="in", reached=True, note=payload)
    desk.notes.attach(service, number, Upload(BytesIO(picture()), f"{payload}.jpg", "proof"))
    desk.notes.wait(service, number, "customer", payload)
    desk.steps.override(service, number, rule="in_return_window", reason=payload)
    fingerprint = desk.views.case(service, number).asked[0].fingerprint
    manager = shop.client("manager")
    case = f"/cases/{number}"
    shop.post(manager, f"{case}/overrides/{fingerprint}", {"answer": "grant", "reason": payload})
    desk.users.create(shop["administrator"], login="eve", name=payload, password="quite-a-long-one-5", duties=["service"])
    desk.policies.set_value(shop["manager"], "furniture", "return.address", payload)
    evidence = desk.views.case(service, number).evidence[0].id
    paths = [case, *(f"{case}?tab={tab}" for tab in ("forms", "evidence", "decisions", "timeline")), "/cases?stand=all",
             f"/customers/{customer}", "/workbench?whose=all", "/audit", "/settings", "/policies/furniture/return-exchange",
             *(f"{case}/papers/{paper}" for paper in ("return_form", "refusal_notice", "contact_card")),
             *(f"{case}/do/{what}" for what in ("assign", "split", "correct", "attach")),
             f"{case}/steps/apply.accept", f"/cases/new?phone=13800009999&customer={customer}", f"/cases?q={payload}",
             f"{case}?tab={payload}&why={payload}", f"/nowhere/{payload}", f"/cases/{payload}", f"/login?next=/{payload}",
             f"/cases?who={payload}&kind={payload}&state={payload}&waiting={payload}&cursor={payload}"]
    for path in paths:
        clean(manager.get(path))
    clean(shop.client("administrator").get("/people"))
    reply = manager.get(f"{case}/files/{evidence}")
    assert reply.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    for path in ("/cases/new", f"{case}/do/comment", f"{case}/steps/apply.accept", "/policies/furniture/return-exchange/try",
                 "/audit/verify", f"/customers/{customer}", f"/customers/{customer}/products", "/settings", "/import"):
        sent = {name: payload for name in (
            "title", "phone", "customer.name", "f.explanation", "f.bought_on", "items.0.product", "text", "at", "version",
            "told_at", "number", "name", "phones", "price", "value", "term", "industry", "kind", "do", "reason", "key")}
        clean(shop.post(manager, path, sent))
    assert "54439" not in manager.get(case).text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r=", "＝", "＋"])
def test_nothing_exported_is_a_formula(shop: Shop, start: str) -> None:
    said = f'{start}HYPERLINK("http://x","y")'
    customer = shop.desk.customers.register(shop["service"], name=said, phones=["13800001234"])
    shop.desk.opening.open(shop["service"], Request(RETURN, {**APPLICATION, "order_no": said}, [
        {"product": said, "quantity": "1"}], customer, title=said))
    import csv

    manager = shop.client("manager")
    shop.post(manager, "/exports?stand=all", {"what": "cases", "form": "csv"})
    export = shop.desk.exports.mine(shop["manager"])[0].id
    rows = list(csv.reader(manager.get(f"/exports/{export}/file").text.lstrip("\ufeff").splitlines()))
    cells = [cell for row in rows for cell in row if "HYPERLINK" in cell]
    assert len(cells) >= 2 and all(cell.startswith("'") for cell in cells)


@pytest.mark.parametrize(("content", "name"), [
    (b"<html><script>alert(1)</script></html>", "a.jpg"), (b"GIF89a<script>alert(1)</script>", "a.gif"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"), (b"MZ" + b"\0" * 200, "a.png"),
    (b"\xff\xd8\xff\xe0" + b"broken" * 20, "a.jpg"), (b"", "a.jpg"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "a.png"),
    (picture() + b"x" * 2**20, "big.jpg"), (b"PK\x03\x04" + b"\0" * 100, "a.docx")])
def test_disguised_and_oversized_files(shop: Shop, content: bytes, name: str) -> None:
    browser = shop.client("service")
    with shop.unchanged():
        reply = shop.post(browser, f"/cases/{shop.names.new}/do/attach", {"file": (BytesIO(content), name)})
        assert reply.status_code == 422, reply.status
        clean(reply)


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "..\\..\\x.jpg", "/etc/cron.d/x.jpg", "a\0b.jpg", "a\r\nX-Y: z.jpg",
                                  "\u202egpj.exe", "." * 300 + ".jpg", "x" * 5000, "   ", "椅子.jpg", "a;b\".jpg"])
def test_names_of_files_lead_nowhere(shop: Shop, name: str) -> None:
    row = shop.desk.notes.attach(shop["service"], shop.names.new, Upload(BytesIO(picture()), name))[1]
    assert "/" not in row.original_name and "\\" not in row.original_name and len(row.original_name) <= 200
    reply = shop.client("service").get(f"/cases/{shop.names.new}/files/{row.id}")
    assert reply.status_code == 200 and reply.data == picture() and "X-Y" not in reply.headers
    inside = shop.folder / "files"
    assert all(inside in path.resolve().parents for path in inside.rglob("*"))


ODD = ["\0", "a\0b", "\x07\x1b[2J", "\ud800", "²", "٣", "9" * 5000, "-1", "1e309", "NaN", "Infinity", "99999999999999999999",
       "0.001", "2025-02-30", "9999-12-31", "0001-01-01", "9999-12-31T23:59", "0001-01-01T00:00", "a" * 100_000, "%00",
       "\u202e\u200b", "𠮷" * 50, "' OR 1=1 --", '"*', "* AND", "(", "椅"]


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_values_everywhere_are_answered(shop: Shop, odd: str) -> None:
    """Each field of each form in turn, and all at once: an answer below 500, and what is refused changes nothing."""
    names, manager, admin = shop.names, shop.client("manager"), shop.client("administrator")
    sent = odd.encode("utf-8", "surrogatepass")
    new = f"/cases/{names.new}"
    forms: list[tuple[Any, str, list[str], dict[str, Any]]] = [
        (manager, "/cases/new", ["do", "kind", "phone", "customer", "product", "rows", "key", "title", "at", "channel",
                                 "customer.name", "f.bought_on", "f.explanation", "f.reason", "items.0.quantity",
                                 "items.0.price", "items.0.product"], {**OPENED, "phone": "13811110000"}),
        (manager, "/cases/new/preview", ["kind", "at", "f.bought_on", "items.0.quantity", "product.price", "phone"],
         {**OPENED, "product": "new"}),
        (manager, f"{new}/do/comment", ["text", "version", "key"], {"text": "x"}),
        (manager, f"{new}/do/contact", ["note", "at", "channel", "version"], {
            "channel": "phone", "direction": "in"}),
        (manager, f"{new}/do/assign", ["to"], {}), (manager, f"{new}/do/split", ["items", "why"], {}),
        (manager, f"{new}/do/link", ["other", "relation"], {}), (manager, f"{new}/do/wait", ["why", "party", "at"], {}),
        (manager, f"{new}/do/correct", ["bought_on", "explanation", "received_at"], dict(APPLICATION)),
        (shop.client("service"), f"{new}/steps/apply.accept", ["version", "at", "told_by", "rules_told", "overrule"], dict(TOLD)),
        (manager, f"/cases/{names.late}/override", ["rule", "item", "reason", "statute", "version"], {}),
        (manager, f"/cases/{names.asked}/overrides/{names.fingerprint}", ["reason", "version"], {"answer": "refuse"}),
        (manager, f"/customers/{names.customer}", ["name", "phones", "address"], {"name": "A"}),
        (manager, f"/customers/{names.customer}/products", ["name", "price", "purchased_on", "delivered_at"], {"name": "x"}),
        (manager, "/settings", ["industry", "term", "value", "from"], {
            "industry": "furniture", "term": "refund.within", "value": "9 days"}),
        (manager, "/settings", ["value"], {"industry": "furniture", "term": "return.address"}),
        (manager, "/policies/furniture/return-exchange/try", ["kind", "at", "told_at", "item.price", "item.quantity",
                                                              "ReturnApplication.bought_on"], {"do": "run", "kind": RETURN}),
        (manager, "/audit/verify", ["number"], {}), (manager, "/cases/assign", ["number", "to"], {"number": names.new}),
        (admin, "/people/new", ["login", "name", "password", "duties", "scope"], {
            "login": "eve", "name": "E", "password": "quite-a-long-one-5"}),
        (admin, f"/people/{names.users['second']}/password", ["password"], {}),
        (manager, f"/import/{names.run}/columns", ["sheet", "c0", "c1"], {}),
        (shop.client(), "/login", ["login", "password", "next"], {"login": "moon", "password": "x"})]
    said = {}
    for browser, path, fields, base in forms:
        token = token_of(browser)
        for field in fields:
            shop.app.extensions["limits"].storage.reset()
            try:
                reply = browser.post(path, data={"csrf_token": token, **base, field: sent})
            except Exception as error:
                said[path, field] = repr(error)[:200]
                continue
            if reply.status_code >= 500:
                said[path, field] = reply.status
    from urllib.parse import quote

    asked = quote(sent)
    for path in (f"/cases?q={asked}", f"/cases?cursor={asked}", f"/cases?from={asked}&to={asked}&who={asked}&waiting={asked}",
                 f"/workbench?cursor={asked}&only={asked}", f"/cases/{asked}", f"/customers/{asked}", f"/audit?before={asked}",
                 f"{new}/files/{asked}", f"{new}/papers/{asked}", f"{new}/steps/{asked}", f"{new}/do/{asked}",
                 f"{new}/override?rule={asked}&item={asked}", f"/cases/new?phone={asked}&customer={asked}&rows={asked}",
                 f"/cases/new?product={asked}&kind={asked}&at={asked}", f"/import/{asked}", f"/import/{names.run}?after={asked}",
                 f"/import/{names.run}?sheet={asked}&only={asked}", f"/policies/clauses/{asked}", f"/policies/{asked}/{asked}",
                 f"/login?next={asked}", f"/exports?q={asked}&stand={asked}"):
        if len(asked) < 60_000 and (reply := manager.get(path)).status_code >= 500:
            said[path[:80], "GET"] = reply.status
    assert said == {}


@pytest.mark.parametrize(("path", "field", "code"), [
    ("do/comment", "text", 422), ("do/wait", "why", 422), ("do/split", "why", 422)])
def test_huge_texts_are_refused(shop: Shop, path: str, field: str, code: int) -> None:
    browser = shop.client("manager")
    with shop.unchanged():
        reply = shop.post(browser, f"/cases/{shop.names.new}/{path}", {
            "party": "customer", "items": "1", field: "x" * 2**20})
        assert reply.status_code == code


@pytest.mark.parametrize("answers", [
    [], [TOLD], "yes", 5, {"rules_told": {"a": 1}}, {**TOLD, "moon": "1"}, {**TOLD, "filed_at": "2020-01-01"},
    {"rules_told": ["yes"]}, {**FINE}])
def test_answers_of_another_shape(shop: Shop, answers: object) -> None:
    with shop.unchanged(), pytest.raises(DeskError):
        shop.desk.steps.take(shop["service"], shop.names.new, "apply.accept", answers)


@pytest.mark.parametrize("rows", [[], [FINE], [FINE, FINE, FINE], [FINE, None], [FINE, "x"], None, "x", [FINE, {}]])
def test_too_few_or_many_rows_for_the_items(shop: Shop, rows: object) -> None:
    with shop.unchanged(), pytest.raises(DeskError):
        shop.desk.steps.take(shop["quality"], shop.names.arrived, "inspect_goods.inspect", rows)


DAYS: tuple[object, ...] = ("2025-02-30", "9999-12-31", "0001-01-01", "", None, 5, [], "yesterday")


@pytest.mark.parametrize("answers", [{**APPLICATION, "bought_on": said} for said in DAYS] + [{**APPLICATION, "moon": "x"}, {}, {"reason": "moon"}, {**APPLICATION, "received_at": "2025-01-01T00:00"}])
def test_impossible_answers_name_their_field(shop: Shop, answers: dict[str, object]) -> None:
    with shop.unchanged(), pytest.raises(InvalidInput) as caught:
        shop.desk.opening.open(shop["service"], Request(RETURN, answers, [CHAIRS]))
    assert caught.value.errors.keys() & {"bought_on", "moon", "reason", "received_at"}


@pytest.mark.parametrize(("item", "field"), [
    ({"product": "x", "quantity": "-1"}, "quantity"), ({"product": "x", "quantity": "1e309"}, "quantity"),
    ({"product": "x", "quantity": "0.5"}, "quantity"), ({"product": "x", "price": "NaN"}, "price"),
    ({"product": "x", "price": "0.001"}, "price"), ({"product": "x", "price": "1e309"}, "price"),
    ({"product": "x", "price": "-0.01"}, "price"), ({"product": "\ud800"}, "product"), ({"product": "\0"}, "product"),
    ({"product": "x" * 2**20}, "product"), ({"quantity": "1"}, "product"), ({"product": "x", "moon": "1"}, "moon")])
def test_wrong_goods_name_their_field(shop: Shop, item: dict[str, object], field: str) -> None:
    with shop.unchanged(), pytest.raises(InvalidInput) as caught:
        shop.desk.opening.open(shop["service"], Request(RETURN, APPLICATION, [item]))
    assert f"items.0.{field}" in caught.value.errors


BAD = ("\0", "a\0b", "\ud800")


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_texts_no_database_keeps_are_refused_by_every_use_case(shop: Shop, bad: str) -> None:
    desk, names, who = shop.desk, shop.names, shop["manager"]
    calls: dict[str, Any] = {
        "comment": lambda: desk.notes.comment(who, names.new, bad),
        "contact": lambda: desk.notes.contact(who, names.new, channel="phone", direction="in", reached=True, note=bad),
        "wait": lambda: desk.notes.wait(who, names.new, "customer", bad),
        "split": lambda: desk.arranging.split(who, names.new, [1], bad),
        "link": lambda: desk.arranging.link(who, names.new, bad, "related"),
        "merge": lambda: desk.arranging.merge(who, names.new, names.posted, bad),
        "merge into": lambda: desk.arranging.merge(who, names.new, bad, "x"),
        "reopen": lambda: desk.arranging.reopen(who, names.ended, bad),
        "override": lambda: desk.steps.override(who, names.late, rule="in_return_window", reason=bad),
        "answer": lambda: desk.steps.answer(who, names.asked, names.fingerprint, grant=True, reason=bad),
        "customer": lambda: desk.customers.register(who, name=bad, address=bad),
        "customer's note": lambda: desk.customers.register(who, name="A", note=bad),
        "change": lambda: desk.customers.change(who, names.customer, name=bad, phones=[]),
        "title": lambda: desk.opening.open(who, Request(RETURN, APPLICATION, title=bad)),
        "channel": lambda: desk.opening.open(who, Request(RETURN, APPLICATION, channel=bad)),
        "value": lambda: desk.policies.set_value(who, "furniture", "return.address", bad),
        "name": lambda: desk.users.create(shop["administrator"], login="eve", name=bad, password="quite-long-one-5",
                                          duties=["service"]),
        "purpose": lambda: desk.notes.attach(who, names.new, Upload(BytesIO(picture()), "a.jpg", field=bad)),
    }
    kept = {}
    for name, call in calls.items():
        before = shop.dump()
        try:
            call()
            kept[name] = "kept"
        except DeskError:
            pass
        except Exception as error:
            kept[name] = repr(error)[:100]
        if name not in kept:
            assert shop.dump() == before, name
    assert kept == {}


@pytest.mark.parametrize("given", [
    "[]", "null", "5", '"x"', "{", '{"facts": []}', '{"facts": {"Moon": {}}}', '{"items": 5}', '{"items": [5]}',
    '{"events": {}}', '{"events": [5]}', '{"events": [{"step": 5}]}', '{"events": [{"at": "x", "step": "apply.accept"}]}',
    '{"facts": {"ReturnApplication": {"bought_on": 1e309}}}', '{"facts": {"ReturnApplication": {"bought_on": "0001-01-01"}}}',
    '{"facts": {"ReturnApplication": []}}', '{"facts": {"ReturnApplication": [[[]]]}}', '{"moon": 1}',
    '{"facts": {"ReturnApplication": {"moon": 1}}}', '{"events": [{"at": "0001-01-01", "step": "opened"}]}',
    '{"events": [{"at": "9999-12-31", "step": "apply.accept"}]}', '{"facts": {"Product": {"price": -1}}}',
    '{"items": [{"quantity": 1e400, "product": "x"}]}', '{"events": [{"step": "override", "form": 5}]}',
    '{"events": [{"step": "wait", "form": {"party": "moon"}}]}', '{"events": [{"step": "attach", "form": {"purpose": []}}]}',
    '{"events": [{"step": "contacted", "form": []}]}', '{"events": [{"step": "correct", "form": 7}]}',
    "[" * 100_000, '{"facts": ' + '{"a":' * 3000 + "1" + "}" * 3000 + "}", '{"items": [{"product": "\\ud800"}]}',
    '{"events": [{"step": "split", "form": {}}]}', '{"items": [{"Inspection": 5}]}', '{"facts": {"Inspection": 5}}'],
    ids=range(34))
def test_trying_hostile_facts(shop: Shop, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from core.commands import shouhou
    from core.commands.session import Session

    session = Session()
    vars(session)["anywhere"] = vars(session)["desk"] = shop.desk
    monkeypatch.chdir(shop.folder)
    with shop.unchanged():
        result = CliRunner().invoke(shouhou, ["--language", "en", "policy", "try", RETURN, "--at", "2025-10-13",
                                              "--facts", "-", "--json"], input=given, obj=session)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)[:300]
    assert result.exit_code in (0, 1)
    if result.exit_code:
        assert json.loads(result.stderr)["error"]["message"]
