"""The contract that every installed plugin keeps to, as tests.

    pytest --pyargs core.testing.contract                                                       every installed plugin
    pytest --pyargs core.testing.contract -p core.testing.options --shouhou-plugin my.garden    one more, by its path

`from core.testing.contract import *` in a test module of your own does the same.
"""

import warnings
from typing import Any

from core.testing.checks import CHECKS, unused
from core.testing.subjects import Subject, installed

__all__ = ["pytest_generate_tests", "test_contract", "test_nothing_lies_idle"]


def pytest_generate_tests(metafunc: Any) -> None:
    """One test for each promise and each plugin."""
    if metafunc.function.__module__ != __name__:
        return
    subjects = installed(metafunc.config.getoption("--shouhou-plugin", default=[]))
    metafunc.parametrize("subject", subjects, ids=[each.name for each in subjects])
    if "promise" in metafunc.fixturenames:
        metafunc.parametrize("promise", list(CHECKS))


def test_contract(subject: Subject, promise: str) -> None:
    """A promise is kept."""
    problems = list(CHECKS[promise](subject))
    assert not problems, "\n".join([f"{subject.name}: {promise}", *problems])


def test_nothing_lies_idle(subject: Subject) -> None:
    """What no regulation uses is reported; it need not be a fault."""
    if idle := unused(subject):
        warnings.warn(f"{subject.name}: no regulation uses {', '.join(idle)}", stacklevel=1)
