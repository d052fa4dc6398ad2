"""Who may look at visits, sign and answer: every use case and every page as every duty."""

import inspect
from collections.abc import Callable

import pytest

from core.capabilities.visits.answering import Answering
from core.capabilities.visits.going import Going
from core.capabilities.visits.seeing import Seeing
from core.capabilities.visits.signing import Signing
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Actor
from core.site import create_site
from core.web.signing_in import COOKIE
from tests.capabilities.visits.conftest import DAY, PEOPLE, Ovens
from tests.services.shop import PASSWORD, at

Call = Callable[[Ovens, Actor, str], object]
STAFF, GOERS = frozenset({"service", "dispatch", "technician", "manager"}), frozenset({"technician"})


def seeing(ovens: Ovens) -> Seeing:
    return Seeing(ovens.desk.place)


def signing(ovens: Ovens) -> Signing:
    return Signing(ovens.desk.place)


TABLE: dict[str, tuple[frozenset[str], Call]] = {
    "Going.crew": (STAFF, lambda ovens, who, number: Going(ovens.desk.place).crew(who, number)),
    "Going.take": (GOERS, lambda ovens, who, number: Going(ovens.desk.place).take(who, number, "bench.finish")),
    "Seeing.mine": (STAFF, lambda ovens, who, number: seeing(ovens).mine(who)),
    "Seeing.on": (STAFF, lambda ovens, who, number: seeing(ovens).on(who, at(f"{DAY} 00:00").date())),
    "Seeing.of_case": (STAFF, lambda ovens, who, number: seeing(ovens).of_case(who, 1)),
    "Seeing.of_number": (STAFF, lambda ovens, who, number: seeing(ovens).of_number(who, number)),
    "Seeing.phones": (STAFF, lambda ovens, who, number: seeing(ovens).phones(
        who, seeing(ovens).of_number(ovens["lin"], number)[0])),
    "Seeing.pieces": (STAFF, lambda ovens, who, number: seeing(ovens).pieces(who)),
    "Seeing.pieces_of": (STAFF, lambda ovens, who, number: seeing(ovens).pieces_of(who, 1)),
    "Seeing.piece": (STAFF, lambda ovens, who, number: seeing(ovens).piece(who, 1)),
    "Seeing.calls": (STAFF, lambda ovens, who, number: seeing(ovens).calls(who)),
    "Seeing.calls_of": (STAFF, lambda ovens, who, number: seeing(ovens).calls_of(who, 1)),
    "Signing.show": (GOERS, lambda ovens, who, number: signing(ovens).show(who, number)),
    "Signing.sign": (GOERS, lambda ovens, who, number: signing(ovens).sign(
        who, number, digest="0" * 64, result="accept", signed_by="王")),
    "Signing.of_case": (STAFF, lambda ovens, who, number: signing(ovens).of_case(who, number)),
    "Signing.one": (STAFF, lambda ovens, who, number: signing(ovens).one(who, 1)),
    "Signing.verify": (STAFF, lambda ovens, who, number: signing(ovens).verify(who)),
    "Answering.confirm": (STAFF, lambda ovens, who, number: Answering(ovens.desk.place).confirm(
        who, number, at(f"{DAY} 09:00"))),
    "Answering.wish": (STAFF, lambda ovens, who, number: Answering(ovens.desk.place).wish(
        who, number, at("2025-03-07 09:00"), at("2025-03-07 10:00"))),
}
PAGES: dict[str, frozenset[str]] = {
    "/visits/mine": STAFF, "/visits/case/{number}": GOERS, "/visits/case/{number}/sign": GOERS,
    "/visits/case/{number}/do/bench.finish": GOERS, "/visits/pieces": STAFF, "/visits/pieces/1": STAFF,
    "/visits/support": STAFF, "/visits/signatures/1": STAFF}
FOR_CUSTOMERS = {"Seeing.for_customer", "Signing.for_customer"}
"""They look at one case, the one whose link somebody came by, and know no permission."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_use_case_and_page_as_every_duty(ovens: Ovens) -> None:
    earlier = ovens.there(ovens.sent())
    ovens.take("wu", earlier, "bench.take", {"what": "门", "condition_taken": "裂", "receipt_signed": True})
    second = ovens.finished(ovens.there(ovens.sent("xu"), "xu"), "xu")
    digest = signing(ovens).show(ovens["xu"], second).digest
    signing(ovens).sign(ovens["xu"], second, digest=digest, result="accept", signed_by="王")
    number = ovens.sent(window={"starts": f"{DAY}T16:00", "ends": f"{DAY}T17:00"})
    with ovens.desk.store.unit_of_work() as work:
        for login in ("wu", "xu"):
            row = work.users.by_login(login)
            assert row
            row.scope = "all"
        work.commit()
    for name, (allowed, call) in TABLE.items():
        for login, duty in PEOPLE.items():
            try:
                call(ovens, ovens[login], number)
                refused = False
            except (Forbidden, NotFound):
                refused = True
            except (Refused, InvalidInput):
                refused = False
            stranger = name == "Going.take" and login == "xu"
            assert refused is (duty not in allowed or stranger), (name, duty)
    ovens.there(number, moment=f"{DAY} 16:00")
    app = create_site(ovens.desk)
    for login, duty in PEOPLE.items():
        browser = app.test_client()
        browser.set_cookie(COOKIE, ovens.desk.users.log_in(login, PASSWORD))
        for path, may in PAGES.items():
            status = browser.get(path.format(number=number)).status_code
            if login == "xu" and "{number}" in path:
                assert status == 404, "somebody else's visit"
            else:
                assert (status in (200, 409)) is (duty in may), (path, duty, status)


def test_every_use_case_is_in_the_table() -> None:
    known = {f"{service.__name__}.{name}" for service in (Going, Seeing, Signing, Answering)
             for name, each in vars(service).items() if not name.startswith("_") and callable(each)
             and "actor" in inspect.signature(each).parameters}
    assert known == TABLE.keys() | FOR_CUSTOMERS
