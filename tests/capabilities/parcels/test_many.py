"""The bench does not slow down: the same few queries, however many parcels are expected and received."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.capabilities.parcels.conftest import Kettles
from tests.services.shop import PASSWORD

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def counted(kettles: Kettles) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        sent.append(statement)

    engine = kettles.desk.store.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def browser(kettles: Kettles) -> FlaskClient:
    found = create_site(kettles.desk).test_client()
    found.set_cookie(COOKIE, kettles.desk.users.log_in("kong", PASSWORD))
    return found


def scan_and_receive(client: FlaskClient, token: str, waybill: str, number: str) -> None:
    assert number in client.get(f"/parcels/bench?code={waybill}").text
    done = client.post("/parcels/receive", data={"csrf_token": token, "number": number, "code": waybill,
                                                 "condition": "intact", "waybill_read": waybill,
                                                 "key": f"key-of-{waybill}"})
    assert done.status_code == 302, done.text
    assert number in client.get(done.location).text


def measured(kettles: Kettles, client: FlaskClient, token: str, waybill: str, number: str) -> int:
    with counted(kettles) as sent:
        scan_and_receive(client, token, waybill, number)
    return len(sent)


def test_the_same_queries_for_the_first_and_the_fortieth(kettles: Kettles) -> None:
    client, numbers = browser(kettles), {}
    token = token_of(client)
    for place in range(3):
        numbers[f"SF{place}"] = kettles.posted(f"SF{place}")
    scan_and_receive(client, token, "SF0", numbers["SF0"])
    few = measured(kettles, client, token, "SF1", numbers["SF1"])
    for place in range(10, 40):
        numbers[f"SF{place}"] = kettles.posted(f"SF{place}")
    assert measured(kettles, client, token, "SF2", numbers["SF2"]) == few < 70
    plan = kettles.desk.store.engine.connect().exec_driver_sql(
        "EXPLAIN QUERY PLAN SELECT id FROM parcels_parcels WHERE waybill_key = 'SF39'").all()
    assert "ix_parcels_parcels_waybill_key" in str(plan)


@pytest.mark.slow
def test_a_thousand_parcels_by_http(kettles: Kettles) -> None:
    client, numbers = browser(kettles), {}
    token = token_of(client)
    for place in range(1000):
        numbers[f"SF{place:04}"] = kettles.posted(f"SF{place:04}")
    counts = set()
    for place, (waybill, number) in enumerate(numbers.items()):
        if place % 100 == 50:
            counts.add(measured(kettles, client, token, waybill, number))
        else:
            scan_and_receive(client, token, waybill, number)
    assert len(counts) == 1 and counts.pop() < 70
    assert kettles.bench.today(kettles["kong"])[0] == 1000
    assert kettles.tracking.on_the_way(kettles["kong"]).parcels == ()
