"""Trying a regulation: in the process, and as a command; and how soon the command line is there.

    python -m benchmarks.trials
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.measuring import Doing, Figure, compare, machine, show
from benchmarks.scratch import POLICY
from core.app import Desk
from core.calendar_seed import china
from core.config import Config
from core.domain import judging
from core.domain.cases import Case
from core.domain.clocks import clocks
from core.domain.rulebook import Adoption, Rulebook
from plugins.furniture import furniture

COMMAND = str(Path(__file__).resolve().parent.parent / "cli.py")
KIND = f"{furniture.name}.return"
AT = datetime(2025, 10, 10, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
GIVEN: dict[str, Any] = {
    "facts": {"ReturnApplication": {
        "reason": "mind", "explanation": "颜色不喜欢", "order_no": "A-1001", "bought_on": "2025-09-26", "used": False,
        "opened": False, "damaged": False}},
    "events": [
        {"at": "2025-10-10T10:00", "step": "opened"},
        {"at": "2025-10-10T10:05", "step": "apply.accept", "form": {"rules_told": True, "rules_accepted": True}}]}


def _running(*words: str, folder: str) -> Doing:
    def run() -> None:
        subprocess.run([sys.executable, *words], cwd=folder, check=True, capture_output=True)

    return run


def measured(rounds: int = 5) -> Iterator[Figure]:
    """All figures of trials."""
    desk = Desk(Config(plugins=(furniture.name,)))
    policy = desk.installed.policies[POLICY]

    def tried() -> Any:
        return desk.trials.run(KIND, [POLICY], AT, GIVEN).view

    events = tried().events
    book = Rulebook(desk.installed.industries[furniture.name], [Adoption(policy)], None,
                    china(range(AT.year - 3, AT.year + 1)))

    def judged() -> None:
        case = Case.fold(book, KIND, events)
        judging.judge_all(case)
        judging.offers(case)
        judging.charges(case)
        clocks(case, AT)

    yield compare("a trial in the process", "judging its events, no services", lambda: (tried, judged),
                  rounds=rounds, calls=3)
    with tempfile.TemporaryDirectory(prefix="shouhou-benchmark-") as folder:
        facts = Path(folder) / "facts.json"
        facts.write_text(json.dumps(GIVEN, ensure_ascii=False), "utf-8")
        python = _running("-c", "pass", folder=folder)
        helps = _running(COMMAND, "--help", folder=folder)
        tries = _running(COMMAND, "policy", "try", KIND, "--policy", POLICY, "--at", AT.isoformat(), "--facts",
                         str(facts), "--json", folder=folder)
        yield compare("`shouhou --help`", "an empty Python", lambda: (helps, python), rounds=rounds, calls=2)
        yield compare("`shouhou policy try`", "an empty Python", lambda: (tries, python), rounds=rounds, calls=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    said = parser.parse_args()
    show(machine("SQLite in memory"), measured(said.rounds))


if __name__ == "__main__":
    main()
