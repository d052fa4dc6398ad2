"""The demo's renovation company in Foshan: contracts, what owners ask for under them, complaints, an appraisal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plugins.decoration.demo import contracts, talks
from plugins.decoration.demo.company import Company
from plugins.decoration.rules import hotline
from plugins.decoration.workflows.kinds import Contract

if TYPE_CHECKING:
    from core.demo import Stage

INDUSTRY = "decoration"
_FILES = (Path(__file__).parents[1] / "policies").glob("*.toml")
_CONTRACT = f'"{INDUSTRY}.{Contract.key}"'
ADOPTS = tuple(f"{INDUSTRY}/{each.stem}" for each in sorted(
    _FILES, key=lambda each: (_CONTRACT not in each.read_text("utf-8"), each.stem)))
"""Every regulation there is; requests go the way of the one that has contracts."""
BEGINS = 50
"""How many days before the making of the demo the company opens its books."""


def play(stage: Stage) -> None:
    """Fill in what the regulations leave open, hire the crew, and let owners call."""
    stage.at(stage.ago(BEGINS, "08:30"))
    reader = stage.actor("manager")
    for each in stage.desk.adopted:
        if each.policy.industry == INDUSTRY:
            for clause in stage.desk.policies.show(reader, each.policy.slug).clauses:
                for term in clause.terms:
                    if term.suggested is not None:
                        stage.value(INDUSTRY, term.term.key, term.suggested)
    stage.value(INDUSTRY, hotline.key, "0757-8333 6120")
    company = Company(stage)
    company.set_up()
    stage.desk.plans.run()
    for part in (contracts, talks):
        part.enter(company)
    stage.perform()
    stage.desk.plans.run()
    talks.keep_books(company)
