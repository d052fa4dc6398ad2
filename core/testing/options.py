"""The option `--shouhou-plugin` for pytest, loaded by `-p core.testing.options`."""

from typing import Any


def pytest_addoption(parser: Any) -> None:
    """Name further plugins to look at."""
    parser.addoption("--shouhou-plugin", action="append", default=[], metavar="PATH",
                     help="dotted path of a plugin to hold to the contract besides those installed")
