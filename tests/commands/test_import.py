"""`shouhou import`: a register tried, brought in, corrected, brought in again; the shape of what it prints."""

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import call, data, good, problem

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
REGISTER = EXAMPLES / "complaints-register.csv"
SHAPE = {"run", "file", "sheet", "sheets", "industry", "state", "dry_run", "header_row", "mapping", "unmapped",
         "counts", "lines", "standing", "rows_done", "rows_total", "problems", "error", "started_at", "finished_at"}

pytestmark = pytest.mark.usefixtures("business")


def bring_in(file: Path, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = data("import", "cases", str(file), "--as", "chen", "--yes", *more)
    return found


def test_tried_brought_in_corrected_and_never_twice(tmp_path: Path) -> None:
    tried = data("import", "cases", str(REGISTER), "--as", "chen", "--dry-run")
    assert tried.keys() == SHAPE and tried["state"] == "checked" and tried["dry_run"]
    assert data("import", "list", "--as", "chen") == [] and data("case", "list", "--as", "lin")["cases"] == []
    fix = tmp_path / "fix.csv"
    done = bring_in(REGISTER, "--save-corrections", str(fix))
    assert done["state"] == "done" and done["counts"] == tried["counts"] and done["standing"] == tried["standing"]
    counts = tried["counts"]
    assert counts["refused"] == 5 and counts["read"] + counts["doubt"] == sum(tried["standing"].values()) > 20
    refused = [each for each in tried["problems"] if each["outcome"] == "refused"]
    assert {"row", "outcome", "column", "key", "reason"} == refused[0].keys()
    assert {each["row"] for each in refused} == {18, 19, 20, 27, 29}
    rows = list(csv.reader(fix.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 3 + 5
    wish = rows[2].index("客户要求")
    for row in rows[3:]:
        row[wish] = {"赔点钱就行": "退货"}.get(row[wish], row[wish])
    with fix.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    again = bring_in(fix)["counts"]
    assert again["refused"] == 4 and again["read"] + again["doubt"] == 1 and not again["known"]
    for known in (fix, REGISTER, EXAMPLES / "complaints-register.xlsx"):
        repeated = bring_in(known)["counts"]
        assert not repeated["read"] and not repeated["doubt"] and repeated["known"]


@pytest.mark.parametrize(("language", "words"), [
    ("zh", ("读入", "有疑问", "不能读", "第 18 行", "只是试读")),
    ("en", ("read", "doubtful", "refused", "Row 18", "Only a trial"))])
def test_a_trial_in_words(language: str, words: tuple[str, ...]) -> None:
    said = good("import", "cases", str(REGISTER), "--as", "chen", "--dry-run", language=language)
    assert [word for word in words if word not in said] == [], said


def test_what_became_of_each_row() -> None:
    said = good("import", "cases", str(REGISTER), "--as", "chen", "--yes", language="en")
    assert "shouhou import show 1 --as chen" in said
    denied = data("import", "show", "1", "--as", "chen", "--standing", "deny")["rows"]
    assert denied and all(row["standing"] == "deny" and row["cells"] for row in denied)
    case = data("case", "show", denied[0]["case"], "--as", "lin")
    refused = [each for each in case["offers"] if each["outcome"] == "deny" and not each["ahead"]]
    assert refused and refused[0]["basis"][0]["clause"]
    assert denied[0]["case"] in good("import", "show", "1", "--as", "chen")
    assert [each["state"] for each in data("import", "list", "--as", "chen")] == ["done"]


def test_columns_are_corrected_and_remembered(tmp_path: Path) -> None:
    text = REGISTER.read_bytes().decode("gb18030").replace("问题描述", "客人怎么讲")
    file = tmp_path / "other.csv"
    file.write_text(text, encoding="utf-8")
    trying = ("import", "cases", str(file), "--as", "chen", "--dry-run")
    first = data(*trying, "--map", "客人怎么讲=reason", "--map", "跟进=")
    mapped = {each["column"]: each["key"] for each in first["mapping"]}
    assert mapped["客人怎么讲"] == "reason" and mapped["跟进"] == "" and "跟进" in first["unmapped"]
    second = data(*trying)
    assert {each["column"]: each["key"] for each in second["mapping"]} == mapped
    for wrong in ("没有这列=reason", "跟进=colour", "跟进"):
        assert problem(*trying, "--map", wrong)["fields"]
    assert data("import", "list", "--as", "chen") == []


@pytest.mark.parametrize(("name", "content"), [
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("empty.csv", b""), ("page.xls", b"<html><table></table></html>"),
    ("broken.xlsx", b"PK\x03\x04 no")])
def test_what_is_no_register(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = problem("import", "cases", str(tmp_path / name), "--as", "chen", "--dry-run")
    assert found["code"] == "invalid-input" and found["fields"].keys() == {"file"}


def test_who_and_how() -> None:
    assert problem("import", "cases", str(REGISTER), "--as", "lin", "--dry-run")["code"] == "forbidden"
    assert problem("import", "cases", "nowhere.csv", "--as", "chen", "--dry-run")["fields"].keys() == {"file"}
    assert problem("import", "show", "9", "--as", "chen")["code"] == "not-found"
    assert call("import", "cases", str(REGISTER), "--as", "chen").exit_code == 2
    assert call("import", "cases", str(REGISTER), "--as", "chen", "--yes", "--save-corrections", "x.pdf").exit_code == 1


def test_killed_in_the_middle_the_same_command_goes_on(business: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "import", "cases", str(REGISTER), "--as", "chen", "--yes",
               "--json"]
    going = subprocess.Popen(command, cwd=business, stdout=subprocess.PIPE)
    while not (found := data("import", "list", "--as", "chen")) or found[0]["rows_done"] < 3:
        assert going.poll() is None, "it was done before it could be killed"
    going.send_signal(signal.SIGKILL)
    going.wait()
    cut_off = data("import", "list", "--as", "chen")
    assert [each["state"] for each in cut_off] == ["running"] and cut_off[0]["rows_done"] < cut_off[0]["rows_total"]
    ended = subprocess.run(command, cwd=business, capture_output=True, text=True, check=True)
    done = json.loads(ended.stdout)
    assert done["run"] == cut_off[0]["run"] and done["state"] == "done" and done["rows_done"] == done["rows_total"]
    cases = data("case", "list", "--as", "lin", "--limit", "200")["cases"]
    assert len(cases) == done["counts"]["read"] + done["counts"]["doubt"]
    assert not bring_in(REGISTER)["counts"]["read"]
    good("audit", "verify", "--as", "chen")
