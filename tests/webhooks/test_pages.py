"""The pages of webhooks: as an administrator sees them, in both languages, without a key in any but one reply."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from core.webhooks.addresses import Door
from core.webhooks.delivering import Courier
from core.webhooks.subscriptions import Webhooks
from tests.attack.desk import NOBODY_THERE, Shop, pattern, shop, text_of
from tests.webhooks.receiver import Receiver, receiving

__all__ = ["pattern", "shop"]

INSIDE = "10.0.0.7"
KEY = re.compile(r"whsec_[0-9a-f]{64}")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def browser(shop: Shop) -> FlaskClient:
    return shop.client("administrator")


def test_a_webhook_from_form_to_log(shop: Shop, browser: FlaskClient, receiver: Receiver) -> None:
    made = shop.post(browser, "/webhooks/new", {"title": "ERP", "url": receiver.url(), "events": ["commented"]})
    key = KEY.findall(made.text)[0]
    assert made.status_code == 200 and made.headers["Cache-Control"] == "no-store"
    number = shop.names.webhook + 1
    page = browser.get(f"/webhooks/{number}")
    assert page.status_code == 200 and not KEY.search(page.text) and not KEY.search(browser.get("/webhooks").text)
    assert re.search(r'value="commented" id="events-\d+" checked', page.text) and "Nothing in the log" in text_of(page)

    shop.desk.notes.comment(shop["service"], shop.names.new, "Called")
    shop.post(browser, f"/webhooks/{number}/ping")
    receiver.answers = [500]
    courier = Courier(shop.desk.place, shop.desk.webhooks.door)
    courier.serve(number)
    log = text_of(browser.get(f"/webhooks/{number}"))
    assert "answered with status 500" in log and "Waiting" in log and shop.names.new in log
    first = shop.desk.webhooks.deliveries(shop["administrator"], number)[-1]
    assert shop.post(browser, f"/webhooks/{number}/deliveries/{first.id}").status_code == 302
    courier.serve(number)
    assert [each.said["event"] for each in receiver.got] in (["commented", "ping", "commented"],
                                                             ["commented", "commented", "ping"])
    assert all(each.signed_with(key) for each in receiver.got)
    only = text_of(browser.get(f"/webhooks/{number}?only=sent"))
    assert "Delivered 204" in re.sub(r"\s+", " ", only)
    assert "Nothing in the log" in text_of(browser.get(f"/webhooks/{number}?only=failed"))


def test_what_was_typed_stays_where_something_is_wrong(shop: Shop, browser: FlaskClient) -> None:
    for path in ("/webhooks/new", f"/webhooks/{shop.names.webhook}"):
        with shop.unchanged("sessions"):
            reply = shop.post(browser, path, {"title": "<b>ERP</b>", "url": f"http://{INSIDE}/hook",
                                              "events": ["opened"], "kinds": ["furniture.return"]})
        assert reply.status_code == 422 and f"{INSIDE} is inside a network" in text_of(reply)
        assert f'value="http://{INSIDE}/hook"' in reply.text and "<b>ERP</b>" not in reply.text
        assert re.search(r'value="opened" id="events-\d+" checked', reply.text)
        assert re.search(r'value="furniture.return" id="kinds-\d+" checked', reply.text)


def test_rotating_and_removing_want_to_be_meant(shop: Shop, browser: FlaskClient) -> None:
    path = f"/webhooks/{shop.names.webhook}"
    with shop.unchanged("sessions"):
        for action in ("/key", "/remove"):
            reply = shop.post(browser, path + action)
            assert reply.status_code == 422 and not KEY.search(reply.text) and "Tick to confirm" in text_of(reply)
    reply = shop.post(browser, path + "/key", {"sure-key": "true"})
    assert KEY.search(reply.text)
    assert shop.post(browser, path + "/remove", {"sure-remove": "true"}).status_code == 302
    assert browser.get(path).status_code == 404


def test_disabling_shows_why_and_offers_to_enable(shop: Shop, browser: FlaskClient) -> None:
    path = f"/webhooks/{shop.names.webhook}"
    with shop.unchanged():
        assert shop.post(browser, path + "/state", {"active": "perhaps"}).status_code == 422
    shop.post(browser, path + "/state", {"active": "false"})
    page = text_of(browser.get(path))
    assert "Disabled by Administrator Jones" in page and "Enable" in page and "Not sent" in page
    assert "Disabled by Administrator Jones" in text_of(browser.get("/webhooks"))
    refused = shop.post(browser, path + "/ping")
    assert refused.status_code == 409 and "enable it first" in text_of(refused)
    shop.post(browser, path + "/state", {"active": "true"})
    assert "Disabled by" not in text_of(browser.get(path))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_in_its_reader_s_language(shop: Shop, browser: FlaskClient, language: str) -> None:
    shop.desk.webhooks = Webhooks(shop.desk.place, Door(("127.0.0.1/32",)))
    with shop.desk.store.unit_of_work() as work:
        row = work.users.by_login("administrator")
        assert row is not None
        row.language = language
        work.commit()
    Courier(shop.desk.place, shop.desk.webhooks.door).turn()
    shop.desk.webhooks.create(shop["administrator"], title="ERP", url=NOBODY_THERE)
    han = re.compile(r"[㐀-鿿]")
    for path in ("/webhooks", "/webhooks/new", f"/webhooks/{shop.names.webhook}"):
        said = re.sub(r"<[^>]+>", " ", browser.get(path).text.partition("<main")[2].partition("</main>")[0])
        assert bool(han.search(said)) is (language == "zh"), han.findall(said)
        assert said.strip()
