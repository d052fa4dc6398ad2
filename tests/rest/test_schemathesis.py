"""The specification held against the site by schemathesis: its examples, every boundary of every field, chance, and
chains of calls, as every duty and as nobody. No fault, and no answer that the specification does not name."""

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import HealthCheck
from schemathesis.engine import events, from_schema
from schemathesis.generation import GenerationMode

from core.domain.people import Actor
from core.rest import calling
from tests.attack.desk import DUTIES, Named, Shop
from tests.rest.programs import ROOT, every_scope

NOBODY = ""
EXAMPLES = int(os.environ.get("SHOUHOU_EXAMPLES", "4"))
"""Calls by chance of each operation and each duty; `SHOUHOU_EXAMPLES=400` for a night."""
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
           "response_headers_conformance", "negative_data_rejection", "unsupported_method")
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@dataclass
class Tried:
    """What was called and answered; `faults` by operation and check, each once."""

    calls: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)


def attempt(shop: Shop, token: str, most: int, phases: Sequence[str], only: str = "") -> Tried:
    """Call every operation, or those whose path begins so, in these phases."""
    schema: Any = schemathesis.openapi.from_wsgi(ROOT + "/openapi.json", shop.app)
    if only:
        schema = schema.include(path_regex=f"^{ROOT}/{only}")
    config = schema.config
    config.update(continue_on_failure=True, workers=1, headers={"Authorization": f"Bearer {token}"} if token else None,
                  suppress_health_check=[HealthCheck.all])
    config.generation.update(modes=list(GenerationMode), max_examples=most, deterministic=True, no_shrink=True,
                             database="none")
    config.checks.update(included_check_names=list(CHECKED))
    config.phases.update(phases=list(phases))
    tried = Tried()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            recorder = event.recorder
            for key, interaction in recorder.interactions.items():
                tried.calls[event.phase.value] += 1
                if interaction.response is not None:
                    tried.answers[interaction.response.status_code] += 1
                for check in recorder.checks.get(key, ()):
                    if check.failure_info is not None:
                        failure = check.failure_info.failure
                        tried.faults.setdefault((recorder.label, check.name), f"{failure}\n{check.failure_info}"[:900])
        elif isinstance(event, events.NonFatalError | events.FatalError):
            tried.faults.setdefault((str(getattr(event, "label", "")), "error"), str(event)[:900])
    return tried


def furnished(pattern: tuple[Path, Named], folder: Path, login: str) -> tuple[Shop, str]:
    """A fresh shop, and a token of somebody in it."""
    shutil.copytree(pattern[0], folder)
    shop = Shop(folder, pattern[1])
    shop.desk.config = replace(shop.desk.config, api_per_minute=10**9)
    if login == NOBODY:
        return shop, ""
    return shop, shop.desk.tokens.create(Actor.system(), title="tried", scopes=every_scope(shop[login]),
                                         user_id=shop.names.users[login]).token


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong tokens are answered as such, however many; that there is an end to it is tried elsewhere."""
    monkeypatch.setattr(calling, "FAILURES", "1000000000 per minute")


def show(login: str, tried: Tried) -> None:
    print(f"\n{login or 'nobody'}: {tried.calls.total()} calls {dict(tried.calls)}, answers "
          f"{dict(sorted(tried.answers.items()))}")
    for (operation, check), words in tried.faults.items():
        print(f"--- {operation} {check}\n{words}")


@pytest.mark.slow
@pytest.mark.parametrize("login", [*DUTIES, NOBODY])
def test_every_duty(pattern: tuple[Path, Named], tmp_path: Path, login: str) -> None:
    shop, token = furnished(pattern, tmp_path / "desk", login)
    tried = attempt(shop, token, EXAMPLES, PHASES)
    show(login, tried)
    shop.desk.store.dispose()
    assert sorted(tried.faults) == []
    assert tried.calls.total() > 1_200  # by nine callers more than ten thousand
    assert tried.answers.keys() == {401} or login


def test_cases_in_short(pattern: tuple[Path, Named], tmp_path: Path) -> None:
    shop, token = furnished(pattern, tmp_path / "desk", "manager")
    tried = attempt(shop, token, 2, ("examples", "fuzzing"), "(cases|customers)")
    show("manager", tried)
    shop.desk.store.dispose()
    assert sorted(tried.faults) == [] and tried.calls.total() > 60
