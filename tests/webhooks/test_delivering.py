"""From an event to its receiver: in one transaction with the event, signed, at least once, one at a time."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from sqlalchemy import delete, func, select, update

from core.app import Desk
from core.couriers import reason_of
from core.domain.errors import DeskError
from core.jobs import Worker
from core.services.records import Records
from core.store.tables import DeliveryRow, OutboxRow, WebhookRow
from core.webhooks.addresses import Door
from core.webhooks.delivering import ATTEMPTS, FAILURES, LEASE_SECONDS, Courier
from core.webhooks.sending import Limits
from core.webhooks.signing import KEY_FILE
from core.webhooks.subscriptions import Made, Webhooks
from tests.services.shop import ADVICE, REPAIR, TOLD, Shop, dump
from tests.webhooks.conftest import LOOPBACK, a_courier
from tests.webhooks.receiver import Receiver, receiving

ADMINISTRATOR = "zhou"


def hooked(shop: Shop, receiver: Receiver, *events: str, kinds: tuple[str, ...] = (), path: str = "/hook") -> Made:
    return shop.desk.webhooks.create(shop[ADMINISTRATOR], title="仓库", url=receiver.url(path), events=events,
                                     kinds=kinds)


def log(shop: Shop, webhook: int) -> list[DeliveryRow]:
    return list(reversed(shop.desk.webhooks.deliveries(shop[ADMINISTRATOR], webhook)))


def state(shop: Shop, webhook: int) -> WebhookRow:
    return shop.desk.webhooks.get(shop[ADMINISTRATOR], webhook)


def waiting(desk: Desk) -> int:
    with desk.store.read() as work:
        return work.session.scalar(select(func.count()).select_from(OutboxRow).where(
            OutboxRow.topic.startswith("webhook:"), OutboxRow.done_at.is_(None))) or 0


def test_a_receiver_is_told_of_events_and_can_check_who_says_so(shop: Shop, courier: Courier,
                                                               receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    customer = shop.desk.customers.register(shop["lin"], name="林黛玉", phones=["13800006621"], address="潇湘馆")
    number = shop.open(customer_id=customer, title="刹车不灵")
    shop.take(number, "intake.accept", TOLD)
    assert receiver.got == []  # nothing is sent from within a request
    assert courier.turn() == 2
    opened, stepped = receiver.got
    assert opened.said == {
        "id": opened.id, "event": "opened", "event_id": opened.said["event_id"], "sequence": 1,
        "occurred_at": "2025-03-05T02:00:00+00:00", "recorded_at": "2025-03-05T02:00:00+00:00",
        "case": {"number": number, "kind": REPAIR, "state": "intake.received",
                 "version": opened.said["case"]["version"], "url": f"/api/v1/cases/{number}"}}
    assert stepped.said["event"] == "step" and stepped.said["case"]["state"] == "bench.waiting"
    assert stepped.said["case"]["version"] == shop.versions()[number]
    assert opened.id != stepped.id and stepped.said["sequence"] == 2
    for each in receiver.got:
        assert each.signed_with(made.key) and not each.signed_with("whsec_else")
        assert each.headers["shouhou-webhook-timestamp"] == str(int(shop.clock().timestamp()))
        for personal in ("林", "13800006621", "6621", "潇湘馆", "刹车"):
            assert personal not in each.body.decode()
    assert [(each.state, each.attempts, each.status, each.case_number) for each in log(shop, made.id)] == [
        ("sent", 1, 204, number)] * 2
    assert courier.turn() == 0 and len(receiver.got) == 2 and waiting(shop.desk) == 0


def test_only_what_was_asked_for_is_told(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    hooked(shop, receiver, "step", path="/steps")
    hooked(shop, receiver, kinds=(ADVICE,), path="/advice")
    hooked(shop, receiver, "opened", "commented", kinds=(REPAIR,), path="/repairs")
    number = shop.accepted()
    shop.desk.notes.comment(shop["lin"], number, "已电话联系")
    courier.turn()
    assert sorted((each.path, each.said["event"]) for each in receiver.got) == [
        ("/repairs", "commented"), ("/repairs", "opened"), ("/steps", "step")]


def test_a_split_tells_of_both_cases(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    hooked(shop, receiver)
    number = shop.open()
    new = shop.desk.arranging.split(shop["lin"], number, [1], "后轮另办").number
    courier.turn()
    assert sorted((each.said["case"]["number"], each.said["event"]) for each in receiver.got) == sorted([
        (number, "opened"), (number, "split"), (new, "opened"), (new, "split")])


def test_what_is_undone_was_never_told(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    hooked(shop, receiver)
    number = shop.open()
    courier.turn()
    before = dump(shop.desk.store)
    with shop.desk.store.unit_of_work() as work:
        records = Records(shop.desk.place, work, shop["lin"])
        records.keep(records.lock(number, None), records.event("commented", {"text": "好", "to_customer": False}))
        work.flush()
        assert len(work.session.scalars(select(DeliveryRow)).all()) == 2  # it was there, and goes with the event
    assert dump(shop.desk.store) == before
    with pytest.raises(DeskError):
        shop.take(number, "intake.accept", {"told": None})
    assert dump(shop.desk.store) == before and courier.turn() == 0 and len(receiver.got) == 1


def test_a_shop_without_webhooks_pays_one_query(shop: Shop, receiver: Receiver, bell: Webhooks) -> None:
    from tests.services.test_queries import counted

    number = shop.open()
    with counted(shop) as sent:
        shop.desk.notes.comment(shop["lin"], number, "一")
    assert sum("webhook" in each for each in sent) == 1
    for place in range(3):
        hooked(shop, receiver, path=f"/{place}")
    with counted(shop) as more:
        shop.desk.notes.comment(shop["lin"], number, "二")
    assert len(more) <= len(sent) + 3  # the event's number, the deliveries, the work: however many want to know


def test_failures_are_tried_again_under_the_same_name_ever_later(shop: Shop, courier: Courier,
                                                                 receiver: Receiver) -> None:
    made = hooked(shop, receiver, "opened")
    receiver.answer = 500
    shop.open()
    waits, attempts = [], 0
    while log(shop, made.id)[0].state == "waiting":
        with shop.desk.store.read() as work:
            row = work.session.scalars(select(OutboxRow)).one()
        waits.append(round((row.available_at - shop.clock()).total_seconds()))
        shop.clock.at = row.available_at - timedelta(seconds=1)
        assert not waits[-1] or courier.turn() == 0
        shop.clock.at = row.available_at
        assert courier.turn() == 1
        attempts += 1
        delivery, = log(shop, made.id)
        assert (delivery.attempts, delivery.status) == (attempts, 500)
        assert "500" in str(reason_of(delivery.error))
    assert attempts == ATTEMPTS == len(receiver.got)
    assert waits == [0, 30, 60, 120, 240, 480, 960, 1920]
    assert log(shop, made.id)[0].state == "failed" and waiting(shop.desk) == 0
    assert len({each.id for each in receiver.got}) == 1 and len({each.body for each in receiver.got}) == 1
    assert len({each.headers["shouhou-webhook-timestamp"] for each in receiver.got}) == ATTEMPTS
    assert all(each.signed_with(made.key) for each in receiver.got)


def test_one_that_recovers_gets_everything(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver, "opened")
    receiver.answers = [503, lambda handler: handler.connection.close()]
    numbers = {shop.open() for _ in range(3)}
    for _ in range(8):
        courier.turn()
        shop.clock.forward(seconds=61)
    assert [each.state for each in log(shop, made.id)] == ["sent"] * 3
    assert {each.said["case"]["number"] for each in receiver.got} == numbers
    assert state(shop, made.id).failures == 0


def test_a_webhook_whose_attempt_failed_rests_and_others_do_not(shop: Shop, courier: Courier,
                                                                receiver: Receiver) -> None:
    with receiving() as bad:
        bad.answer = 500
        hooked(shop, bad)
        hooked(shop, receiver)
        for _ in range(3):
            shop.open()
        courier.turn()
        assert len(bad.got) == 1 and len(receiver.got) == 3
        courier.turn()
        assert len(bad.got) == 1
        shop.clock.forward(seconds=31)
        courier.turn()
        assert len(bad.got) == 2


def test_410_disables_and_drops_what_waits(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    for _ in range(3):
        shop.open()
    receiver.answer = 410
    assert courier.turn() == 1
    row = state(shop, made.id)
    assert row.state == "disabled" and "410" in str(reason_of(row.disabled_because))
    assert sorted(each.state for each in log(shop, made.id)) == ["dropped", "dropped", "failed"]
    shop.open()
    shop.clock.forward(days=1)
    assert courier.turn() == 0 and len(receiver.got) == 1 and waiting(shop.desk) == 0
    assert len(log(shop, made.id)) == 3


def test_failing_again_and_again_disables(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver, "opened")
    receiver.answer = 500
    for place in range(FAILURES):
        assert state(shop, made.id).state == "active" and state(shop, made.id).failures == place
        shop.open()
        with shop.desk.store.unit_of_work() as work:  # all but the last attempt are behind it
            work.session.execute(update(OutboxRow).where(OutboxRow.done_at.is_(None)).values(attempts=ATTEMPTS - 1))
            work.commit()
        shop.clock.forward(minutes=1)
        assert courier.turn() == 1
    row = state(shop, made.id)
    said = str(reason_of(row.disabled_because))
    assert row.state == "disabled" and "连续 5 条" in said and "500" in said
    shop.desk.webhooks.enable(shop[ADMINISTRATOR], made.id)
    assert (state(shop, made.id).failures, state(shop, made.id).disabled_because) == (0, "")


def test_names_are_looked_up_once_for_each_attempt(shop: Shop, bell: Webhooks, receiver: Receiver) -> None:
    """A name that means a good address first and another right after leads to the first alone."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.9"] if len(asked) % 2 == 1 else ["127.0.0.1"]

    shop.desk.webhooks = Webhooks(shop.desk.place, Door(("127.0.0.9/32",), resolve))
    with receiving("127.0.0.9", port=receiver.port) as good:
        asked.clear()
        shop.desk.webhooks.create(shop[ADMINISTRATOR], title="仓库", url=good.url(host="rebinding.test"))
        assert asked == ["rebinding.test"]
        shop.open()
        asked.clear()
        assert a_courier(shop).turn() == 1
        assert asked == ["rebinding.test"] and len(good.got) == 1 and receiver.got == []
        shop.open()
        assert a_courier(shop).turn() == 1  # now the name means the other one
        assert len(asked) == 2 and len(good.got) == 1 and receiver.got == []


def test_a_name_that_has_come_to_mean_something_inside_is_not_sent_to(shop: Shop, receiver: Receiver) -> None:
    means = ["8.8.8.8"]
    shop.desk.webhooks = Webhooks(shop.desk.place, Door((), lambda *_: means))
    made = shop.desk.webhooks.create(shop[ADMINISTRATOR], title="仓库", url=receiver.url(host="shop.test"))
    shop.open()
    for address in ("127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"):
        means[:] = [address]
        shop.clock.forward(hours=1)
        assert a_courier(shop).turn() == 1
        delivery, = log(shop, made.id)
        assert delivery.status is None and "内部网络" in str(reason_of(delivery.error))
    assert receiver.got == []


def test_a_lost_key_file_is_noticed_before_anything_is_signed(shop: Shop, courier: Courier,
                                                              receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    (shop.desk.config.data / KEY_FILE).unlink()
    shop.open()
    courier.turn()
    assert receiver.got == [] and "密钥" in str(reason_of(log(shop, made.id)[0].error))
    key = shop.desk.webhooks.rotate(shop[ADMINISTRATOR], made.id)
    shop.clock.forward(minutes=1)
    courier.turn()
    assert receiver.got[0].signed_with(key)


def test_after_rotating_only_the_new_key_signs(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    shop.open()
    key = shop.desk.webhooks.rotate(shop[ADMINISTRATOR], made.id)
    courier.turn()
    assert receiver.got[0].signed_with(key) and not receiver.got[0].signed_with(made.key)


# More than one sender


class Killed(BaseException):
    """Stands for the end of a process."""


def test_a_sender_killed_before_it_could_note_it_sends_again_under_the_same_name(
        shop: Shop, courier: Courier, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    made = hooked(shop, receiver)
    shop.open()

    def killed(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(courier, "_note", killed)
    with pytest.raises(Killed):
        courier.turn()
    assert len(receiver.got) == 1 and log(shop, made.id)[0].state == "waiting"
    other = a_courier(shop)
    assert other.turn() == 0  # as far as anybody knows it is on its way
    shop.clock.forward(seconds=LEASE_SECONDS + 1)
    assert other.turn() == 1
    first, second = receiver.got
    assert first.id == second.id and first.body == second.body
    assert log(shop, made.id)[0].state == "sent" and waiting(shop.desk) == 0


def test_while_one_is_on_its_way_nobody_sends_to_the_same_webhook(shop: Shop, bell: Webhooks,
                                                                  receiver: Receiver) -> None:
    hooked(shop, receiver)
    shop.open()
    shop.open()
    there, go_on = threading.Event(), threading.Event()

    def held(handler: BaseHTTPRequestHandler) -> None:
        there.set()
        go_on.wait(10)
        handler.send_response(204)
        handler.end_headers()

    receiver.answers = [held]
    sending = threading.Thread(target=a_courier(shop).turn)
    sending.start()
    assert there.wait(10)
    assert a_courier(shop).turn() == 0 and len(receiver.got) == 1
    go_on.set()
    sending.join(10)
    assert len(receiver.got) == 2 and receiver.most_at_once == 1


def test_many_senders_send_each_thing_once(shop: Shop, bell: Webhooks, receiver: Receiver) -> None:
    made = [hooked(shop, receiver, "opened", path=f"/{place}") for place in range(3)]
    numbers = [shop.open() for _ in range(5)]
    barrier = threading.Barrier(3)

    def work(courier: Courier) -> None:
        barrier.wait(10)
        for _ in range(60):
            courier.turn()
            if not waiting(shop.desk):
                return

    threads = [threading.Thread(target=work, args=(a_courier(shop),)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert waiting(shop.desk) == 0
    told = sorted((each.path, each.said["case"]["number"]) for each in receiver.got)
    assert told == sorted((f"/{place}", number) for place in range(3) for number in numbers)
    assert all(each.attempts == 1 for row in made for each in log(shop, row.id))


def test_what_came_out_of_a_backup_is_not_sent_until_it_is_let_go(shop: Shop, courier: Courier,
                                                                  receiver: Receiver) -> None:
    hooked(shop, receiver)
    shop.open()
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(update(OutboxRow).values(held=True))
        work.commit()
    assert courier.turn() == 0
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(update(OutboxRow).values(held=False))
        work.commit()
    assert courier.turn() == 1 and len(receiver.got) == 1


# Disabled and removed in between


def test_what_is_told_just_while_it_is_disabled_is_dropped(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    with shop.desk.store.unit_of_work() as work:
        row = work.session.get_one(WebhookRow, made.id)
        work.webhooks.put([(row.id, {"event": "opened"})])
        work.session.execute(update(WebhookRow).values(state="disabled"))
        work.commit()
    assert courier.turn() == 0 and waiting(shop.desk) == 0
    assert log(shop, made.id)[0].state == "dropped"


def test_one_that_is_removed_while_something_is_on_its_way(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    shop.open()

    def remove(handler: BaseHTTPRequestHandler) -> None:
        shop.desk.webhooks.remove(shop[ADMINISTRATOR], made.id)
        handler.send_response(500)
        handler.end_headers()

    receiver.answer = remove
    assert courier.turn() == 1
    with shop.desk.store.read() as work:
        assert not work.session.scalars(select(DeliveryRow)).all() and waiting(shop.desk) == 0


def test_one_that_is_disabled_while_something_is_on_its_way(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    shop.open()
    shop.open()

    def disable(handler: BaseHTTPRequestHandler) -> None:
        shop.desk.webhooks.disable(shop[ADMINISTRATOR], made.id)
        handler.send_response(204)
        handler.end_headers()

    receiver.answer = disable
    assert courier.turn() == 1
    assert [each.state for each in log(shop, made.id)] == ["sent", "dropped"]


# Beside the worker


def test_a_receiver_that_hangs_keeps_neither_the_worker_nor_others_waiting(shop: Shop, bell: Webhooks,
                                                                           receiver: Receiver) -> None:
    with receiving() as slow:
        there, go_on = threading.Event(), threading.Event()

        def held(handler: BaseHTTPRequestHandler) -> None:
            there.set()
            go_on.wait(10)

        slow.answer = held
        hooked(shop, slow)
        hooked(shop, receiver)
        arrived, turned = threading.Event(), threading.Event()

        def good(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(204)
            handler.end_headers()
            arrived.set()

        receiver.answer = good
        shop.open()
        worker = Worker(shop.desk)
        once = worker.turn

        def turn() -> int:
            found = once()
            if there.is_set():
                turned.set()
            return found

        worker.turn = turn  # type: ignore[method-assign]
        worker.start()
        try:
            assert there.wait(10) and arrived.wait(10) and turned.wait(10)
        finally:
            go_on.set()
            assert worker.stop(10)
        assert not any(each.is_alive() for each in worker.courier._serving.values())


def test_the_log_is_forgotten_in_time(shop: Shop, courier: Courier, receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    shop.open()
    courier.turn()
    shop.open()
    shop.desk.webhooks.tidy(shop.clock())
    assert [each.state for each in log(shop, made.id)] == ["sent", "waiting"]
    shop.desk.webhooks.tidy(shop.clock() + timedelta(seconds=1))
    assert [each.state for each in log(shop, made.id)] == ["waiting"]


def test_the_database_alone_betrays_no_key(shop: Shop, bell: Webhooks, receiver: Receiver) -> None:
    made = hooked(shop, receiver)
    file = shop.desk.config.data / KEY_FILE
    rotated = bell.rotate(shop[ADMINISTRATOR], made.id)
    everything = str(dump(shop.desk.store))
    for key in (made.key, rotated):
        assert len(key) > 60 and key not in everything and key.removeprefix("whsec_") not in everything
    assert file.read_bytes().hex() not in everything and file.stat().st_mode & 0o777 == 0o600
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(delete(DeliveryRow))
        work.commit()
    assert bell.door.networks[0].with_prefixlen == LOOPBACK[0]
    assert Limits().whole == 10 and Limits().connect == 5
