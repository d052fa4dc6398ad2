"""Every operation of the running interface, called with what is no token any more, with a browser's session, and by
somebody to whom its object is foreign: as they are told of an absent one, to the byte. Who may at all stands in
`tests/rest/test_rights.py`, whose table this takes."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.domain.people import Actor
from core.http.admission import ASSETS, PROGRAMS
from core.web.signing_in import COOKIE
from tests.attack.desk import DUTIES, PASSWORD, REGISTER, Named, Shop
from tests.rest.programs import ROOT, every_scope
from tests.rest.test_rights import TABLE
from tests.rights.test_pages import TABLE as PAGES

STRANGERS = ("apart", "elsewhere")
"""They have every duty and see none of the cases."""
ABSENT = {"new": "TH-1999-00001", "waiting": "TH-1999-00001", "late": "TH-1999-00001", "asked": "TH-1999-00001",
          "declined": "TH-1999-00001", "posted": "TH-1999-00001", "customer": "999999", "spare": "999999",
          "product": "999999", "evidence": "999999", "run": "999999", "export": "999999"}
"""What is of a case, or of one person, with a name that nothing has. What else there is belongs to the whole desk:
accounts, webhooks, regulations."""
OBJECT = re.compile(r"\{names\.(\w+)[^}]*\}")


class Programs:
    """The shop with tokens good and bad."""

    def __init__(self, shop: Shop) -> None:
        self.shop, desk = shop, shop.desk

        def token(login: str, days: int = 30) -> Any:
            return desk.tokens.create(Actor.system(), title="t", scopes=every_scope(shop[login]),
                                      user_id=shop.names.users[login], lasts=timedelta(days))

        self.good = {login: token(login).token for login in (*DUTIES, *STRANGERS)}
        with desk.store.unit_of_work() as work:
            work.users.get(shop.names.users["left"]).active = True
            work.commit()
        left, over, revoked = token("left"), token("manager", 1), token("manager")
        desk.tokens.revoke(Actor.system(), revoked.row.id)
        self.cookie = desk.users.log_in("manager", PASSWORD)
        with desk.store.unit_of_work() as work:
            work.users.get(shop.names.users["left"]).active = False
            work.commit()
        manager = self.good["manager"]
        self.bad = {
            "expired": f"Bearer {over.token}", "revoked": f"Bearer {revoked.token}", "disabled": f"Bearer {left.token}",
            "altered": f"Bearer {manager[:-1]}{'A' if manager[-1] != 'A' else 'B'}", "none": "", "empty": "Bearer ",
            "basic": f"Basic {manager}", "bare": manager, "session": f"Bearer {self.cookie}"}
        shop.clock.at += timedelta(days=2)

    def send(self, authorization: str, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        client = self.shop.app.test_client()
        if more.pop("cookie", False):
            client.set_cookie(COOKIE, self.cookie)
        digest = sha256(f"{authorization}{method}{path}".encode()).digest()
        peer = {"REMOTE_ADDR": f"10.{digest[0]}.{digest[1]}.{digest[2]}"}
        if path.endswith(("/evidence", "/imports")) and method == "POST":
            more["data"], body = {"file": (BytesIO(REGISTER.encode()), "a.csv")}, None
        said = {"Authorization": authorization} if authorization else {}
        return client.open(ROOT + path, method=method, json=body, headers={**said, "Accept-Language": "en"},
                           environ_overrides=peer, **more)


@pytest.fixture(scope="module")
def programs(pattern: tuple[Path, Named], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    folder = tmp_path_factory.mktemp("programs") / "desk"
    shutil.copytree(pattern[0], folder)
    shop = Shop(folder, pattern[1])
    shop.names.declined = shop.names.ended
    yield Programs(shop)
    shop.desk.store.dispose()


def address(path: str, names: Named) -> str:
    return path.format(names=names, own=1, second=1)


def said(body: Any, names: Named) -> Any:
    return body and {key: each.format(names=names) if isinstance(each, str) else each for key, each in body.items()}


def test_every_rule_stands_in_one_of_the_tables(programs: Programs) -> None:
    """Each route of the site is an operation, a page, a file of the pages, or the specification; none is in two."""
    spec: Any = programs.shop.app.test_client().get(ROOT + "/openapi.json").json
    operations = {(re.sub(r"\{\w+\}", "{}", path), method.upper()) for path, methods in spec["paths"].items()
                  for method in methods if method != "parameters"}
    pages = {" ".join(name.split()[:2]) for name in PAGES}
    brought = set(programs.shop.desk.faces.modules("register_pages"))  # these have tables beside their own tests
    for rule in programs.shop.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in brought:
            continue
        shape = re.sub(r"<[^>]+>", "{}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            places = [(shape, method) in operations, f"{rule.endpoint} {method}" in pages, rule.endpoint in ASSETS,
                      rule.rule == ROOT + "/openapi.json"]
            assert places.count(True) == 1, (rule.rule, method)
            assert rule.rule.startswith(PROGRAMS) == (places[0] or places[3])


@pytest.mark.parametrize("name", TABLE)
def test_what_is_no_token_opens_nothing(programs: Programs, name: str) -> None:
    """Neither does a browser's session, whatever it comes with; and nothing is done."""
    shop, (_, method, path, body) = programs.shop, TABLE[name]
    before, where = shop.dump(), address(path, shop.names)
    for why, authorization in programs.bad.items():
        for cookie in {False, why in ("none", "expired")}:
            reply = programs.send(authorization, method, where, said(body, shop.names), cookie=cookie)
            assert (reply.status_code, reply.get_json(force=True)["code"]) == (401, "unauthenticated"), why
            assert reply.headers["WWW-Authenticate"].startswith("Bearer")
            assert "Set-Cookie" not in reply.headers
    assert shop.dump() == before


def answer(reply: TestResponse) -> tuple[Any, ...]:
    """All of an answer, save the number of the request, its nonce and the count of those left."""
    passing = ("X-Request-Id", "RateLimit-Remaining", "RateLimit-Reset", "Date")
    heads = sorted((name, re.sub("nonce-[^']+", "", value)) for name, value in reply.headers if name not in passing)
    return reply.status_code, heads, reply.text.replace(reply.headers["X-Request-Id"], "")


@pytest.mark.parametrize("name", [name for name, (_, _, path, _) in TABLE.items()
                                  if any(each in ABSENT for each in OBJECT.findall(path))])
def test_foreign_and_absent_look_the_same(programs: Programs, name: str) -> None:
    shop, (_, method, path, body) = programs.shop, TABLE[name]
    which = next(each for each in OBJECT.findall(path) if each in ABSENT)
    nowhere = address(path.replace(f"{{names.{which}}}", ABSENT[which]), shop.names)
    known = {**shop.dump(), "accesses": [], "tokens": []}
    for login in STRANGERS:
        bearer = f"Bearer {programs.good[login]}"
        one = programs.send(bearer, method, address(path, shop.names), said(body, shop.names))
        there = str(getattr(shop.names, which))  # erasing has the customer's number in its body too
        other = programs.send(bearer, method, nowhere, body and {
            key: ABSENT[which] if each == there else each for key, each in said(body, shop.names).items()})
        assert one.status_code == 404, (login, one.text)
        assert answer(one) == answer(other)
    assert {**shop.dump(), "accesses": [], "tokens": []} == known
