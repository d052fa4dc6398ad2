"""What people do at the same moment, what must come of it, and the locks that see to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest

from core.domain import events
from core.store.lists import CaseFilter
from tests.races.locks import Traffic, without_claims, without_numbers_held, without_version_checks
from tests.races.site import CLIENTS, Reply, Site
from tests.services.shop import ANSWERS, Shop

APPLICATION = {"do": "open", "kind": "bicycles.repair", "rows": "1", "items.0.product": "前轮", "items.0.quantity": "1",
               **{f"f.{name}": str(said).lower() for name, said in ANSWERS.items()}, "f.frame_no": "F1"}
CANARY = "金丝雀"
LATE = {"bought_on": "2025-01-02"}
DONE, CLEARLY_REFUSED = 302, (404, 409, 422)


@dataclass(frozen=True)
class Race:
    """`run` holds it on a shop of its own and says what is wrong afterwards; with `locks` off (those of the rows, where
    `rows`, and others) something must be."""

    name: str
    run: Callable[[Shop, Site, Traffic], list[str]]
    rows: bool = True
    others: Sequence[Callable[[pytest.MonkeyPatch], None]] = ()

    def unlock(self, traffic: Traffic, patch: pytest.MonkeyPatch) -> None:
        """Take its locks away."""
        traffic.locks = not self.rows
        for take_away in self.others:
            take_away(patch)


def one_key(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """Twelve times the same form: the same person pressed the button again and again."""
    browsers = [site.someone("lin") for _ in range(CLIENTS)]
    form = {**APPLICATION, "key": "one-form-sent-often"}
    replies = traffic.meet("INSERT INTO cases", *(partial(each.post, "/cases/new", form) for each in browsers))
    return [*_odd(replies, (DONE,)), *_differs("cases", len(shop.versions()), 1),
            *_differs("numbers", {each.number for each in replies}, set(shop.versions()))]


def approve_against_reject(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """Two managers answer the same request, each having read it."""
    number = shop.open(LATE)
    shop.desk.steps.override(shop["lin"], number, rule="warranty_runs", reason="老客户")
    view = shop.see(number)
    said = {"version": view.row.version, "key": ""}
    where = f"/cases/{number}/overrides/{view.asked[0].fingerprint}"
    yes, no = site.someone("zhao"), site.someone("qian")
    replies = traffic.meet("INSERT INTO events", lambda: yes.post(where, {**said, "answer": "grant"}),
                       lambda: no.post(where, {**said, "answer": "refuse", "reason": "不行"}))
    wanted = events.OVERRIDE_GRANTED if replies[0].status == DONE else events.OVERRIDE_REFUSED
    return [*_one_done(replies), *_sound(shop, number),
            *_differs("answers", [each.kind for each in shop.see(number).events][2:], [wanted])]


def two_edits_of_one_version(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """Two people correct the same application, each having read the same version."""
    number = shop.open()
    fields = {name[2:]: said for name, said in APPLICATION.items() if name.startswith("f.")} | {"version": 1}
    one, other = site.someone("lin"), site.someone("zhao")
    replies = traffic.meet("INSERT INTO events",
                           lambda: one.post(f"/cases/{number}/do/correct", fields | {"frame_no": "F2"}),
                           lambda: other.post(f"/cases/{number}/do/correct", fields | {"frame_no": "F3"}))
    told = [each.text for each in replies if each.status == 409]
    corrections = [each for each in shop.see(number).events if each.kind == events.CORRECTED]
    return [*_one_done(replies), *_sound(shop, number), *_differs("corrections", len(corrections), 1),
            *_differs("told of both versions", ["第 1 版" in each and "第 2 版" in each for each in told], [True])]


def two_comments(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """Two people note something, which has nothing to do with what the other notes: both are served."""
    number = shop.open()
    one, other = site.someone("lin"), site.someone("wu")
    replies = traffic.meet("INSERT INTO events", *(
        partial(each.post, f"/cases/{number}/do/comment", {"text": "来过电话", "key": ""}) for each in (one, other)))
    return [*_odd(replies, (DONE,)), *_sound(shop, number), *_differs("events", len(shop.see(number).events), 3)]


def two_payments(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """Two people of the accounts take the same money, both without saying what they have read."""
    number = shop.agreed()
    form = {**shop.payment(), "key": ""}
    one, other = site.someone("sun"), site.someone("qian")
    replies = traffic.meet("INSERT INTO events", lambda: one.post(f"/cases/{number}/steps/pay.pay", form),
                       lambda: other.post(f"/cases/{number}/steps/pay.pay", form))
    paid = [each for each in shop.see(number).events if each.data.get("step") == "pay.pay"]
    return [*_one_done(replies), *_sound(shop, number), *_differs("payments", len(paid), 1)]


def split_against_step(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """One sends an item to a case of its own while another takes the case on."""
    number = shop.open()
    one, other = site.someone("lin"), site.someone("zhao")
    replies = traffic.meet("INSERT INTO events",
        lambda: one.post(f"/cases/{number}/do/split", {"items": ["1"], "why": "分开修", "key": ""}),
        lambda: other.post(f"/cases/{number}/steps/intake.accept", {"told": "true", "by": "shop", "key": ""}))
    cases = sorted(shop.versions())[-2:] if replies[0].status == DONE else [number]
    items = sorted(line.item.product for each in cases for line in shop.see(each).case.lines)
    return [*_odd(replies, (DONE, *CLEARLY_REFUSED)), *_differs("items", items, ["前轮", "后轮"]),
            *(fault for each in cases for fault in _sound(shop, each))]


def merging_into_each_other(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """Two people make the same two cases one, each the other way round."""
    numbers = shop.open(), shop.open(items=({"product": "车把"},))
    one, other = site.someone("lin"), site.someone("zhao")
    form = {"why": "同一辆车", "sure": "true", "key": ""}
    # Here the first of the two cases is held: in another order each would wait for the other's.
    replies = traffic.meet("SELECT events.case_id",
                           lambda: one.post(f"/cases/{numbers[0]}/do/merge", form | {"into": numbers[1]}),
                           lambda: other.post(f"/cases/{numbers[1]}/do/merge", form | {"into": numbers[0]}))
    cases = [shop.see(each).case for each in numbers]
    kept = [line.item.product for case in cases if case.open for line in case.lines]
    return [*_one_done(replies), *_differs("open", sum(case.open for case in cases), 1),
            *_differs("items", sorted(kept), ["前轮", "后轮", "车把"]),
            *_differs("told where it went", ["已并入" in each.text for each in replies if each.status == 409], [True]),
            *(fault for each in numbers for fault in _sound(shop, each))]


def merge_against_step(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """One ends a case as part of another, which somebody else takes on, or declines."""
    number, into = shop.open(items=({"product": "车把"},)), shop.open()
    one, other = site.someone("lin"), site.someone("zhao")
    replies = traffic.meet("INSERT INTO events",
        lambda: one.post(f"/cases/{number}/do/merge", {"into": into, "why": "x", "sure": "true", "key": ""}),
        lambda: other.post(f"/cases/{into}/steps/intake.decline", {"why": "没有配件", "key": ""}))
    ending, kept = shop.see(number).case, shop.see(into).case
    merged = replies[0].status == DONE
    return [*_odd(replies, (DONE, *CLEARLY_REFUSED)), *_differs("ended", ending.open, not merged),
            *_differs("items", len(kept.lines), 3 if merged else 2),
            *(fault for each in (number, into) for fault in _sound(shop, each))]


def parallel_opens(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """Ten people open cases at once."""
    browsers = [site.someone("lin") for _ in range(10)]
    shop.open()
    before = "INSERT INTO number_series" if traffic.locks else "UPDATE number_series"
    replies = traffic.meet(before, *(partial(each.post, "/cases/new", APPLICATION | {"key": ""}) for each in browsers))
    return [*_odd(replies, (DONE,)),
            *_differs("numbers", sorted(each.number for each in replies), _numbers(2, len(browsers) + 1)),
            *_differs("kept", sorted(shop.versions()), _numbers(1, len(browsers) + 1))]


def erase_against_open(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """One opens a case of a customer while another erases them: nothing of the person is written after that."""
    customer, eraser = _to_be_erased(shop), site.someone("zhao")
    other = site.someone("lin")
    return _erased(shop, customer, traffic.meet(
        ("UPDATE customers", "INSERT INTO cases"),
        lambda: eraser.post(f"/customers/{customer}/erase", {"why": "asked", "confirm": customer}),
        lambda: other.post("/cases/new", APPLICATION | {"key": "", "customer": customer})))


def erase_against_reopen(shop: Shop, site: Site, traffic: Traffic) -> list[str]:
    """One opens a case again that another erases with its customer, which is only for ended ones."""
    customer, eraser = _to_be_erased(shop), site.someone("zhao")
    other, number = site.someone("qian"), sorted(shop.versions())[-1]
    return _erased(shop, customer, traffic.meet(
        ("UPDATE customers", "INSERT INTO events"),
        lambda: eraser.post(f"/customers/{customer}/erase", {"why": "asked", "confirm": customer}),
        lambda: other.post(f"/cases/{number}/do/reopen", {"why": "又来了", "key": ""})))


RACES = (
    Race("one key", one_key, others=(without_claims,)),
    Race("approve against reject", approve_against_reject),
    Race("two edits of one version", two_edits_of_one_version, rows=False, others=(without_version_checks,)),
    Race("two comments", two_comments),
    Race("two payments", two_payments),
    Race("split against step", split_against_step, others=(without_version_checks,)),
    Race("merging into each other", merging_into_each_other, others=(without_version_checks,)),
    Race("merge against step", merge_against_step, others=(without_version_checks,)),
    Race("erase against open", erase_against_open),
    Race("erase against reopen", erase_against_reopen),
    Race("parallel opens", parallel_opens, others=(without_numbers_held,)),
)


def _to_be_erased(shop: Shop) -> int:
    """A customer all of whose cases have ended."""
    customer = shop.desk.customers.register(shop["lin"], name=CANARY, phones=["139-7777-1234"])
    shop.declined(customer_id=customer)
    return customer


def _erased(shop: Shop, customer: int, replies: Sequence[Reply]) -> list[str]:
    """Either the customer was erased and nothing of them is left or open, or there was something in the way."""
    with shop.desk.store.read() as work:
        gone = work.customers.get(customer).erased_at is not None
        cases = [work.cases.get(row.id) for row in work.cases.list(CaseFilter(customer_id=customer)).rows]
    return [*_odd(replies, (DONE, *CLEARLY_REFUSED)), *_differs("erased", gone, replies[0].status == DONE),
            *(f"{case.number} names the person" for case in cases if gone and CANARY in case.search_text),
            *(f"{case.number} is open" for case in cases if gone and case.closed_at is None),
            *(fault for case in cases for fault in _sound(shop, case.number))]


def _numbers(first: int, last: int) -> list[str]:
    return [f"CX-2025-{each:05d}" for each in range(first, last + 1)]


def _differs(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found}, not {wanted}"]


def _odd(replies: Sequence[Reply], wanted: Sequence[int]) -> list[str]:
    return [f"answered {each.status}" for each in replies if each.status not in wanted]


def _one_done(replies: Sequence[Reply]) -> list[str]:
    """Exactly one was done, the others were refused for a reason."""
    return [*_odd(replies, (DONE, *CLEARLY_REFUSED)),
            *_differs("done", sum(each.status == DONE for each in replies), 1)]


def _sound(shop: Shop, number: str) -> list[str]:
    """The case's row says what its events say, and its chain holds."""
    view = shop.see(number)
    return [*_differs(f"state of {number}", view.row.state, view.case.state.key if view.case.state else ""),
            *_differs(f"version of {number}", view.row.version, shop.versions()[number]),
            *_differs(f"events of {number}", [each.sequence for each in view.events],
                      list(range(1, len(view.events) + 1))),
            *_differs(f"chain of {number}", shop.desk.audit.verify(shop["zhao"], number).holds, True)]
