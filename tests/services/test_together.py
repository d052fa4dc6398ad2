"""Several processes at once: nothing twice, nothing lost, no chain forked."""

import json
import subprocess
import sys
from pathlib import Path

from tests.services.shop import Shop

ROOT = Path(__file__).parents[2]


def together(what: str, url: str, folder: Path, *arguments: list[str]) -> list[list[object]]:
    """Run one process for each list of arguments, started at the same moment; what each did."""
    running = [subprocess.Popen([sys.executable, "-m", "tests.services.workers", what, url, str(folder), *rest],
                                cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
               for rest in arguments]
    for each in running:
        assert each.stdout and each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate(timeout=120)[0] for each in running]
    assert [each.returncode for each in running] == [0] * len(running)
    return [json.loads(each) for each in said]


def test_one_key_opens_one_case(shop: Shop, database_url: str, tmp_path: Path) -> None:
    done = together("open_once", database_url, tmp_path, ["k"], ["k"])
    assert sorted(done, key=str) == [["CX-2025-00001", False], ["CX-2025-00001", True]]
    assert shop.versions() == {"CX-2025-00001": 1}


def test_of_two_who_saw_the_same_version_one_is_told(shop: Shop, database_url: str, tmp_path: Path) -> None:
    number = shop.open()
    done = together("take", database_url, tmp_path, [number, "1", "a"], [number, "1", "b"])
    assert sorted(done, key=str) == [["stale-version"], [2, False]]
    assert shop.see(number).row.version == 2


def test_writers_and_sweepers_never_fork_a_chain(shop: Shop, database_url: str, tmp_path: Path) -> None:
    number = shop.open()
    together("comment", database_url, tmp_path, [number, "5"], [number, "5"])
    view = shop.see(number)
    assert [each.sequence for each in view.events] == list(range(1, 12)) and view.row.version == 11
    assert shop.desk.audit.verify(shop["zhao"], number).holds


def test_two_sweepers_tell_each_miss_once(shop: Shop, database_url: str, tmp_path: Path) -> None:
    numbers = [shop.open() for _ in range(4)]
    done = together("sweep", database_url, tmp_path, ["3"], ["3"])
    assert [sum(int(str(each[at])) for each in done) for at in (0, 1)] == [4, 0]
    for number in numbers:
        assert [each.kind for each in shop.see(number).events] == ["opened", "target_missed"]
    assert shop.desk.audit.verify(shop["zhao"]).holds
