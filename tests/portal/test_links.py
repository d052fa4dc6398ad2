"""Links: what they open and for how long; what leads nowhere looks alike."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import CUSTOMER_SELF, DESK, VIEW
from core.store.lists import CaseFilter
from core.store.tables import PortalLinkRow
from tests.portal.bench import Bench


def reaches(bench: Bench, path: str) -> str:
    """The number that a link leads to; '' for none."""
    with suppress(NotFound):
        return bench.desk.portal.visit(path.removeprefix("/c/")).number
    return ""


def test_only_the_digest_of_a_token_is_kept(bench: Bench) -> None:
    number = bench.open()
    made = bench.desk.portal.link_for(bench["lin"], number)
    assert len(made.token) >= 32 and made.address == f"/c/{made.token}" and reaches(bench, made.path) == number
    with bench.desk.store.read() as work:
        row = work.session.scalars(select(PortalLinkRow)).one()
    assert made.token not in str(vars(row)) and row.last_used_at == bench.clock.at
    assert row.created_by == bench["lin"].id
    assert not [path for path in bench.desk.config.data.rglob("*") if path.is_file()
                and made.token.encode() in path.read_bytes()]


def test_whoever_comes_by_a_link_is_the_customer_of_one_case(bench: Bench) -> None:
    number, other = bench.open(), bench.open()
    actor = bench.desk.portal.visit(bench.link(number).removeprefix("/c/")).actor
    assert (actor.id, actor.duties, actor.permissions) == (
        None, frozenset({CUSTOMER_SELF.key}), frozenset({VIEW.key}))
    assert not actor.has_duty(DESK) and bench.desk.views.case(actor, number).row.number == number
    assert [row.number for row in bench.desk.views.cases(actor, CaseFilter()).page.rows] == [number]
    for forbidden in (lambda: bench.desk.views.case(actor, other), lambda: bench.desk.steps.take(actor, other, "x")):
        with pytest.raises(NotFound):
            forbidden()
    bench.take(number, "post_in.post", {"waybill": "S", "sent_on": "2025-10-13"})
    with pytest.raises(Forbidden):
        bench.desk.steps.take(actor, number, "post_in.arrive")
    with pytest.raises(Forbidden):
        bench.desk.notes.comment(actor, number, "x")


def test_it_holds_for_its_days_and_again_as_long_after_the_case_ended(bench: Bench) -> None:
    number = bench.open()
    path, short = bench.link(number), bench.link(number, days=2)
    bench.later(days=2)
    assert reaches(bench, path) == number and not reaches(bench, short)
    bench.later(days=27)
    bench.take(number, "post_in.drop")
    bench.later(days=29)
    assert reaches(bench, path) == number and not reaches(bench, short)
    bench.later(days=1)
    assert not reaches(bench, path)
    held = bench.desk.customer_links.all(bench["lin"], number)
    assert [each.live for each in held] == [False, False]


def test_it_ends_when_staff_end_it_and_only_the_case_s_own(bench: Bench) -> None:
    number, other = bench.open(), bench.open()
    path = bench.link(number)
    held = bench.desk.customer_links.all(bench["lin"], number)[0]
    assert held.live and held.until == bench.clock.at + timedelta(days=30)
    with pytest.raises(NotFound):
        bench.desk.customer_links.revoke(bench["lin"], other, held.row.id)
    bench.desk.customer_links.revoke(bench["lin"], number, held.row.id)
    bench.desk.customer_links.revoke(bench["lin"], number, held.row.id)
    assert not reaches(bench, path) and not reaches(bench, path[:-1]) and not reaches(bench, "")
    for days in (0, 367):
        with pytest.raises(InvalidInput):
            bench.link(number, days=days)
    with pytest.raises(Forbidden):
        bench.desk.portal.link_for(bench["wu"], number)


def test_that_of_a_merged_case_opens_the_one_it_went_into(bench: Bench) -> None:
    customer = bench.customer()
    first, second = bench.open(customer=customer), bench.open(customer=customer)
    path = bench.link(first)
    bench.desk.arranging.merge(bench["lin"], first, second, "发了两次")
    visit = bench.desk.portal.visit(path[3:])
    assert visit.number == second and bench.desk.portal.case(visit).row.number == second
    with pytest.raises(NotFound):
        bench.desk.views.case(visit.actor, first)


def test_that_of_an_erased_customer_is_dead_and_no_other_is_made(bench: Bench) -> None:
    customer = bench.customer()
    number = bench.open(customer=customer)
    path = bench.link(number)
    visit = bench.desk.portal.visit(path[3:])
    bench.desk.portal.say(visit, "我住在翡翠湾 5 号")
    bench.desk.portal.take(visit, "post_in.drop", lambda case, step: None, version=None, key="", told={})
    bench.desk.erasing.erase(bench["zhao"], customer, "asked", confirm=str(customer))
    assert not reaches(bench, path)
    with bench.desk.store.read() as work:
        assert not work.session.scalars(select(PortalLinkRow)).all()
        happened = work.events.of(work.cases.by_number(number).id)
        assert work.events.verify_all().broken is None
    assert "翡翠湾" not in str(happened) and "陈" not in str(happened)
    with pytest.raises(Refused):
        bench.link(number)
