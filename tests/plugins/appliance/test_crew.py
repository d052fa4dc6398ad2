"""An outlet's desk and its crews: calls they did not take, bookings they made too late, numbers they did not leave."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.charges.service import Call, Charges
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.stock.panels import parts
from core.capabilities.visits.attempts import Attempts
from core.capabilities.visits.people import People
from core.config import Adopted, Config
from core.domain.errors import NotFound, Refused
from core.domain.people import Actor
from core.jobs import Worker
from core.services.opening import Request
from core.services.values import Values
from core.setting_up import seed_calendar
from core.site import create_site
from core.store.tables import UserRow
from core.web.signing_in import COOKIE
from plugins.appliance.hand_in_service import HandIns
from tests.attack.desk import token_of
from tests.plugins.appliance.test_visit_tariff import ASKED
from tests.services.shop import CHEAP, HASHED, PASSWORD, HandClock

PEOPLE = {"lin": ["service", "dispatch"], "sun": ["technician"], "cai": ["technician"], "zhou": ["manager", "quality"],
          "qian": ["finance"]}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Outlet:
    """The desk and its people by log-in."""

    def __init__(self, url: str, folder: Path, clock: HandClock) -> None:
        self.clock = clock
        self.desk = Desk(Config(business="格力网点", data=folder, database=url, plugins=("appliance",), policies=(
            Adopted("appliance/gree-crew-penalties"),)), now=clock)
        self.desk.users = Users(self.desk.place, CHEAP)
        self.desk.store.upgrade()
        seed_calendar(self.desk, range(2024, 2027))
        with self.desk.store.unit_of_work() as work:
            for login, duties in PEOPLE.items():
                work.users.add(UserRow(login=login, name=login.title(), duties=duties, scope="all", language="zh",
                                       password_hash=HASHED))
            work.commit()
        self.penalties = Penalties(self.desk.place)

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def tell(self, what: str, person: str = "sun", days: int = 0, **said: object) -> str:
        happened = (self.clock.at - timedelta(days=days)).isoformat()
        return self.desk.opening.open(self["lin"], Request("appliance.incident", {
            "what": what, "person": person, "happened_at": happened, **said})).number

    def dispatched(self, technician: str = "sun") -> str:
        number = self.desk.opening.open(self["lin"], Request("appliance.repair", {
            **ASKED, "invoice_on": "2024-06-01"})).number
        self.desk.steps.take(self["lin"], number, "dispatch_crew.dispatch", {"technician": technician})
        return number

    def register(self, person: str = "sun") -> list[tuple[str, str, int]]:
        return [(each.row.kind, each.row.state, int(each.row.amount or 0))
                for each in self.penalties.list(self["zhou"], "appliance", "", person)][::-1]

    def night(self) -> None:
        """The worker's next day."""
        self.clock.forward(hours=24)
        self.desk.sweeper.sweep()
        worker = Worker(self.desk)
        worker.turn()
        self.clock.forward(hours=1)
        worker.turn()


@pytest.fixture
def outlet(database_url: str, tmp_path: Path) -> Outlet:
    return Outlet(database_url, tmp_path / "data", HandClock())


def test_numbers_that_were_not_left_cost_more_each_time(outlet: Outlet) -> None:
    for days in (108, 69, 48, -0):
        outlet.tell("number_missing", days=days, number_left="missing")
    outlet.tell("number_missing", "cai", number_left="private")
    assert [amount for _, _, amount in outlet.register()] == [50, 100, 200, 400]
    assert outlet.register("cai") == [("number_not_left", "proposed", 50)]


def test_what_a_visit_and_a_report_show_of_one_breach_is_one(outlet: Outlet) -> None:
    number = outlet.dispatched()
    outlet.clock.forward(minutes=31)
    outlet.desk.steps.take(outlet["sun"], number, "book.agree", {
        "starts": (outlet.clock.at + timedelta(hours=1)).isoformat(),
        "ends": (outlet.clock.at + timedelta(hours=2)).isoformat()})
    assert outlet.register() == [("booked_too_late", "proposed", 50)]
    outlet.tell("booked_late", about_case=number, dispatched_at=(outlet.clock.at - timedelta(hours=1)).isoformat(),
                booked_at=outlet.clock.at.isoformat())
    assert outlet.register() == [("booked_too_late", "proposed", 50)]


def test_a_booking_that_is_still_out_is_proposed_by_night(outlet: Outlet) -> None:
    outlet.dispatched()
    assert outlet.register() == []
    outlet.night()
    assert outlet.register() == [("booked_too_late", "proposed", 50)]
    outlet.night()
    assert len(outlet.register()) == 1


def test_calls_that_were_not_taken(outlet: Outlet) -> None:
    attempts = Attempts(outlet.desk.place)
    for login in ("sun", "cai"):
        People(outlet.desk.place).save(outlet["zhou"], login, areas=["*"])
    number = outlet.dispatched()
    calls: list[Any] = []
    for _ in range(3):
        assert outlet.register() == []
        calls.append(attempts.record(outlet["lin"], "sun", "missed", number=number))
        outlet.clock.forward(minutes=1)
    assert outlet.register() == [("not_reachable", "proposed", 50)]
    outlet.clock.forward(minutes=19)
    attempts.called_back(outlet["lin"], calls[-1].row.id)
    assert outlet.register() == [("not_reachable", "waived", 50)]
    attempts.record(outlet["lin"], "cai", "switched_off", industry="appliance")
    outlet.night()
    assert outlet.register("cai") == [("phone_switched_off", "proposed", 100)]
    attempts.declare(outlet["zhou"], "台风", outlet.clock.at - timedelta(days=3))
    outlet.night()
    assert outlet.register("cai") == [("phone_switched_off", "waived", 100)]


def test_cash_that_is_not_handed_in(outlet: Outlet) -> None:
    Values(outlet.desk.place).set_value(outlet["zhou"], "appliance", "crew.hand_in_within", "0 days")
    hands, charges = HandIns(outlet.desk.place), Charges(outlet.desk.place)
    number, other = outlet.dispatched(), outlet.dispatched("cai")
    for case, how in ((number, "cash"), (other, "cash"), (other, "wechat_pay")):
        charges.pay(Call(outlet["qian"], case), {
            "received": "300", "received_by": how, "received_on": outlet.clock.at.date().isoformat(),
            "payment_reference": f"{case}-{how}"})
    first, second = hands.out(outlet["qian"])
    assert (first.person, int(first.amount), first.late, second.person) == ("sun", 300, False, "cai")
    hands.confirm(outlet["qian"], second.entry_id)
    with pytest.raises(Refused):
        hands.confirm(outlet["qian"], second.entry_id)
    with pytest.raises(NotFound):
        hands.confirm(outlet["qian"], 99)
    outlet.night()
    late = [each for each in outlet.register() if each[0] != "booked_too_late"]
    assert late == [("money_to_hand_in", "proposed", 300), ("money_kept_back", "proposed", 3000)]
    assert [each for each in outlet.register("cai") if each[0] != "booked_too_late"] == []
    hands.confirm(outlet["qian"], first.entry_id)
    late = [each for each in outlet.register() if each[0] != "booked_too_late"]
    assert late == [("money_to_hand_in", "waived", 300), ("money_kept_back", "proposed", 3000)]


def test_pages_of_cash_and_of_what_is_noted_of_a_visit(outlet: Outlet) -> None:
    site, number = create_site(outlet.desk), outlet.dispatched()
    Charges(outlet.desk.place).pay(Call(outlet["qian"], number), {
        "received": "120", "received_by": "cash", "received_on": outlet.clock.at.date().isoformat(),
        "payment_reference": "A1"})

    def browser(login: str) -> FlaskClient:
        found = site.test_client()
        found.set_cookie(COOKIE, outlet.desk.users.log_in(login, PASSWORD))
        return found

    qian, zhou, sun = browser("qian"), browser("zhou"), browser("sun")
    case = zhou.get(f"/cases/{number}")
    assert case.status_code == 200 and "/papers/" not in case.text  # nothing is known yet of what they would say
    page = qian.get("/appliance/hand-ins").text
    assert number in page and "sun" in page and "没有规定" in page and "¥120.00" in page
    assert sun.get("/appliance/hand-ins").status_code == 403
    done = qian.post("/appliance/hand-ins/1", data={"csrf_token": token_of(qian)})
    assert done.status_code == 302 and "没有未上交的现金" in qian.get("/appliance/hand-ins").text
    assert qian.post("/appliance/hand-ins/1", data={"csrf_token": token_of(qian)}).status_code in (409, 422)
    assert f"/appliance/cases/{number}/note/label" in zhou.get(f"/cases/{number}").text
    assert f"/appliance/cases/{number}/note/label" not in sun.get(f"/cases/{number}").text
    assert sun.get(f"/appliance/cases/{number}/note/label").status_code == 404
    assert "照片上的电话" in zhou.get(f"/appliance/cases/{number}/note/label").text
    form = {"csrf_token": token_of(zhou), "key": "a-key-for-this-form"}
    assert zhou.post(f"/appliance/cases/{number}/note/check", data=form).status_code == 422
    told = zhou.post(f"/appliance/cases/{number}/note/check", data={
        **form, "units_known": "1", "units_seen": "3", "units_charged": "450"})
    assert told.status_code == 302
    assert outlet.register() == [("units_not_reported", "proposed", 4500)]
    added = {"csrf_token": token_of(sun), "key": "another-key-for-it", "more_units": "2"}
    assert sun.post(f"/appliance/cases/{number}/note/units", data=added).status_code == 302
    assert outlet.register() == [("units_not_reported", "waived", 4500)]


def test_the_phone_shows_the_parts_and_goes_without_them_where_they_fail(outlet: Outlet,
                                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    number = outlet.dispatched()
    sun = create_site(outlet.desk).test_client()
    sun.set_cookie(COOKIE, outlet.desk.users.log_in("sun", PASSWORD))
    phone = sun.get(f"/visits/case/{number}")
    assert phone.status_code == 200 and "本案的配件" in phone.text

    def fails(*_: object) -> str:
        raise OSError("gone")

    monkeypatch.setattr("core.capabilities.stock.panels.parts", replace(parts, draw=fails))
    phone = sun.get(f"/visits/case/{number}")
    assert phone.status_code == 200 and "本案的配件" not in phone.text and number in phone.text
    assert "OSError" in " ".join(outlet.desk.plugins.health["stock"].problems)
