"""The demo's lamp factory in Guzhen: some weeks of lamps that come back, are mended, exchanged and paid back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.capabilities.parcels.rules import return_address
from plugins.lighting.demo import repairs, returns, talks
from plugins.lighting.demo.factory import Factory
from plugins.lighting.rules import known_models

if TYPE_CHECKING:
    from core.demo import Stage

INDUSTRY = "lighting"
BEGINS = 70
"""How many days before the making of the demo the first customer calls."""


def play(stage: Stage) -> None:
    """Fill in what the regulation leaves open, let people call, and draw up what each month wants."""
    stage.at(stage.ago(BEGINS))
    factory = Factory(stage)
    fill_in(stage, factory)
    stage.desk.plans.run()
    for part in (repairs, returns, talks):
        part.enter(factory)
    stage.perform()
    stage.desk.plans.run()
    sign(stage)


def fill_in(stage: Stage, factory: Factory) -> None:
    """The factory takes the values that its regulation suggests for blanks, and says where it is and what it makes."""
    reader = stage.actor("manager")
    for each in stage.desk.adopted:
        if each.policy.industry == INDUSTRY:
            for clause in stage.desk.policies.show(reader, each.policy.slug).clauses:
                for term in clause.terms:
                    if term.suggested is not None:
                        stage.value(INDUSTRY, term.term.key, term.suggested)
    stage.value(INDUSTRY, return_address.key, "广东省中山市古镇镇灯都大道 8 号明灯厂售后部,孔伟文收,0760-22380018")
    stage.value(INDUSTRY, known_models.key, factory.models)


def sign(stage: Stage) -> None:
    """Two departments have written their part of the latest evaluation; quality has still to."""
    entries = stage.desk.plans.entries(stage.actor("service"), "open").entries
    latest = max((each for each in entries if each.row.key == "monthly_evaluation"),
                 key=lambda each: each.row.period, default=None)
    for duty, said in (("service", "响应总体及时,周末两件回得慢,已调整排班"),
                       ("technician", "驱动电源故障偏多,已反馈采购")):
        if latest:
            stage.desk.plans.sign(stage.actor(duty), latest.row.id, duty, {"evaluation": said})
