"""Stock over REST and in the shell; reports; who may do what."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.capabilities.stock import permissions
from core.capabilities.stock.issuing import Issuing, Whom
from core.capabilities.stock.items import Items
from core.capabilities.stock.moving import Call, Moving
from core.capabilities.stock.needs import Needs
from core.capabilities.stock.samples import Samples
from core.capabilities.stock.seeing import Seeing
from core.commands import shouhou
from core.domain.errors import DeskError, Forbidden, NotFound
from core.domain.people import Actor, Permission
from core.site import create_site
from tests.capabilities.stock.conftest import PEOPLE, Benches

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALL = [each.key for each in vars(permissions).values() if isinstance(each, Permission)]


def test_other_programs(benches: Benches) -> None:
    app = create_site(benches.desk)
    client = app.test_client()

    def calls(login: str, *scopes: str) -> Callable[..., Any]:
        token = benches.desk.tokens.create(benches[login], title=login, scopes=list(scopes)).token

        def call(method: str, path: str, body: object = None, *, status: int = 200, key: str = "") -> Any:
            reply = getattr(client, method)(f"/api/v1/stock{path}", json=body, headers={
                "Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})})
            assert reply.status_code == status, reply.text
            return json.loads(reply.data)

        return call

    qian = calls("qian", *ALL, "case.view", "case.open")
    assert qian("get", "/places")["places"][0]["title"] == "主仓"
    assert qian("post", "/places", {"title": "展厅", "sort": "hall"}, status=201)["place"] == 3
    assert len(qian("post", "/places/3/close", {})["places"]) == 2
    assert qian("post", "/items", {"code": "T-1", "title": "Drill", "kind": "tool"})["in_use"]
    assert not qian("post", "/items/T-1/end", {})["in_use"]
    paper = {"lines": [{"item": "HG-35", "quantity": 6}], "into": "主仓"}
    first = qian("post", "/receipts", paper, status=201, key="receipt-key-1")
    assert qian("post", "/receipts", paper, status=201, key="receipt-key-1") == first
    qian("post", "/receipts", {**paper, "into": "x"}, status=422)
    assert qian("post", "/items/HG-35/minimum", {"place": "主仓", "quantity": 9})["places"][0]["minimum"] == 9
    assert qian("get", "/shortages")["shortages"][0]["missing"] == 3
    number = benches.open()
    assert qian("post", f"/cases/{number}/wants", {"item": "HG-35", "quantity": 2})["version"] == 2
    assert qian("get", "/waiting")["wants"][0]["here"] == 6
    issue = {"lines": [{"item": "HG-35", "quantity": 2}], "source": "主仓", "to": "wu", "number": number}
    qian("post", "/issues", {**issue, "lines": [{"item": "HG-35", "quantity": 7}]}, status=409)
    qian("post", "/issues", {**issue, "version": 1}, status=409)
    moved = qian("post", "/issues", issue, status=201)
    assert qian("get", f"/moves/{moved['move']}")["moves"][0]["target"] == "Wu"
    assert qian("get", "/held?of=wu")["held"][0]["due_on"] == "2025-03-07"
    qian("post", f"/cases/{number}/uses", {"lines": [{"item": "HG-35", "quantity": 1}], "of": "wu"}, status=201)
    back = {"lines": [{"item": "HG-35", "quantity": 1}], "into": "主仓", "to": "wu", "number": number}
    qian("post", "/returns", back, status=201)
    found = qian("get", f"/cases/{number}")
    assert (found["issued"], found["fitted"], found["returned"], found["outstanding"]) == (2, 1, 1, 0)
    qian("post", "/transfers", {"lines": paper["lines"][:1], "source": "主仓", "into": "分仓"}, status=409)
    qian("post", "/transfers", {"lines": [{"item": "HG-35", "quantity": 1}], "source": "主仓", "into": "分仓"},
         status=201)
    qian("post", "/scraps", {"lines": [{"item": "HG-35", "quantity": 1}], "source": "分仓", "why": "Bent"}, status=201)
    sheet = qian("get", "/sheet?place=主仓")
    assert sheet["lines"] == [{"item": "HG-35", "title": "铰链", "expected": 4}]
    counted = qian("post", "/counts", {"place": "主仓", "lines": [{"item": "HG-35", "expected": 4, "found": 3}]},
                   status=201)
    qian("post", f"/moves/{counted['move']}/reverse", {"why": "Wrong"}, status=201)
    lot, = qian("get", "/items?q=HG")["items"]
    assert (lot["here"], lot["held"], lot["value"]) == (4, 0, "32.00")
    page = qian("get", "/moves?item=HG-35&limit=2")
    assert len(page["moves"]) == 2 and qian("get", f"/moves?cursor={page['next_cursor']}")["moves"]
    qian("get", "/moves?cursor=x", status=422)
    qian("post", "/samples", {"number": "S-1", "product": "Bench", "hall": "A"}, status=201)
    qian("post", "/samples", {"number": "S-1", "hall": "B"}, status=409)
    opened = qian("post", "/samples/S-1/down", {"why": "Old"}, status=201)["number"]
    assert qian("get", "/samples/S-1")["number"] == opened and qian("get", "/samples")["samples"] == []
    assert qian("get", "/samples?which=elsewhere")["samples"][0]["event"] == "down"
    want = qian("post", f"/cases/{number}/wants", {"item": "Foot"}) and qian("get", "/waiting")["wants"][0]["want"]
    qian("post", f"/cases/{number}/wants/{want}/drop", {})
    qian("post", f"/cases/{number}/wants/{want}/drop", {}, status=404)
    calls("qian", "case.view")("get", "/items", status=403)


def test_the_shell_and_the_reports(benches: Benches, tmp_path: Path) -> None:
    config, toml = benches.desk.config, tmp_path / "shouhou.toml"
    toml.write_text(f'business = "长椅铺"\ndata = "{tmp_path / "data"}"\ndatabase = "{config.database_url}"\n'
                    'plugins = ["benches"]\npolicies = ["benches/simple"]\n'
                    'extra_plugins = ["tests.capabilities.stock.benches"]\n', "utf-8")

    def shell(*said: str, code: int = 0) -> str:
        found = CliRunner().invoke(shouhou, ["--config", str(toml), *said])
        assert found.exit_code == code, found.output
        return found.output

    number = benches.open()
    kong = ("--as", "kong")
    shell("stock", "set", "T-1", "--title", "Drill", "--kind", "tool", *kong)
    shell("stock", "minimum", "HG-35", "主仓", "9", *kong)
    assert "receive" in shell("stock", "receive", "HG-35=6", "SC-4=50", "--into", "主仓", "--json", *kong)
    shell("stock", "receive", "HG-35", "--into", "主仓", *kong, code=1)
    shell("stock", "want", number, "HG-35", "2", "--as", "wu")
    assert number in shell("stock", "waiting", *kong)
    shell("stock", "issue", "HG-35=2", "--from", "主仓", "--to", "wu", "--case", number, *kong)
    assert "HG-35" in shell("stock", "held", *kong)
    shell("stock", "use", "HG-35=1", "--case", number, "--as", "wu")
    shell("stock", "return", "HG-35=1", "--into", "主仓", "--to", "wu", "--case", number, *kong)
    assert json.loads(shell("stock", "case", number, "--json", "--as", "wu"))["outstanding"] == 0
    shell("stock", "transfer", "SC-4=10", "--from", "主仓", "--into", "分仓", *kong)
    shell("stock", "scrap", "SC-4=1", "--from", "分仓", "--note", "Rusty", *kong)
    counted = json.loads(shell("stock", "count", "分仓", "SC-4=7", "--json", *kong))
    shell("stock", "reverse", str(counted["move"]), "--why", "Wrong", *kong)
    assert json.loads(shell("stock", "item", "SC-4", "--json", *kong))["total"] == 49
    for command in ("items", "moves", "places", "shortages", "samples", "held"):
        assert shell("stock", command, *kong) and json.loads(shell("stock", command, "--json", *kong)) is not None
    (tmp_path / "items.csv").write_text("code,title,kind\nA-1,Bolt,spare\nB 1,Nut,spare\n")
    shell("stock", "import", str(tmp_path / "items.csv"), *kong, code=1)
    (tmp_path / "items.csv").write_text("code,title,kind\nA-1,Bolt,spare\n")
    shell("stock", "import", str(tmp_path / "items.csv"), "--try", *kong)
    shell("stock", "end", "T-1", *kong)
    added = json.loads(shell("stock", "add-place", "三仓", "--json", *kong))
    shell("stock", "close-place", str(added["place"]), *kong)
    shell("stock", "sample-up", "S-1", "--product", "Bench", "--hall", "A", "--as", "lin")
    assert "YP-" in shell("stock", "sample-down", "S-1", "--why", "Old", "--as", "lin")
    assert "down" in shell("stock", "sample", "S-1", "--json", "--as", "lin")
    benches.samples.put_up(benches["lin"], {"number": "S-2", "product": "Chair", "hall": "A"})

    want = json.loads(shell("stock", "case", number, "--json", "--as", "wu"))["wants"]
    assert want == []
    shell("stock", "want", number, "Foot", "--as", "wu")
    waits = json.loads(shell("stock", "waiting", "--json", *kong))
    shell("stock", "drop", number, str(waits[0]["want"]), "--as", "wu")

    def report(key: str) -> list[list[Any]]:
        found = json.loads(shell("report", "show", key, "--json", "--as", "zhao"))
        return [list(each) for each in found["rows"]]

    rows = {row[0]: row for row in report("stock_movements")}
    assert rows["HG-35"][3:10] == [0, 6, 1, 0, 0, 0, 5] and rows["SC-4"][3:10] == [0, 50, 0, 0, 1, 0, 49]
    assert report("stock_shortages")[0][3:6] == [9, 5, 4] and report("parts_held") == []
    assert report("parts_waited_for") == [] and [row[0] for row in report("samples_shown")] == ["S-2"]


KEEPERS = frozenset({"kong", "zhao", "qian"})
COUNTERS, SHOWERS = KEEPERS | {"sun"}, KEEPERS | {"lin"}
FITTERS, WANTERS = KEEPERS | {"wu"}, KEEPERS | {"wu", "lin", "ding"}
EVERYBODY = frozenset(PEOPLE)
LINES = [("HG-35", "1")]
NUMBER = "CY-2025-00001"
UP = {"number": "S-1", "product": "x", "hall": "x"}
TABLE: dict[str, tuple[frozenset[str], Callable[[Benches, Actor], object]]] = {
    "Moving.receive": (KEEPERS, lambda shop, who: shop.moving.receive(Call(who), LINES, "主仓")),
    "Moving.transfer": (KEEPERS, lambda shop, who: shop.moving.transfer(Call(who), LINES, "主仓", "分仓")),
    "Moving.scrap": (COUNTERS, lambda shop, who: shop.moving.scrap(Call(who), LINES, "主仓", "x")),
    "Moving.count": (COUNTERS, lambda shop, who: shop.moving.count(Call(who), "主仓", [("HG-35", "0", "1")])),
    "Moving.reverse": (COUNTERS, lambda shop, who: shop.moving.reverse(Call(who), 1, "x")),
    "Issuing.issue": (KEEPERS, lambda shop, who: shop.issuing.issue(Call(who), LINES, "主仓", Whom("wu", NUMBER))),
    "Issuing.fit": (FITTERS, lambda shop, who: shop.issuing.fit(Call(who), LINES, NUMBER)),
    "Issuing.give_back": (KEEPERS, lambda shop, who: shop.issuing.give_back(Call(who), LINES, "主仓", Whom("wu"))),
    "Items.places": (EVERYBODY, lambda shop, who: shop.items.places(who)),
    "Items.units": (EVERYBODY, lambda shop, who: shop.items.units(who)),
    "Items.add_place": (KEEPERS, lambda shop, who: shop.items.add_place(who, "hall", who.login)),
    "Items.close_place": (KEEPERS, lambda shop, who: shop.items.close_place(who, 99)),
    "Items.save": (KEEPERS, lambda shop, who: shop.items.save(who, {"code": "X", "title": "x", "kind": "gift"})),
    "Items.end": (KEEPERS, lambda shop, who: shop.items.end(who, "NO")),
    "Items.set_minimum": (KEEPERS, lambda shop, who: shop.items.set_minimum(who, "HG-35", "主仓", "1")),
    "Items.load": (KEEPERS, lambda shop, who: shop.items.load(who, b"code,title,kind\n", "x.csv")),
    "Items.table": (EVERYBODY, lambda shop, who: shop.items.table(who)),
    "Needs.want": (WANTERS, lambda shop, who: shop.needs.want(Call(who), NUMBER, "HG-35", "1")),
    "Needs.drop": (WANTERS, lambda shop, who: shop.needs.drop(Call(who), NUMBER, 99)),
    "Samples.shown": (EVERYBODY, lambda shop, who: shop.samples.shown(who)),
    "Samples.elsewhere": (EVERYBODY, lambda shop, who: shop.samples.elsewhere(who)),
    "Samples.find": (EVERYBODY, lambda shop, who: shop.samples.find(who, "S")),
    "Samples.show": (EVERYBODY, lambda shop, who: shop.samples.show(who, "S-1")),
    "Samples.put_up": (SHOWERS, lambda shop, who: shop.samples.put_up(who, UP)),
    "Samples.take_down": (SHOWERS - {"kong"}, lambda shop, who: shop.samples.take_down(who, {"number": "S-1",
                                                                                            "why": "x"})),
    "Seeing.items": (EVERYBODY, lambda shop, who: shop.seeing.items(who)),
    "Seeing.item": (EVERYBODY, lambda shop, who: shop.seeing.item(who, "HG-35")),
    "Seeing.moves": (EVERYBODY, lambda shop, who: shop.seeing.moves(who)),
    "Seeing.move": (EVERYBODY, lambda shop, who: shop.seeing.move(who, 1)),
    "Seeing.people": (EVERYBODY, lambda shop, who: shop.seeing.people(who)),
    "Seeing.counts": (EVERYBODY, lambda shop, who: shop.seeing.counts(who)),
    "Seeing.shortages": (EVERYBODY, lambda shop, who: shop.seeing.shortages(who)),
    "Seeing.waiting": (EVERYBODY, lambda shop, who: shop.seeing.waiting(who)),
    "Seeing.held": (EVERYBODY, lambda shop, who: shop.seeing.held(who)),
    "Seeing.sheet": (EVERYBODY, lambda shop, who: shop.seeing.sheet(who, "主仓")),
    "Seeing.case": (EVERYBODY, lambda shop, who: shop.seeing.case(who, NUMBER)),
}


def test_each_use_case_as_each_duty(benches: Benches) -> None:
    taking = {f"{service.__name__}.{name}" for service in (Moving, Issuing, Items, Needs, Samples, Seeing)
              for name, found in inspect.getmembers(service, inspect.isfunction)
              if not name.startswith("_") and {"actor", "call"} & inspect.signature(found).parameters.keys()}
    assert taking == TABLE.keys()
    assert benches.open() == NUMBER
    benches.samples.put_up(benches["kong"], UP)
    stranger = Actor(None, "x", "x", frozenset(), frozenset())
    for name, (allowed, do) in TABLE.items():
        for login in PEOPLE:
            try:
                do(benches, benches[login])
                may = True
            except Forbidden:
                may = False
            except DeskError:
                may = True
            assert may == (login in allowed), (name, login)
        with pytest.raises((Forbidden, NotFound)):
            do(benches, stranger)
            pytest.fail(name)


def test_every_view_and_endpoint_asks_who_it_is(benches: Benches) -> None:
    app, seen = create_site(benches.desk), 0
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if not any(rule.rule.startswith(f"{base}/stock/") for base in ("", "/api/v1")) or rule.endpoint.endswith(
                ".static"):
            continue
        seen += 1
        values = {name: {"number": NUMBER, "act": "issue", "code": "HG-35", "sample": "S-1"}.get(name, 1)
                  for name in rule.arguments}
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            status = client.open(path, method=method).status_code
            assert status in ((401, 422) if path.startswith("/api/") else (302, 400, 401)), (path, method, status)
    assert seen > 45
