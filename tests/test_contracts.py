"""Every bundled plugin keeps to the contract, and the contract sees what breaks it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

pytest.register_assert_rewrite("core.testing.contract")

from core.testing.checks import CHECKS, unused  # noqa: E402
from core.testing.contract import *  # noqa: E402, F403
from core.testing.subjects import Subject, installed  # noqa: E402

SLOPPY = {
    "__init__.py": """
        from core.sdk import Industry
        from sloppy import forms, rules, workflows, targets
        sloppy = Industry("sloppy", forms, rules, workflows, targets, title="花园")
        def helper(): return 1
        """,
    "helpers.py": "LIMIT = 7",
    "forms.py": """
        from core.sdk import Form, Gate, day, text, yes_no
        class Request(Form):
            '''花园申请'''
            bought_on = day("购买日期")
            wet = yes_no("潮湿")
            colour = text("颜色", on_demand=True)
        """,
    "rules.py": """
        import sqlalchemy
        from core.sdk import Decision, Form, Policy, allow, deny, length, rule, yes_no
        from sloppy.forms import Request
        warranty = length("warranty", "保修期")
        class Stray(Form):
            '''散落的表单'''
            odd = yes_no("奇怪")
        @rule("潮湿")
        def dry(asked: Request) -> Decision:
            '''Takes unknown for yes.'''
            if not asked.knows(Request.wet):
                return deny("潮湿的不修")
            return allow("干燥")
        @rule("期限")
        def in_time(asked: Request, policy: Policy) -> Decision:
            '''Falls over.'''
            if asked.answer(Request.fields["bought_on"]).year > 1999 + 30:
                return deny("GD-02 规定的 {days} 天已过", days=15)
            return allow("按 rough 办理")
        """,
    "workflows.py": """
        from core.sdk import END, SERVICE, State, Workflow
        from sloppy.forms import Request
        class Mend(Workflow, title="修理", number="XL", opens=Request):
            '''修理'''
            open = State("待修", start=True)
            mend = open.to(END, "修好", by=SERVICE)
        """,
    "targets.py": """
        from core.sdk import Gate
        from sloppy.rules import dry, in_time
        from sloppy.workflows import Mend
        kept_dry = Gate("干燥", before=Mend.mend, when=dry)
        unheard = Gate("期限", before=Mend.mend, when=in_time)
        """,
    "policies/rough.toml": """
        title = "粗略规定"
        flow."sloppy.mend" = ["mend"]
        clauses = [
          { id = "GD-01", zh = "要干。", en = "干 only.", uses = ["kept_dry"] },
          { id = "GD-02", zh = "也要干。", uses = ["kept_dry"] },
          { id = "GD-03", zh = "声明。", en = "A statement.", statement = true, uses = ["kept_dry"] } ]
        """,
    "policies/broken.toml": 'flow."sloppy.mend" = ["mnd"]',
    "locale/en.po": 'msgid "期限"\nmsgstr "Time {left}"\n',
}


@pytest.fixture
def sloppy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subject]:
    """A plugin that breaks every promise."""
    for name, text in SLOPPY.items():
        path = tmp_path / "sloppy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield next(each for each in installed(["sloppy"]) if each.name == "sloppy")
    for name in [each for each in sys.modules if each.partition(".")[0] == "sloppy"]:
        del sys.modules[name]


@pytest.mark.parametrize(("promise", "findings"), [
    ("definitions_load", ["policy sloppy/broken is left out"]),
    ("folder_shape", ["helpers.py has no place", "__init__.py:5 is the manifest"]),
    ("declarations_at_home", ["Stray belongs into forms.py"]),
    ("policies_pass", ["did you mean 'mend'"]),
    ("clauses_are_told_and_carried", ["GD-01: its English text holds Chinese", "GD-02 has no text in en",
                                      "GD-03 is a statement and yet"]),
    ("removals_are_seen", ["GD-02: taken away, nothing changes"]),
    ("texts_are_translated", ["no translation of '潮湿的不修' (rules.py:", "no translation of '花园'",
                              "'Time {left}' leaves out or adds values of '期限'"]),
    ("code_names_no_regulation", ["names the clause GD-02", "holds the figure 15", "holds the figure 1999"]),
    ("declaring_is_light", ["loads sqlalchemy"]),
    ("unknown_is_never_false", ["dry refuses where nothing is known: 潮湿的不修", "in_time fails where nothing"]),
])
def test_what_breaks_a_promise_is_found(sloppy: Subject, promise: str, findings: list[str]) -> None:
    found = "\n".join(CHECKS[promise](sloppy))
    assert [each for each in findings if each not in found] == [], found


def test_each_promise_has_its_counterexample(sloppy: Subject) -> None:
    assert all(list(check(sloppy)) for check in CHECKS.values())
    assert "unheard" in unused(sloppy) and "Request.colour" in unused(sloppy)


def test_the_industry_of_the_tests_keeps_the_contract() -> None:
    """Nothing is asked that a plugin outside the repository's own could not keep."""
    bicycles = next(each for each in installed(["tests.kernel.bicycles"]) if each.name == "bicycles")
    assert {name: list(check(bicycles)) for name, check in CHECKS.items()} == {name: [] for name in CHECKS}


def test_a_plugin_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = next(each for each in installed(["no.such.plugin"]) if each.name == "plugin")
    assert "ModuleNotFoundError" in "".join(CHECKS["definitions_load"](lost))
    assert all(not list(check(lost)) for name, check in CHECKS.items() if name != "definitions_load")
