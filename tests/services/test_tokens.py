"""Tokens of other programs: for a time, for what their scopes name, until they are revoked."""

from datetime import timedelta

import pytest

from core.accounts.tokens import STEP, USUALLY_LASTS, NewToken
from core.domain.errors import Forbidden, InvalidInput, NotFound
from core.domain.people import NOTE, OPEN, SEE_PHONES, VIEW
from tests.services.shop import TOLD, Shop


def made(shop: Shop, *scopes: str, owner: str = "zhao") -> NewToken:
    return shop.desk.tokens.create(shop[owner], title="电商平台", scopes=scopes or ("case.view",))


def test_a_token_may_what_its_scopes_name_and_no_more(shop: Shop) -> None:
    caller = shop.desk.tokens.caller(made(shop, "case.view", "case.note").token)
    assert caller and caller.actor.id == shop["zhao"].id
    assert caller.actor.permissions == {VIEW.key, NOTE.key} and not caller.actor.duties
    number = shop.open()
    shop.desk.notes.comment(caller.actor, number, "来自平台")
    with pytest.raises(Forbidden):
        shop.desk.steps.take(caller.actor, number, "intake.accept", TOLD)
    with pytest.raises(Forbidden):
        shop.desk.customers.register(caller.actor, name="某人")


def test_steps_need_a_scope_of_their_own(shop: Shop) -> None:
    caller = shop.desk.tokens.caller(made(shop, "case.view", STEP.key).token)
    assert caller
    assert shop.desk.steps.take(caller.actor, shop.open(), "intake.accept", TOLD).state == "bench.waiting"


def test_no_token_may_more_than_its_account(shop: Shop) -> None:
    with pytest.raises(InvalidInput) as caught:
        made(shop, "case.view", "user.manage")
    assert "scopes" in caught.value.errors
    token = made(shop, OPEN.key, SEE_PHONES.key).token
    shop.desk.users.change(shop["zhou"], shop["zhao"].id or 0, name="赵敏", duties=["technician"], scope="all",
                           active=True)
    caller = shop.desk.tokens.caller(token)
    assert caller and not caller.actor.permissions


def test_a_token_ends(shop: Shop) -> None:
    token = made(shop).token
    shop.clock.at += USUALLY_LASTS - timedelta(seconds=1)
    assert shop.desk.tokens.caller(token)
    shop.clock.forward(seconds=1)
    assert shop.desk.tokens.caller(token) is None


def test_a_revoked_token_is_worth_nothing_at_once(shop: Shop) -> None:
    one, other = made(shop), made(shop)
    assert shop.desk.tokens.caller(one.token)
    shop.desk.tokens.revoke(shop["zhao"], one.row.id)
    assert shop.desk.tokens.caller(one.token) is None and shop.desk.tokens.caller(other.token)


def test_somebody_elses_token_looks_absent(shop: Shop) -> None:
    token = made(shop)
    for token_id in (token.row.id, 999):
        with pytest.raises(NotFound):
            shop.desk.tokens.revoke(shop["qian"], token_id)
    assert shop.desk.tokens.caller(token.token)
    shop.desk.tokens.revoke(shop["zhou"], token.row.id)
    assert shop.desk.tokens.caller(token.token) is None


@pytest.mark.parametrize("what", ["disabled", "password"])
def test_tokens_end_with_the_account_and_its_password(shop: Shop, what: str) -> None:
    token, zhao = made(shop).token, shop["zhao"].id or 0
    if what == "disabled":
        shop.desk.users.change(shop["zhou"], zhao, name="赵敏", duties=["manager"], scope="all", active=False)
    else:
        shop.desk.users.set_password(shop["zhou"], zhao, "another-horse-1")
    assert shop.desk.tokens.caller(token) is None


def test_the_database_holds_no_token(shop: Shop) -> None:
    token = made(shop)
    assert shop.desk.tokens.caller(token.token[:-1] + ("A" if token.token[-1] != "A" else "B")) is None
    assert token.token not in str(vars(token.row)) and token.row.hint == token.token[:8]
