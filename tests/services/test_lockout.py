"""Guessing passwords: each failure counts once whoever makes it, waits grow, and nothing tells right from wrong while
one waits."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.accounts.lockout import ACCOUNT, LONGEST_WAIT, PEER, TooManyAttempts, account_key, peer_key
from core.accounts.users import Users, WrongLogin
from tests.services.shop import CHEAP, PASSWORD, Shop

WRONG = "wrong-horse-9"


def attempt(shop: Shop, login: str = "lin", password: str = WRONG, address: str = "198.51.100.7") -> str:
    try:
        shop.desk.users.log_in(login, password, address=address)
        return "in"
    except WrongLogin:
        return "wrong"
    except TooManyAttempts as error:
        return f"wait {error.retry_after}"


@pytest.mark.parametrize("login", ["lin", "nobody", "LIN", "x" * 5000, "\0", "林\ud800"])
def test_after_five_failures_every_try_waits_right_or_wrong_known_or_not(shop: Shop, login: str) -> None:
    assert [attempt(shop, login) for _ in range(ACCOUNT.free + 1)] == ["wrong"] * 5 + ["wait 60"]
    assert attempt(shop, login, PASSWORD) == "wait 60"
    shop.clock.forward(seconds=59)
    assert attempt(shop, login, PASSWORD, "203.0.113.9") == "wait 1"


def test_the_wait_doubles_up_to_an_hour(shop: Shop) -> None:
    waits = []
    for _ in range(ACCOUNT.free + 9):
        if (said := attempt(shop)) != "wrong":
            waits.append(int(said.split()[1]) // 60)
            shop.clock.forward(seconds=int(said.split()[1]))
            assert attempt(shop) == "wrong"
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert max(waits) * timedelta(minutes=1) == LONGEST_WAIT


def test_a_good_log_in_lets_the_account_start_afresh(shop: Shop) -> None:
    for _ in range(3):
        assert [attempt(shop) for _ in range(4)] == ["wrong"] * 4
        assert attempt(shop, password=PASSWORD) == "in"


def test_failures_are_forgotten_hour_by_hour(shop: Shop) -> None:
    assert [attempt(shop) for _ in range(4)] == ["wrong"] * 4
    shop.clock.forward(hours=2)
    assert [attempt(shop) for _ in range(4)] == ["wrong"] * 3 + ["wait 60"]


def test_a_peer_that_tries_many_accounts_waits_while_others_do_not(shop: Shop) -> None:
    said = [attempt(shop, f"somebody{number}") for number in range(PEER.free + 1)]
    assert said == ["wrong"] * PEER.free + ["wait 60"]
    assert attempt(shop, password=PASSWORD) == "wait 60"
    assert attempt(shop, password=PASSWORD, address="203.0.113.9") == "in"


def test_an_account_of_ones_own_does_not_wash_a_peer_clean(shop: Shop) -> None:
    for number in range(PEER.free):
        assert attempt(shop, f"somebody{number}") == "wrong"
        if number < PEER.free - 1:
            assert attempt(shop, "wu", PASSWORD) == "in"
    assert attempt(shop, "another") == "wait 60" and attempt(shop, "wu", PASSWORD) == "wait 60"


def test_colleagues_behind_one_address_get_in_once_its_wait_is_over(shop: Shop) -> None:
    for number in range(PEER.free):
        attempt(shop, f"somebody{number}")
    shop.clock.forward(seconds=60)
    assert [attempt(shop, login, PASSWORD) for login in ("wu", "lin", "wu")] == ["in"] * 3


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("198.51.100.7", "198.51.100.8", False), ("nonsense", "nonsense", True)])
def test_who_is_one_peer(one: str, other: str, same: bool) -> None:
    assert (peer_key(one) == peer_key(other)) is same


def test_an_administrator_lets_an_account_try_at_once(shop: Shop) -> None:
    for _ in range(6):
        attempt(shop)
    shop.desk.users.lockout.unlock("LIN")
    assert attempt(shop, password=PASSWORD) == "in"


def test_counts_outlast_the_process_and_hold_no_names(shop: Shop) -> None:
    for _ in range(ACCOUNT.free):
        attempt(shop, "my-secret-password")
    shop.desk.users = Users(shop.desk.place, CHEAP)
    assert attempt(shop, "my-secret-password") == "wait 60"
    with shop.desk.store.read() as work:
        from sqlalchemy import select

        from core.store.tables import FailedLoginRow

        keys = set(work.session.scalars(select(FailedLoginRow.key)))
    assert keys == {account_key("my-secret-password"), "peer:198.51.100.7"}
    assert not any("secret" in key for key in keys)


def test_many_at_once_have_no_more_guesses_than_one_after_another(shop: Shop) -> None:
    """Twenty guesses at a barrier, the right one among them or not: five are looked at."""
    looked, users = list[str](), shop.desk.users
    matches: Callable[[str, str], bool] = users._matches
    barrier, found = threading.Barrier(20), list[str]()

    def seen(kept: str, password: str) -> bool:
        looked.append(password)
        return matches(kept, password)

    def guess(number: int) -> None:
        barrier.wait()
        found.append(attempt(shop, password=f"guess-number-{number}", address=f"198.51.100.{number}"))

    users._matches = seen  # type: ignore[method-assign]
    threads = [threading.Thread(target=guess, args=(number,)) for number in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(looked) == ACCOUNT.free == found.count("wrong") and len(found) == 20


def test_the_daily_job_forgets_old_failures(shop: Shop) -> None:
    from core.jobs import Task, tidy

    attempt(shop)
    shop.clock.forward(days=3)
    tidy(Task(shop.desk, {}, lambda: True))
    with shop.desk.store.read() as work:
        assert not work.session.connection().exec_driver_sql("SELECT count(*) FROM failed_logins").scalar()
