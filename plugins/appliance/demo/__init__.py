"""The demo's air-conditioner outlet: some weeks of installations, repairs and a swap, spare parts, and what is
reported of the crew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.appliance.demo import incidents, installs, repairs, stores
from plugins.appliance.demo.outlet import Outlet

if TYPE_CHECKING:
    from core.demo import Stage

INDUSTRY = "appliance"
BEGINS = 40
"""How many days before the making of the demo the outlet opens."""


def play(stage: Stage) -> None:
    """Fill in what the regulations leave open, set the outlet up, and let people call."""
    stage.at(stage.ago(BEGINS, "07:30"))
    reader = stage.actor("manager")
    for each in stage.desk.adopted:
        if each.policy.industry == INDUSTRY:
            for clause in stage.desk.policies.show(reader, each.policy.slug).clauses:
                for term in clause.terms:
                    if term.suggested is not None:
                        stage.value(INDUSTRY, term.term.key, term.suggested)
    outlet = Outlet(stage)
    outlet.set_up()
    for part in (stores, installs, repairs, incidents):
        part.enter(outlet)
    stage.perform()
