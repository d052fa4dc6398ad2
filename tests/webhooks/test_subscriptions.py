"""Webhooks as people manage them."""

from pathlib import Path

import pytest

from core.config import BadConfig, Config
from core.couriers import reason_of
from core.domain import events
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.webhooks.addresses import Door
from core.webhooks.delivering import Courier
from core.webhooks.signing import fingerprint
from core.webhooks.subscriptions import EVENTS, LONGEST_TITLE, MOST, Webhooks
from tests.services.shop import REPAIR, Shop, refused
from tests.webhooks.receiver import Receiver

URL = "http://127.0.0.1:9/hook"


def test_every_kind_of_event_can_be_asked_for() -> None:
    assert set(EVENTS) == {said for name, said in vars(events).items() if name.isupper()}


def test_what_is_made_is_there_without_its_key(shop: Shop, bell: Webhooks) -> None:
    made = bell.create(shop["zhou"], title=" 仓库 ", url=f" {URL}?a=b#part ", events=["step", "opened"], kinds=[REPAIR])
    row = bell.get(shop["zhou"], made.id)
    assert (row.title, row.url, row.events, row.kinds) == ("仓库", f"{URL}?a=b", ["opened", "step"], [REPAIR])
    assert row.state == "active" and row.created_by == shop["zhou"].id and row.fingerprint == fingerprint(made.key)
    assert made.key not in repr(vars(row)) and [each.id for each in bell.all(shop["zhou"])] == [made.id]
    other = bell.create(shop["zhou"], title="财务", url=URL)
    assert other.key != made.key and other.id != made.id


@pytest.mark.parametrize(("field", "said"), [
    ("title", {"title": " "}), ("title", {"title": "仓" * (LONGEST_TITLE + 1)}), ("title", {"title": "a\x00b"}),
    ("events", {"events": ["opened", "exploded"]}), ("kinds", {"kinds": ["cars.repair"]}),
    ("url", {"url": ""}), ("url", {"url": "ftp://127.0.0.1/"}), ("url", {"url": "http://a:b@127.0.0.1/"}),
    *(("url", {"url": f"http://{inside}/hook"}) for inside in ("10.0.0.1", "169.254.169.254")),
    ("url", {"url": "http://[::1]/"}), ("url", {"url": "http://no-such-host.invalid/"})])
def test_what_is_wrong_is_named_and_nothing_is_made(shop: Shop, field: str, said: dict[str, object]) -> None:
    bell = Webhooks(shop.desk.place, Door(("127.0.0.0/8",), lambda host, port: [host.strip("[]")]))
    made = bell.create(shop["zhou"], title="仓库", url=URL)
    given = {"title": "仓库", "url": URL, **said}
    with refused(shop, InvalidInput) as caught:
        bell.create(shop["zhou"], **given)  # type: ignore[arg-type]
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]
    with refused(shop, InvalidInput):
        bell.change(shop["zhou"], made.id, **given)  # type: ignore[arg-type]


def test_only_who_may_manages_them(shop: Shop, bell: Webhooks) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=URL)
    for login in ("lin", "zhao", "sun", "wu"):
        with refused(shop, Forbidden):
            bell.create(shop[login], title="仓库", url=URL)
        with refused(shop, Forbidden):
            bell.rotate(shop[login], made.id)
        with refused(shop, Forbidden):
            bell.deliveries(shop[login], made.id)


def test_what_is_not_there_is_not_found(shop: Shop, bell: Webhooks) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=URL)
    other = bell.create(shop["zhou"], title="财务", url=URL)
    delivery = bell.ping(shop["zhou"], other.id)
    for number in (0, -1, 999, 2**40, 2**70):
        with pytest.raises(NotFound):
            bell.get(shop["zhou"], number)
        with pytest.raises(NotFound):
            bell.enable(shop["zhou"], number)
        with pytest.raises(NotFound):
            bell.delivery(shop["zhou"], made.id, number)
    with pytest.raises(NotFound):  # of another webhook
        bell.redeliver(shop["zhou"], made.id, delivery.id)


def test_there_are_not_more_than_can_be_overseen(shop: Shop, bell: Webhooks) -> None:
    for place in range(MOST):
        bell.create(shop["zhou"], title=f"第 {place} 个", url=URL)
    with refused(shop, Refused, str(MOST)):
        bell.create(shop["zhou"], title="再一个", url=URL)


def test_disabling_drops_what_waits_and_enabling_begins_anew(shop: Shop, bell: Webhooks, courier: Courier,
                                                            receiver: Receiver) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=receiver.url())
    shop.open()
    bell.disable(shop["zhou"], made.id)
    row = bell.get(shop["zhou"], made.id)
    assert row.state == "disabled" and shop["zhou"].name in str(reason_of(row.disabled_because))
    shop.open()
    assert courier.turn() == 0
    assert [each.state for each in bell.deliveries(shop["zhou"], made.id)] == ["dropped"]
    with refused(shop, Refused, "停用"):
        bell.ping(shop["zhou"], made.id)
    with refused(shop, Refused, "停用"):
        bell.redeliver_lost(shop["zhou"], made.id)
    bell.enable(shop["zhou"], made.id)
    shop.open()
    assert courier.turn() == 1 and len(receiver.got) == 1


def test_what_was_lost_is_sent_again_under_its_name(shop: Shop, bell: Webhooks, courier: Courier,
                                                    receiver: Receiver) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=receiver.url())
    shop.open()
    shop.open()
    receiver.answers = [410]
    courier.turn()
    bell.enable(shop["zhou"], made.id)
    assert bell.redeliver_lost(shop["zhou"], made.id) == 2
    assert bell.redeliver_lost(shop["zhou"], made.id) == 0
    assert courier.turn() == 2
    assert [each.state for each in bell.deliveries(shop["zhou"], made.id)] == ["sent", "sent"]
    first, *rest = receiver.got
    assert len(receiver.got) == 3 and first.id in [each.id for each in rest]
    one = bell.deliveries(shop["zhou"], made.id)[0]
    bell.redeliver(shop["zhou"], made.id, one.id)
    courier.turn()
    assert receiver.got[-1].id == one.message and bell.delivery(shop["zhou"], made.id, one.id).attempts == 2


def test_what_waits_for_its_next_attempt_can_be_sent_now(shop: Shop, bell: Webhooks, courier: Courier,
                                                         receiver: Receiver) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=receiver.url())
    shop.open()
    receiver.answers = [500]
    assert courier.turn() == 1 and courier.turn() == 0
    bell.redeliver(shop["zhou"], made.id, bell.deliveries(shop["zhou"], made.id)[0].id)
    assert courier.turn() == 1 and courier.turn() == 0
    assert [each.state for each in bell.deliveries(shop["zhou"], made.id)] == ["sent"]


def test_a_trial_message_tells_of_nothing(shop: Shop, bell: Webhooks, courier: Courier, receiver: Receiver) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=receiver.url(), events=["reopened"])
    left = bell.ping(shop["zhou"], made.id)
    courier.turn()
    got, = receiver.got
    assert got.said == {"id": left.message, "event": "ping", "occurred_at": "2025-03-05T02:00:00+00:00",
                        "recorded_at": "2025-03-05T02:00:00+00:00"}
    assert got.signed_with(made.key)


def test_a_changed_address_gets_what_waits(shop: Shop, bell: Webhooks, courier: Courier, receiver: Receiver) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=URL)
    shop.open()
    bell.change(shop["zhou"], made.id, title="新仓库", url=receiver.url(), events=["step"])
    courier.turn()
    assert len(receiver.got) == 1
    shop.open()
    courier.turn()
    assert len(receiver.got) == 1 and bell.get(shop["zhou"], made.id).title == "新仓库"


def test_the_log_is_read_a_page_at_a_time(shop: Shop, bell: Webhooks) -> None:
    made = bell.create(shop["zhou"], title="仓库", url=URL)
    left = [bell.ping(shop["zhou"], made.id).id for _ in range(5)]
    first = bell.deliveries(shop["zhou"], made.id, limit=3)
    rest = bell.deliveries(shop["zhou"], made.id, limit=3, before_id=first[-1].id)
    assert [each.id for each in (*first, *rest)] == left[::-1]
    assert not bell.deliveries(shop["zhou"], made.id, states=["failed"])


def test_removing_takes_the_log_along(shop: Shop, bell: Webhooks) -> None:
    made, other = (bell.create(shop["zhou"], title=title, url=URL) for title in ("仓库", "财务"))
    shop.open()
    bell.remove(shop["zhou"], made.id)
    with pytest.raises(NotFound):
        bell.get(shop["zhou"], made.id)
    assert len(bell.deliveries(shop["zhou"], other.id)) == 1


def test_networks_come_from_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "shouhou.toml"
    file.write_text('webhook_networks = ["10.1.0.0/16", "fd00::/8"]\n')
    assert Config.load(file).webhook_networks == ("10.1.0.0/16", "fd00::/8")
    assert Config().webhook_networks == ()
    for wrong in ('["10.1.0.1/16"]', '["shop.example"]', '"10.0.0.0/8"'):
        file.write_text(f"webhook_networks = {wrong}\n")
        with pytest.raises(BadConfig):
            Config.load(file)
