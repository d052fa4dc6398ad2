"""A case that somebody may not see, and two desks: one that has it and one where there is nothing of the kind. Whatever
is asked of both through any face is answered the same, and no word of the case stands in an answer or a log."""

import difflib
import io
import json
import logging
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.domain.people import Actor
from core.services.intake import NewCustomer, take_in
from core.services.notes import Upload
from core.services.opening import Request
from core.store.tables import DeliveryRow, OutboxRow
from tests.attack.desk import (
    APPLICATION,
    CHAIRS,
    MEANING,
    NOBODY_THERE,
    RETURN,
    TOLD,
    Named,
    Shop,
    picture,
    token_of,
)
from tests.rest.programs import ROOT, every_scope
from tests.rest.test_rights import TABLE as OPERATIONS
from tests.rights.test_commands import TABLE as COMMANDS
from tests.rights.test_commands import run
from tests.rights.test_pages import TABLE as ROUTES

NAME, PHONE, ADDRESS, ORDER = "Quokka Fitzwilliam", "13987650417", "77 Wombat Lane", "NUMBAT-5531"
NOTE, PHOTO, COMMENT, SERIAL = "Bandicoot at the gate", "platypus.jpg", "The dingo barks", "BILBY-8812"
CANARY = (NAME, "Quokka F", PHONE, "139 8765", "139****0417", ADDRESS, "Wombat", ORDER, NOTE, "Bandicoot", PHOTO,
          "platypus", COMMENT, "dingo", SERIAL)
"""What nobody else may read."""
READERS = ("apart", "elsewhere")
"""Both have every duty; one sees their own cases, the other their unit's."""
TRIED = (pytest.param("apart", marks=pytest.mark.slow), "elsewhere")
ABOUT = re.compile(r"names\.(new|customer|spare|product|evidence|run|export|late|asked|waiting|delivery)\b")
"""Of an address: that it is about what is hidden."""
SEARCHES = (PHONE, "139 8765 0417", "+86 13987650417", "0417", "87650417", NAME, "quokka", "Fitz", ADDRESS, ORDER,
            "5531", NOTE, COMMENT, "dingo", SERIAL, PHOTO)
LISTS = ("/cases?stand=all&q={}", "/cases?stand=closed&q={}", "/workbench?whose=all&q={}", "/cases/new?phone={}",
         "/privacy/accesses?customer={}")
REST_LISTS = ("/cases?q={}", "/customers?q={}", "/privacy/accesses?by={}")


def keep(shop: Shop) -> None:
    """What both desks hold: a case of each reader, with a customer rather like the canary."""
    desk = shop.desk
    desk.webhooks.create(shop["administrator"], title="All", url=NOBODY_THERE, events=[])
    for place, login in enumerate(READERS):
        take_in(desk.place, shop[login], Request(RETURN, {**APPLICATION, "order_no": f"OWN-{place}"}, [CHAIRS]),
                customer=NewCustomer(f"Quokka Little {place}", [f"139000{place}0417"], f"{place} Road"),
                product={"name": "Stool", "order_no": f"OWN-{place}"})


def hide(shop: Shop) -> None:
    """The canary: a customer of the northern shop with a case in full, a register, an export, and readings of it."""
    desk, names, here, manager = shop.desk, shop.names, shop["here"], shop["manager"]
    names.customer = names.spare = desk.customers.register(here, name=NAME, phones=[PHONE], address=ADDRESS, note=NOTE)
    names.product = desk.customers.add_product(here, names.customer, {
        "name": "Oak chair", "order_no": ORDER, "serial": SERIAL, "delivered_at": "2025-10-12T15:00:00+08:00"})
    said = {**APPLICATION, "order_no": ORDER, "bought_on": "2025-10-10", "received_at": "2025-10-12T15:00"}
    names.new = names.waiting = desk.opening.open(here, Request(
        RETURN, said, (CHAIRS,), names.customer, names.product, title=f"{NAME} asks", comment=COMMENT)).number
    names.evidence = desk.notes.attach(here, names.new, Upload(BytesIO(picture((9, 9, 9))), PHOTO, "proof"))[1].id
    desk.notes.contact(here, names.new, channel="phone", direction="out", reached=True, note=NOTE)
    desk.notes.comment(here, names.new, COMMENT, to_customer=True)
    desk.steps.take(here, names.new, "apply.accept", TOLD)
    names.late = names.asked = names.posted = names.new
    desk.consents.record(manager, names.customer, "photos", True, number=names.new)
    register = f"No,Date,Customer,Phone,Request,Goods,Reason\n1,2025-10-10,{NAME},{PHONE},return,{NOTE},quality\n"
    names.run = desk.imports.upload(manager, register.encode(), f"{NAME}.csv")
    desk.imports.map(manager, names.run, MEANING)
    desk.imports.dry_run(manager, names.run)
    desk.imports.advance(names.run)
    names.export = desk.exports.ask(manager, "customers", "csv", language="en").id
    desk.exports.make(names.export)
    shop.client("manager").get(f"/cases/{names.new}")
    shop.client("manager").get(f"/customers/{names.customer}")
    desk.accesses.flush()
    with desk.store.read() as work:
        names.delivery = max([
            each.id for each in work.session.query(DeliveryRow).filter_by(case_number=names.new)])


@dataclass
class Pair:
    """The same desk without the case and with it; `ask` gives both answers."""

    without: Shop
    with_it: Shop
    tokens: Mapping[str, str]

    @property
    def names(self) -> Named:
        return self.with_it.names

    def ask(self, call: Callable[[Shop], Any]) -> Any:
        """The answer of both. Raises where they differ."""
        before, after = call(self.without), call(self.with_it)
        if after != before:
            one, other = ([each for part in (found if isinstance(found, tuple) else (found,))
                           for each in str(part).splitlines()] for found in (before, after))
            pytest.fail("\n".join(difflib.unified_diff(one, other, "without", "with", n=0, lineterm="")))
        return after


@pytest.fixture(scope="module")
def pair(pattern: tuple[Path, Named], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("canary")
    shutil.copytree(pattern[0], folder / "without")
    made = Shop(folder / "without", pattern[1])
    keep(made)
    tokens = {login: made.desk.tokens.create(
        Actor.system(), title="t", scopes=every_scope(made[login]), user_id=made.names.users[login]).token
        for login in READERS}
    made.desk.store.dispose()
    shutil.copytree(folder / "without", folder / "with")
    shops = [Shop(folder / name, made.names) for name in ("without", "with")]
    hide(shops[1])
    shops[0].names = shops[1].names
    _as_many_readings(*shops)
    for shop in shops:
        shop.app.extensions["limits"].hit = lambda *_: True
        for login in READERS:
            token_of(shop.client(login))
        shop.keep()
    yield Pair(shops[0], shops[1], tokens)
    for shop in shops:
        shop.desk.store.dispose()


def _as_many_readings(*shops: Shop) -> None:
    """Readings that neither reader sees, so that the next one of theirs has the same number on both desks."""
    counts = [len(each.desk.accesses.list(Actor.system())) for each in shops]
    for shop, count in zip(shops, counts, strict=True):
        for _ in range(max(counts) - count):
            with shop.desk.store.unit_of_work() as work:
                work.accesses.note(shop["manager"], "case.read", case_id=1)
                work.commit()


@pytest.fixture(autouse=True)
def afresh(pair: Pair) -> Iterator[None]:
    yield
    for shop in (pair.without, pair.with_it):
        shop.desk.accesses.flush()
        shop.desk.accesses._seen.clear()
        shop.restore()


@pytest.fixture(autouse=True)
def nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.INFO)
    yield
    said = "\n".join(f"{each.getMessage()} {vars(each)}" for each in caplog.records)
    assert [word for word in CANARY if word in said] == []


CHANGING = re.compile(r'nonce-[^"\' ;]+|nonce="[^"]+"|name="(?:csrf_token|key)"[^>]*value="[^"]+"|\b[0-9a-f]{16,64}\b')
HOW_MANY = re.compile(r"\b\d+/\d+ cases")
"""Whoever may change the business's calendar or its figures is told how many open cases that concerns."""
PASSING = ("X-Request-Id", "Set-Cookie", "Content-Length", "ETag", "RateLimit-Remaining", "RateLimit-Reset", "Date")


def plain(reply: TestResponse, *, quiet: bool = True) -> tuple[Any, ...]:
    """An answer without what is new each time. `quiet`: nothing that was asked is repeated in it."""
    said = reply.text if str(reply.mimetype).startswith(("text", "application/json", "application/problem")) else ""
    heads = sorted((name, CHANGING.sub("", value)) for name, value in reply.headers if name not in PASSING)
    if quiet:
        assert [word for word in CANARY if word in said + str(heads)] == [], reply.request.path
    return reply.status_code, heads, CHANGING.sub("", said) or reply.data


def page(pair: Pair, login: str, path: str, form: Any = None, *, quiet: bool = True) -> Any:
    def call(shop: Shop) -> Any:
        browser = shop.client(login)
        files = {name: each for name, each in (form or {}).items()}
        reply = browser.get(path) if form is None else shop.post(browser, path, files)
        return plain(reply, quiet=quiet)
    return pair.ask(call)


def called(pair: Pair, login: str, method: str, path: str, body: Any = None, *, quiet: bool = True, **more: Any) -> Any:
    def call(shop: Shop) -> Any:
        shop.desk.accesses.flush()
        reply = shop.app.test_client().open(ROOT + path, method=method, json=body, headers={
            "Authorization": f"Bearer {pair.tokens[login]}", "Accept-Language": "en"}, **more)
        return plain(reply, quiet=quiet)
    return pair.ask(call)


def test_whoever_may_reads_it(pair: Pair) -> None:
    """Else nothing here would prove anything."""
    browser = pair.with_it.client("manager")
    said = "".join(browser.get(path).text for path in (
        f"/cases/{pair.names.new}", f"/customers/{pair.names.customer}", f"/cases?stand=all&q={PHONE}", "/import",
        f"/cases/{pair.names.new}?tab=timeline", f"/cases/{pair.names.new}?tab=files"))
    for word in (NAME, PHONE, ADDRESS, ORDER, NOTE, COMMENT, PHOTO):
        assert word in said, word


@pytest.mark.parametrize("login", TRIED)
def test_pages(pair: Pair, login: str) -> None:
    for name, route in ROUTES.items():
        if " GET" in name:
            page(pair, login, route.path.format(names=pair.names))


@pytest.mark.parametrize("login", TRIED)
def test_pages_that_change_something(pair: Pair, login: str) -> None:
    """About the case: nothing is done. Where the object is none of the case's, they do the same on both."""
    about = [(name, route) for name, route in ROUTES.items() if " POST" in name and ABOUT.search(route.path)]
    assert len(about) > 20
    for _, route in about:
        form = {**(route.form(pair.names) if route.form else {}), **route.files()}

        def call(shop: Shop, path: str = route.path.format(names=pair.names), form: Any = form) -> Any:
            with shop.unchanged("accesses"):
                return plain(shop.post(shop.client(login), path, {
                    key: (BytesIO(b"x"), "a.jpg") if key == "file" else each for key, each in form.items()}))
        assert pair.ask(call)[0] in (403, 404)


@pytest.mark.parametrize("login", TRIED)
def test_searches(pair: Pair, login: str) -> None:
    for words in SEARCHES:
        for path in LISTS:
            page(pair, login, path.format(words), quiet=False)
        for path in REST_LISTS:
            called(pair, login, "GET", path.format(words.replace("+", "%2B")), quiet=False)

        def found(shop: Shop, words: str = words) -> list[str]:
            return [known.customer.row.name for known in shop.desk.customers.find(shop[login], words)]
        pair.ask(found)


def test_searches_find_what_is_ones_own(pair: Pair) -> None:
    for place, login in enumerate(READERS):
        for words in ("0417", "quokka", f"OWN-{place}"):
            if "OWN" not in words:
                assert [each.customer.row.name for each in pair.with_it.desk.customers.find(
                    pair.with_it[login], words)] == [f"Quokka Little {place}"]
            assert called(pair, login, "GET", f"/cases?q={words}")[2].count('"number"') == 1


@pytest.mark.parametrize("login", TRIED)
def test_programs(pair: Pair, login: str) -> None:
    """Every operation; those that change something, where they are about the case, change nothing."""
    shop = pair.with_it
    for name, (_, method, path, body) in OPERATIONS.items():
        address = path.format(names=pair.names, own=999, second=999)
        about = ABOUT.search(path)
        if method == "GET":
            called(pair, login, method, address)
        elif about:
            said = None if body is None else {key: each.format(names=pair.names) if isinstance(each, str) else each
                                              for key, each in body.items()}
            if name == "upload_evidence":
                continue  # tried below, its body being no JSON
            with shop.unchanged("tokens", "accesses"):
                assert called(pair, login, method, address, said)[0] == 404, name


@pytest.mark.parametrize("login", TRIED)
def test_bodies_that_name_it(pair: Pair, login: str) -> None:
    """What is named in a form or a body, rather than in an address, is as absent."""
    names, fresh = pair.names, {**APPLICATION, "bought_on": "2025-10-10", "received_at": "2025-10-12T15:00:00+08:00"}
    for body in ({"customer_id": names.customer}, {"product_id": names.product}):
        called(pair, login, "POST", "/cases", {"kind": RETURN, "answers": fresh, **body})
    called(pair, login, "GET", f"/kinds/{RETURN}/form?product={names.product}")
    called(pair, login, "GET", f"/cases?customer={names.customer}")
    called(pair, login, "GET", f"/privacy/accesses?customer={names.customer}")
    called(pair, login, "POST", "/audit/verify", {"case": names.new}, quiet=False)
    form = {f"f.{name}": str(said) for name, said in fresh.items()}
    for more in ({"customer": str(names.customer), "product": str(names.product)}, {"phone": PHONE}, {"phone": "0417"}):
        page(pair, login, "/cases/new", {"kind": RETURN, **form, **more}, quiet=False)
        page(pair, login, "/cases/new/preview", {"kind": RETURN, **form, **more}, quiet=False)
    page(pair, login, "/cases/assign", {"number": names.new, "to": str(names.users["second"])})
    page(pair, login, "/audit/verify", {"number": names.new}, quiet=False)
    own = re.search(r"/cases/(TH-2025-\d+)", pair.with_it.client(login).get("/cases?stand=all").text)
    assert own
    page(pair, login, f"/cases/{own[1]}/do/link", {"other": names.new, "relation": "related"}, quiet=False)
    called(pair, login, "POST", f"/cases/{own[1]}/links", {"other": names.new, "relation": "related"}, quiet=False)
    called(pair, login, "POST", f"/customers/{names.customer}/consents", {
        "purpose": "photos", "given": True, "number": names.new}, quiet=False)


MAKING = {"customer add", "product add", "case open", "import cases", "webhook add", "export cases", "export events",
          "export customers", "calendar seed", "policy set"}
"""Commands that make something new, whose ids follow from how much there is, or write the day."""


@pytest.mark.parametrize("login", TRIED)
def test_commands(pair: Pair, login: str) -> None:
    (pair.without.folder / "photo.jpg").write_bytes(picture())
    shutil.copy(pair.without.folder / "photo.jpg", pair.with_it.folder / "photo.jpg")
    for shop in (pair.without, pair.with_it):
        (shop.folder / "erased.json").write_text(json.dumps([
            {"customer_id": pair.names.customer, "at": "2025-10-14T00:00:00+08:00"}]))
    for name, (_, arguments) in COMMANDS.items():
        if name in MAKING:
            continue
        here = [str(pair.names.customer) if (name, each) in {("privacy consent", "1")} else each for each in arguments]

        def call(shop: Shop, name: str = name, here: Sequence[str] = here) -> Any:
            shop.desk.accesses.flush()
            result = run(shop, name, list(here), "--as", login)
            assert [word for word in CANARY if word in result.output + result.stderr] == [], name
            said = HOW_MANY.sub("", CHANGING.sub("", result.output))
            return result.exit_code, said.replace(str(shop.folder), "")
        pair.ask(call)
    for words in SEARCHES:
        def found(shop: Shop, words: str = words) -> str:
            return run(shop, "customer find", [words], "--as", login).output
        pair.ask(found)


@pytest.mark.parametrize("login", TRIED)
def test_exports(pair: Pair, login: str) -> None:
    for what in ("cases", "events", "customers"):
        def csv(shop: Shop, what: str = what) -> str:
            made = shop.desk.exports.ask(shop[login], what, "csv", language="en").id
            shop.desk.exports.make(made)
            return shop.desk.exports.fetch(shop[login], made).path.read_text("utf-8-sig")
        assert len(pair.ask(csv).splitlines()) > 1
        made = pair.with_it.desk.exports.ask(pair.with_it[login], what, "xlsx", language="en").id
        pair.with_it.desk.exports.make(made)
        content = pair.with_it.desk.exports.fetch(pair.with_it[login], made).path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said = "".join(archive.read(each).decode("utf-8", "replace") for each in archive.namelist())
        assert [word for word in CANARY if word in said] == []


def test_messages_to_others_name_nobody(pair: Pair) -> None:
    with pair.with_it.desk.store.read() as work:
        sent = [str(vars(each)) for table in (DeliveryRow, OutboxRow) for each in work.session.query(table)]
    assert any(pair.names.new in each for each in sent)
    assert [word for word in CANARY for each in sent if word in each] == []


@pytest.mark.parametrize("login", TRIED)
def test_probes_and_mistakes(pair: Pair, login: str) -> None:
    bearer = {"Authorization": f"Bearer {pair.tokens[login]}"}
    for path in ("/healthz", "/readyz", "/metrics", "/robots.txt", "/.well-known/security.txt", "/nothing",
                 f"/customers/{pair.names.customer}/nothing", f"{ROOT}/nothing", f"/cases/{pair.names.new}/files/x"):
        for headers in ({}, bearer):
            def told(shop: Shop, path: str = path, headers: dict[str, str] = headers) -> Any:
                return plain(shop.client(login).get(path, headers=headers))
            pair.ask(told)
