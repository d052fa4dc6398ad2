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
from flask import Response, request
from schemathesis.config import HealthCheck
from schemathesis.engine import events, from_schema
from schemathesis.generation import GenerationMode
from sqlalchemy import Update, select, update

from core.domain.people import Actor
from core.rest import calling
from core.store.tables import TokenRow, UserRow
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
    """What was called and answered; `unheard` are the operations that did not take the token that was sent along for
    good, `faults` by operation and check, each once."""

    calls: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    unheard: Counter[str] = field(default_factory=Counter)
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
                    if interaction.response.status_code == 401 and token and token in str(interaction.request.headers):
                        tried.unheard[recorder.label] += 1
                for check in recorder.checks.get(key, ()):
                    failure = check.failure_info.failure if check.failure_info else None
                    if failure is not None and not unsaid(recorder.cases[key].value, str(failure)):
                        tried.faults.setdefault((recorder.label, check.name), f"{failure}\n{check.failure_info}"[:900])
        elif isinstance(event, events.NonFatalError | events.FatalError):
            tried.faults.setdefault((str(getattr(event, "label", "")), "error"), str(event)[:900])
    return tried


def unsaid(case: schemathesis.Case[Any], fault: str) -> bool:
    """Whether something wrong did not reach the site: parts of a form are bytes, and `false` sent for a file is a file
    that says so."""
    return case.media_type == "multipart/form-data" and "violates `type`" in fault


def furnished(pattern: tuple[Path, Named], folder: Path, login: str) -> tuple[Shop, str]:
    """A fresh shop, and a token of somebody in it, who goes on calling whatever they do to themselves."""
    shutil.copytree(pattern[0], folder)
    shop = Shop(folder, pattern[1])
    shop.desk.config = replace(shop.desk.config, api_per_minute=10**9)
    if login == NOBODY:
        return shop, ""
    made = shop.desk.tokens.create(Actor.system(), title="tried", scopes=every_scope(shop[login]),
                                   user_id=shop.names.users[login])
    as_before = back(shop, UserRow, made.row.user_id), back(shop, TokenRow, made.row.id)

    @shop.app.after_request
    def still_the_same(reply: Response) -> Response:
        """Who ended their own token, or took duties or cases from themselves, gets them back: the rest of the calls
        are to be made as this account."""
        if request.method not in ("GET", "HEAD", "OPTIONS") and reply.status_code < 300:
            with shop.desk.store.unit_of_work() as work:
                for each in as_before:
                    work.session.execute(each)
                work.commit()
        return reply

    return shop, made.token


def back(shop: Shop, kind: type[UserRow] | type[TokenRow], key: int) -> Update:
    """What makes a row again what it is now."""
    with shop.desk.store.read() as work:
        now = work.session.execute(select(kind.__table__).where(kind.id == key)).mappings().one()
    return update(kind).where(kind.id == key).values(dict(now))


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
    assert tried.unheard == Counter()
    assert tried.calls.total() > 1_200  # by nine callers more than ten thousand
    assert login or tried.answers.keys() == {401, 404, 405}  # no such address, no such method


def test_cases_in_short(pattern: tuple[Path, Named], tmp_path: Path) -> None:
    shop, token = furnished(pattern, tmp_path / "desk", "manager")
    tried = attempt(shop, token, 2, ("examples", "fuzzing"), "(cases|customers)")
    show("manager", tried)
    shop.desk.store.dispose()
    assert sorted(tried.faults) == [] and tried.calls.total() > 60
