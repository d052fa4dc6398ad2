"""A lamp factory with its people on a database, at a time that is set by hand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain import events
from core.domain.people import Actor
from core.services.opening import Request
from core.services.records import Receipt, Records
from core.services.views import CaseView
from core.store import Store
from core.store.tables import UserRow
from tests.plugins.lighting.story import (
    ADDRESS,
    APPROVED,
    BROKEN,
    FAULTY,
    FINE,
    FOUND,
    INTACT,
    MAIL_IN,
    MENDED,
    POLICY,
    POSTED,
    REPAIR,
    RETURN,
    SELF,
    SENT,
    TOLD,
)
from tests.services.shop import CHEAP, HASHED, HandClock, at

PEOPLE = {"lin": ("林晓燕", ("service",)), "huang": ("黄丽华", ("service",)), "wu": ("吴刚", ("technician",)),
          "kong": ("孔伟文", ("logistics",)), "liang": ("梁少芬", ("quality",)), "sun": ("孙丽", ("finance",)),
          "zhao": ("赵敏", ("manager", "service")), "zhou": ("周平", ("administrator",))}
BY = {"technician": "wu", "logistics": "kong", "quality": "liang", "finance": "sun", "manager": "zhao"}


class Factory:
    """The desk and its people by log-in, and short ways to what most tests begin with. Days are of 2025."""

    def __init__(self, store: Store, clock: HandClock, folder: Path, *, values: Mapping[str, object] | None = None,
                 ) -> None:
        self.clock = clock
        clock.at = at("2025-03-03 09:00")
        self.desk = Desk(Config(business="明灯厂", data=folder, plugins=("lighting",), policies=(Adopted(POLICY),)),
                         now=clock, store=store)
        self.desk.users = Users(self.desk.place, CHEAP)
        with self.desk.store.unit_of_work() as work:
            rows = [work.users.add(UserRow(login=login, name=name, duties=list(duties), scope="all",
                                           language="en" if login == "huang" else "zh",
                                           password_hash=HASHED)) for login, (name, duties) in PEOPLE.items()]
            work.commit()
        self.people = {row.login: self.desk.users.actor(row) for row in rows}
        for term, said in {**ADDRESS, **(values or {})}.items():
            self.desk.policies.set_value(self["zhao"], "lighting", term, said)

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]

    def on(self, words: str) -> None:
        """Let it be then."""
        self.clock.at = at(words if words.startswith("20") else f"2025-{words}")

    def open(self, kind: str, answers: Mapping[str, object], *, by: str = "lin", **more: Any) -> str:
        return self.desk.opening.open(self[by], Request(kind, answers, **more)).number

    def take(self, number: str, step: str, form: object = None, *, by: str = "") -> Receipt:
        """Take a step, by whoever's duty it is."""
        found = self.see(number).case.step(step)
        who = by or BY.get(found.by.key if found else "", "lin")
        return self.desk.steps.take(self[who], number, step, form)

    def see(self, number: str, by: str = "lin") -> CaseView:
        return self.desk.views.case(self[by], number)

    def show(self, number: str, purpose: str) -> None:
        """Note that a file of this purpose was shown, without a file."""
        with self.desk.store.unit_of_work() as work:
            records = Records(self.desk.place, work, self["lin"])
            record = records.lock(number, None)
            records.keep(record, records.event(events.ATTACHED, {"purpose": purpose}))
            work.commit()

    def received(self, answers: Mapping[str, object] = BROKEN, **more: Any) -> str:
        """A lamp on the bench."""
        number = self.open(REPAIR, answers, **more)
        for step, form in (("triage.mail_in", MAIL_IN), ("inbound.arrange", SELF),
                           ("inbound.post", {**POSTED, "waybill": f"SF{number}"}), ("inbound.receive", INTACT)):
            self.take(number, step, form)
        return number

    def mended(self, answers: Mapping[str, object] = BROKEN, *, cause: str = "driver", **more: Any) -> str:
        """A lamp mended for nothing, on its way to the customer."""
        number = self.received(answers, **more)
        self._mend(number, cause)
        return number

    def _mend(self, number: str, cause: str) -> None:
        for step, form in (("bench.diagnose", {**FOUND, "cause": cause}), ("bench.tell_plan", TOLD),
                           ("bench.go_on", None), ("quote.free", None), ("work.finish", {**MENDED, "labour": "0"}),
                           ("outbound.ship", {**SENT, "waybill_out": f"YT{number}{self.clock.at:%m%d}"})):
            self.take(number, step, form)

    def mended_again(self, number: str, *, cause: str = "driver") -> None:
        """The customer says that it is not settled, and it comes again."""
        self.take(number, "outbound.deliver")
        self.take(number, "call_back.call", {"channel": "phone", "solved": False})
        self.take(number, "call_back.again")
        for step, form in (("triage.mail_in", MAIL_IN), ("inbound.arrange", SELF),
                           ("inbound.post", {**POSTED, "waybill": f"ZT{number}"}), ("inbound.receive", INTACT)):
            self.take(number, step, form)
        self._mend(number, cause)

    def returned(self, answers: Mapping[str, object] = FAULTY) -> str:
        """A lamp that has come back and was inspected well."""
        number = self.open(RETURN, answers)
        self.show(number, "proof")
        for step, form in (("review.approve", APPROVED), ("inbound.arrange", SELF),
                           ("inbound.post", {**POSTED, "waybill": f"SF{number}"}), ("inbound.receive", INTACT),
                           ("inspect_return.inspect", FINE), ("inspect_return.passed", None)):
            self.take(number, step, form)
        return number
