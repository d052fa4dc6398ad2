"""Who may do what with complaints, findings, penalties and awards: every use case as every duty."""

import inspect
from collections.abc import Callable
from decimal import Decimal

import pytest

from core.capabilities.complaints.service import Complaints
from core.capabilities.conduct.awards import Awards
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.conduct.totals import Totals
from core.domain.errors import Forbidden, NotFound, Refused
from core.domain.people import Actor
from tests.capabilities.conduct.conftest import PEOPLE, Fans
from tests.capabilities.conduct.test_conduct import LATE

Call = Callable[[Fans, Actor], object]
EVERYBODY = frozenset({"service", "logistics", "quality", "finance", "manager"})
LOOKERS, HANDLERS = frozenset({"service", "quality", "manager"}), frozenset({"service", "manager"})
SEERS, PROPOSERS, DECIDERS = (frozenset({"quality", "finance", "manager"}), frozenset({"quality", "manager"}),
                              frozenset({"manager"}))
TABLE: dict[str, tuple[frozenset[str], Call]] = {
    "Complaints.list": (LOOKERS, lambda fans, who: fans.complaints.list(who)),
    "Complaints.of": (LOOKERS, lambda fans, who: fans.complaints.of(who, 1)),
    "Complaints.about": (LOOKERS, lambda fans, who: fans.complaints.about(who, 1)),
    "Complaints.waiting": (LOOKERS, lambda fans, who: fans.complaints.waiting(who)),
    "Complaints.flag": (EVERYBODY, lambda fans, who: fans.complaints.flag(who, "DS-2025-00001", "慢", "phone")),
    "Complaints.went_outside": (HANDLERS, lambda fans, who: fans.complaints.went_outside(
        who, "TS-2025-00001", "报社")),
    "Penalties.kinds": (EVERYBODY, lambda fans, who: Penalties(fans.desk.place).kinds(who, "fans")),
    "Penalties.tariff": (EVERYBODY, lambda fans, who: Penalties(fans.desk.place).tariff(who, "fans")),
    "Totals.month": (EVERYBODY, lambda fans, who: Totals(fans.desk.place).month(who, "fans")),
    "Penalties.findings": (SEERS, lambda fans, who: Penalties(fans.desk.place).findings(who, "fans")),
    "Penalties.record": (PROPOSERS, lambda fans, who: Penalties(fans.desk.place).record(who, "fans", "没签字")),
    "Penalties.list": (SEERS, lambda fans, who: Penalties(fans.desk.place).list(who)),
    "Penalties.mine": (EVERYBODY, lambda fans, who: Penalties(fans.desk.place).mine(who)),
    "Penalties.one": (SEERS, lambda fans, who: Penalties(fans.desk.place).one(who, 1)),
    "Penalties.propose": (PROPOSERS, lambda fans, who: Penalties(fans.desk.place).propose(
        who, "fans", "other:1", LATE, "mei")),
    "Penalties.confirm": (DECIDERS, lambda fans, who: Penalties(fans.desk.place).confirm(who, 1)),
    "Penalties.change": (DECIDERS, lambda fans, who: Penalties(fans.desk.place).change(who, 1, Decimal(5), "轻")),
    "Penalties.waive": (DECIDERS, lambda fans, who: Penalties(fans.desk.place).waive(who, 1, "免")),
    "Penalties.appeal": (frozenset(), lambda fans, who: Penalties(fans.desk.place).appeal(who, 2, "冤")),
    "Penalties.decide": (DECIDERS, lambda fans, who: Penalties(fans.desk.place).decide(who, 2, None, "维持")),
    "Awards.choosing": (SEERS, lambda fans, who: Awards(fans.desk.place).choosing(who, "fans")),
    "Awards.all": (EVERYBODY, lambda fans, who: Awards(fans.desk.place).all(who, "fans")),
    "Awards.confirm": (DECIDERS, lambda fans, who: Awards(fans.desk.place).confirm(
        who, "fans", "2025-03", "mei", Decimal(5), "好")),
}


def prepared(fans: Fans) -> None:
    """A case, a complaint, a penalty to be confirmed (1) and one under appeal (2), all of Mei."""
    fans.set(conduct__misconduct=[LATE])
    fans.open("mei")
    fans.complain()
    penalties = Penalties(fans.desk.place)
    for place in (1, 2, 3):
        key = penalties.record(fans["wu"], "fans", f"第 {place} 处", person="mei")
        if place > 1:
            penalties.propose(fans["wu"], "fans", key, LATE)
    penalties.change(fans["tang"], 2, Decimal(9), "重")
    penalties.appeal(fans["mei"], 2, "冤")
    fans.clock.at = fans.clock.at.replace(month=4, day=2)
    fans.desk.plans.run()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_use_case_as_every_duty(fans: Fans) -> None:
    prepared(fans)
    for name, (allowed, call) in TABLE.items():
        for login, duty in PEOPLE.items():
            if login in ("mei", "tang"):
                continue
            try:
                call(fans, fans[login])
                refused = False
            except (Forbidden, NotFound):
                refused = True
            except Refused:  # somebody before has done it
                refused = False
            assert refused is (duty not in allowed), (name, duty)


def test_every_use_case_is_in_the_table() -> None:
    known = {f"{service.__name__}.{name}" for service in (Complaints, Penalties, Totals, Awards)
             for name, found in vars(service).items() if not name.startswith("_") and inspect.isfunction(found)
             and "actor" in inspect.signature(found).parameters}
    assert known == set(TABLE)
