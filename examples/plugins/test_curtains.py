"""Tests of the tutorial's plugin. In the folder of this file: `PYTHONPATH=. pytest test_curtains.py`."""

from datetime import UTC, date, datetime

import pytest
from curtains.forms import AlterationRequest, Measurer
from curtains.rules import altered_free, free_for

from core.app import Desk
from core.config import Config
from core.sdk import Policy
from core.testing.checks import CHECKS
from core.testing.subjects import installed

THIRTY_DAYS = Policy.of({free_for: "30 days"})


def asked(**answers: object) -> AlterationRequest:
    """A request made on 31 March."""
    return AlterationRequest(filed_at=datetime(2025, 3, 31, 9, tzinfo=UTC), measured_by=Measurer.shop, **answers)


def test_the_last_day_is_still_free() -> None:
    assert altered_free(asked(hung_on=date(2025, 3, 1)), THIRTY_DAYS).outcome == "allow"
    assert altered_free(asked(hung_on=date(2025, 2, 28)), THIRTY_DAYS).outcome == "deny"


def test_unknown_is_not_refused() -> None:
    verdict = altered_free(asked(), THIRTY_DAYS)
    assert (verdict.outcome, verdict.missing) == ("needs", "AlterationRequest.hung_on")


def test_a_case_under_the_regulation() -> None:
    """Under a trial: the real services, kept nowhere."""
    desk = Desk(Config(plugins=("curtains",), extra_plugins=("curtains",)))
    said = {"AlterationRequest": {"complaint": "短了", "hung_on": "2025-03-01", "measured_by": "shop"}}
    events = [{"at": "2025-03-03T10:00", "step": "opened"},
              {"at": "2025-03-04T15:00", "step": "alteration.remeasure", "form": {"width": 320, "height": 265}}]
    trial = desk.trials.run("curtains.alteration", ["curtains/alterations"], datetime(2025, 3, 5, 4, tzinfo=UTC),
                            {"facts": said, "events": events})
    outcomes = {offer.key: offer.outcome for offer in trial.view.offers if not offer.ahead}
    assert outcomes == {"alteration.alter_free": "allow", "alteration.alter_paid": "deny",
                        "alteration.give_up": "allow"}


@pytest.mark.parametrize("promise", CHECKS)
def test_contract(promise: str) -> None:
    curtains = next(each for each in installed(["curtains"]) if each.name == "curtains")
    assert list(CHECKS[promise](curtains)) == []
