"""In English nothing of the product is said in Chinese: every page that can be reached, every command and its help."""

# ruff: noqa: E501 (a request or a payload stays on its line)

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.commands import shouhou
from core.commands.session import Session
from tests.attack.desk import APPLICATION, FINE, PAID, RETURN, TOLD, Shop, token_of

HAN = re.compile(r"[㐀-鿿　-〿！-～]+")
"""Han and full-width marks."""
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')
NAMES = re.compile(r"(?<=>)中文(?=<)|国务院办公厅关于\d+年部分节假日安排的通知")
"""Proper names: of the language, of the decree that sets a year's holidays."""
OTHER_LANGUAGE = re.compile(r'<(\w+)\b[^>]*\blang="zh[^"]*"[^>]*>.*?</\1>', re.S)
"""What the page itself marks as Chinese: the switch of languages, the wording of a regulation beside its English."""


def han(page: str) -> list[str]:
    """The Chinese that an English page says itself."""
    assert re.search('<html lang="?en"?', page) or "<html" not in page
    said = unescape(NAMES.sub("", OTHER_LANGUAGE.sub("", page)))
    return [said[max(found.start() - 30, 0):found.end() + 30] for found in HAN.finditer(said)]


def none(found: Mapping[Any, Sequence[str]]) -> None:
    """Fail with everything found."""
    if found:
        pytest.fail("\n".join(f"{where}: {said}" for where, all_said in found.items() for said in dict.fromkeys(all_said)),
                    pytrace=False)


def shape(url: str) -> tuple[str, tuple[str, ...]]:
    """Where a link leads, one filter or page of a list being like another, and a paper of one case like that of all."""
    parts = urlsplit(url)
    if parts.path.endswith(".pdf"):  # takes a second to make
        return re.sub(r"\d+", "0", parts.path), ()
    wanted = sorted({name: None for name in parse_qs(parts.query)})
    chosen = [f"{name}={parse_qs(parts.query)[name]}" for name in wanted if name in ("tab", "why", "only")]
    return parts.path, (*chosen, *wanted)


def crawl(browser: FlaskClient, *starts: str) -> Iterator[tuple[str, TestResponse]]:
    """Every page that links lead to."""
    waiting, seen = list(starts), set[tuple[str, tuple[str, ...]]]()
    while waiting:
        url = waiting.pop()
        if shape(url) in seen:
            continue
        seen.add(shape(url))
        reply = browser.get(url)
        yield url, reply
        if reply.mimetype == "text/html":
            found = [unescape(each) for each in LINK.findall(reply.text)]
            waiting += [each.partition("#")[0] for each in found if each.startswith("/") and "/static/" not in each]
        if reply.location:
            waiting.append(reply.location)


@pytest.mark.parametrize("login", ["manager", "administrator", pytest.param("service", marks=pytest.mark.slow),
                                   pytest.param("finance", marks=pytest.mark.slow)])
def test_every_page_that_can_be_reached(shop: Shop, login: str) -> None:
    found, pages = {}, 0
    starts = [f"/cases/{number}" for number in vars(shop.names).values() if str(number).startswith("TH-")]
    for url, reply in crawl(shop.client(login), "/", *starts, "/policies/furniture/five-stage-complaint"):
        if url in starts and login == "administrator":
            assert reply.status_code == 403
        elif reply.status_code not in (200, 302):
            found[url] = [reply.status]
        example = url.startswith("/import/example")  # a register as Chinese shops keep it
        if reply.mimetype in ("text/html", "text/csv") and not example and (said := han(reply.text)):
            found[url] = said
        pages += 1
    none(found)
    assert pages > (10 if login == "administrator" else 80), pages


def test_what_pages_answer(shop: Shop) -> None:
    """Refusals, mistakes, notices after things done, and pages of errors."""
    names, service, manager = shop.names, shop.client("service"), shop.client("manager")
    new, late, ended = f"/cases/{names.new}", f"/cases/{names.late}", f"/cases/{names.ended}"
    nonsense = {"at": "2025-99-01", "version": "77", "items": "9", "direction": "out", "party": "moon"}
    posts: list[tuple[FlaskClient, str, dict[str, object]]] = [
        *((manager, f"{path}/do/{what}", dict[str, object](said)) for path in (new, ended) for said in ({}, nonsense) for what in (
            "contact", "comment", "attach", "assign", "wait", "resume", "correct", "split", "link", "reopen")),
        (service, f"{late}/steps/apply.accept", dict(TOLD)), (service, f"{late}/steps/apply.accept", {}),
        (service, f"{late}/steps/pay_back.pay", dict(PAID)), (service, f"{new}/steps/nowhere", {}),
        (service, f"{late}/steps/apply.accept", {**TOLD, "overrule": "in_return_window"}),
        (service, f"{late}/override", {"rule": "in_return_window"}), (service, f"{late}/override", {"rule": "moon"}),
        (service, f"{late}/override", {"rule": "in_return_window", "reason": "Ill", "statute": "moon"}),
        (service, f"{late}/override", {"rule": "in_return_window", "reason": "Ill"}),
        (service, f"{late}/override", {"rule": "in_return_window", "reason": "Ill"}),
        (manager, f"{late}/overrides/moon", {"answer": "grant"}),
        (manager, f"/cases/{names.asked}/overrides/{names.fingerprint}", {"answer": "refuse"}),
        (manager, f"/cases/{names.asked}/overrides/{names.fingerprint}", {"answer": "grant"}),
        (service, f"{new}/do/split", {"items": "1", "why": "One goes"}),
        (service, f"{new}/do/link", {"other": names.posted, "relation": "related"}),
        (service, f"{new}/do/correct", dict(APPLICATION)), (service, f"{new}/steps/apply.accept", dict(TOLD)),
        (service, f"{new}/do/contact", {"direction": "out", "reached": "true", "channel": "phone"}),
        (service, f"{new}/do/assign", {"to": str(names.users["second"])}),
        (service, f"{new}/do/wait", {"party": "factory", "why": "Asked"}), (service, f"{new}/do/resume", {}),
        (manager, f"/cases/{names.arrived}/steps/inspect_goods.inspect", {}),
        (shop.client("quality"), f"/cases/{names.arrived}/steps/inspect_goods.inspect",
         {f"{place}.{name}": said for place in (0, 1) for name, said in FINE.items()}),
        (service, "/cases/new", {"do": "open"}), (service, "/cases/new", {"do": "row", "kind": RETURN}),
        (service, "/cases/new", {"do": "open", "kind": RETURN, "phone": "12", "f.bought_on": "2025-02-30", "at": "x",
                                 "product": "new", "product.price": "-1", "items.0.quantity": "-1"}),
        (service, "/cases/new/preview", {"kind": RETURN, "f.reason": "mind", "f.bought_on": "2025-01-01"}),
        (service, "/cases/new/preview", {"kind": RETURN, "f.reason": "quality", "at": "2999-01-01"}),
        (service, f"/customers/{names.customer}", {"name": "", "phones": "1"}),
        (service, f"/customers/{names.customer}/products", {"price": "x", "purchased_on": "2999-01-01"}),
        (manager, "/settings", {"industry": "furniture", "term": "moon", "value": "1"}),
        (manager, "/settings", {"industry": "furniture", "term": "refund.within", "value": "soon"}),
        (manager, "/settings", {"industry": "furniture", "term": "refund.within", "value": "9 days"}),
        (manager, "/policies/furniture/return-exchange/try", {"do": "run", "kind": "furniture.return"}),
        (manager, "/policies/furniture/five-stage-complaint/try", {"do": "run", "kind": "furniture.return"}),
        (manager, "/policies/furniture/return-exchange/try", {
            "do": "run", "kind": "furniture.exchange", "ExchangeApplication.reason": "quality", "at": "tomorrow"}),
        (manager, "/cases/assign", {}), (manager, "/cases/assign", {"number": names.ended, "to": "99"}),
        (manager, "/audit/verify", {}), (manager, "/audit/verify", {"number": "moon"}),
        (manager, "/import", {}), (manager, f"/import/{names.run}/columns", {"sheet": ""}),
        (manager, f"/import/{names.run}/start", {}), (manager, f"/import/{names.run}/resume", {}),
        (shop.client("administrator"), "/people/new", {}),
        (shop.client("administrator"), "/people/new", {"login": "a b", "name": "x", "password": "1"}),
        (shop.client("administrator"), f"/people/{names.users['administrator']}", {"name": "x"}),
        (shop.client("administrator"), f"/people/{names.users['service']}/password", {"password": "1111111111111"}),
        (manager, "/me/password", {"old": "wrong", "password": "a"}), (shop.client(), "/login", {"login": "moon"}),
        (manager, "/me/password", {"old": "wrong", "password": "a", "again": "a"}), (manager, "/me", {})]
    said = {}
    for browser, path, form in posts:
        token = token_of(browser)
        for reply in (browser.post(path, data={"csrf_token": token, "version": "", **form}), browser.get("/workbench")):
            assert reply.status_code < 500, (path, form)
            if found := han(reply.text):
                said[path, str(form)[:60]] = found
    for path in ("/nowhere", "/cases/TH-1999-00001", "/cases/assign", "/people", "/cases?cursor=%00&q=%00", "/cases/new"):
        for browser in (shop.client("finance"), shop.client()):
            if found := han(browser.get(path).text):
                said[path, ""] = found
    none(said)


def commands(group: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(group, click.Group):
        for name, each in group.commands.items():
            yield from commands(each, *path, name)


EXAMPLES = re.compile(r"\n\s*Examples:.*", re.S)
"""Examples are typed by Chinese shops, with Chinese names."""


@pytest.mark.parametrize("path", [*commands(shouhou)], ids=" ".join)
def test_help_of_every_command(path: tuple[str, ...]) -> None:
    said = CliRunner().invoke(shouhou, ["--language", "en", *path, "--help"]).output
    assert HAN.findall(EXAMPLES.sub("", said)) == []


@pytest.fixture
def typed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The shop as the command line finds it."""
    for name in ("SHOUHOU_DATABASE", "SHOUHOU_CONFIG", "SHOUHOU_LANGUAGE", "SHOUHOU_AS"):
        monkeypatch.delenv(name, raising=False)
    (shop.folder / "shouhou.toml").write_text(
        'business = "Evergreen Home"\ndata = "."\nplugins = ["furniture"]\npolicies = ["furniture/return-exchange"]\n')
    (shop.folder / "pass").write_text("a-long-password-7\n")
    (shop.folder / "register.csv").write_text("No,Date,Customer,Request,Reason\n1,2025-10-10,Bob,return,quality\nx,y,,,\n")
    (shop.folder / "facts.json").write_text('{"facts": {}, "events": [{"step": "apply.accept"}, {"step": "moon"}]}')
    monkeypatch.chdir(shop.folder)
    yield shop


LINES = """
audit verify --as manager | audit verify moon --as manager | audit list --as manager | audit seal | calendar show 2025
calendar seed --as manager | calendar show 1999 | case list --as service --all | case list --as service --late
case show NEW --as service | case show LATE --as finance | case show ASKED --as manager | case show ENDED --as manager
case print NEW --as service | case print ENDED --as service | case show moon --as service | case show NEW --as nobody
case comment NEW hello --as service | case comment NEW hello --as administrator | case comment NEW --as service
case contact NEW --channel phone --reached --as service | case contact NEW --channel moon --as service
case attach NEW facts.json --as service | case attach NEW nothing.jpg --as service
case attach NEW facts.json --purpose moon --as service | case assign NEW second --as service
case assign NEW moon --as service | case wait NEW customer --why x --as service | case resume NEW --as service
case resume NEW --as service | case wait NEW moon --why x --as service | case correct NEW --as service
case correct NEW --set bought_on=2025-02-30 --as service | case split NEW --item 9 --why x --as service
case link NEW NEW --as service | case link NEW LATE --relation moon --as service | case reopen NEW --why x --as manager
case reopen ENDED --why x --as manager | case open furniture.return --as service | case open moon --as service
case open furniture.return --as service --dry-run --set reason=mind --set bought_on=2025-10-01
case open furniture.return --as service --set reason=moon --set bought_on=x --item product=x,quantity=-1
case step LATE accept --as service | case step LATE accept --as service --set rules_told=yes --set rules_accepted=yes
case step NEW accept --as service --dry-run --set rules_told=yes --set rules_accepted=yes
case step NEW accept --as logistics | case step NEW pay --as finance | case step NEW moon --as service
case step NEW accept --version 99 --as service | case step NEW accept --at tomorrow --as service
case step NEW accept --at 2999-01-01 --as service | case step NEW accept --answers nothing.json --as service
case step NEW accept --set rules_told=yes --set rules_accepted=yes --as service | case step ASKED moon --as service
case override LATE in_return_window --reason x --as service | case override LATE in_return_window --reason x --as service
case override LATE moon --reason x --as manager | case approve LATE --as service | case approve LATE --as manager --refuse
case approve LATE --as manager | case approve LATE --as manager | customer find Ann --as service
customer find 13800006621 --as service | customer find nobody --as service | customer show 1 --as service
customer show 99 --as service | customer add --as service | customer add --name Eve --phone 1 --as service
customer add --name Eve --phone 13800001234 --as service | product add --customer 1 --set name=Chair --as service
product add --customer 1 --set price=-1 --as service | db status | db upgrade | doctor | plugin list | plugin show furniture
plugin list --json | policy list | policy show furniture/return-exchange | policy show furniture/five-stage-complaint
policy show moon | policy check | policy check furniture/return-exchange moon | policy coverage | policy coverage moon
policy facts furniture.return | policy facts furniture.exchange | policy facts moon
policy try furniture.return --policy furniture/return-exchange --at 2025-10-01 --facts facts.json
policy try furniture.return --at 2025-10-01 --facts - | policy try moon --facts facts.json | policy values
policy try furniture.return --facts nothing.json | policy try furniture.return --facts facts.json --set moon=1
policy set refund.within 9 days --as manager | policy set refund.within soon --as manager | policy set moon 1 --as manager
policy set refund.within "9 days" --as manager | policy set refund.within --as manager | policy history --as manager
policy values --as manager | policy values --as manager --industry furniture | sla sweep | sla explain NEW --as service
sla explain LATE --as service | sla explain moon --as service | sla explain ENDED --as service | sla explain NEW moon --as service
user list | user add bob --name Bob --duty service --password-file pass | user add bob --name Bob --password-file pass
user add "b b" --name Bob --password-file pass | user add cat --name Cat --duty moon --password-file pass
user change bob --disable | user change moon --disable | user password bob --password-file pass
user password bob --password-file nothing | export cases --as manager | export events --as manager
export cases --as service | import list --as manager | import list --as service
import cases register.csv --as manager --dry-run | import cases register.csv --as manager --yes
import cases register.csv --as manager --map Date=filed_at --dry-run | import cases register.csv --as service --dry-run
import cases nothing.csv --as manager --dry-run | import cases facts.json --as manager --dry-run
import cases register.csv --as manager --yes | import show 1 --as manager | import show 99 --as manager
init --no-input | init --no-input --policy moon | worker --once | serve --port 1 --host 203.0.113.1
demo --folder . | --config nothing.toml case list --as service
"""


def test_what_commands_say(typed: Shop) -> None:
    import shlex

    numbers = {name.upper(): number for name, number in vars(typed.names).items() if str(number).startswith("TH-")}
    said = {}
    for line in re.split(r"[|\n]", LINES.strip()):
        words = [numbers.get(each, each) for each in shlex.split(line)]
        result = CliRunner().invoke(shouhou, ["--language", "en", *words], obj=Session(), input="{}\n")
        assert result.exception is None or isinstance(result.exception, SystemExit), (line, result.exception)
        if found := [each for each in result.output.splitlines() if HAN.search(NAMES.sub("", each))]:
            said[line.strip()] = found
    none(said)
