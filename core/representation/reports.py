"""Reports as plain data."""

from collections.abc import Callable
from typing import Any

from core.reporting.promises import Line, PromiseReport


def said_promises(report: PromiseReport, say: Callable[[str], str]) -> dict[str, Any]:
    """How promises were kept; lateness in seconds by whose it was."""
    return {"since": f"{report.since:%Y-%m}", "until": f"{report.until:%Y-%m}",
            "lines": [{"target": each.target, "title": say(each.title), "month": f"{each.month:%Y-%m}",
                       **_figures(each)} for each in report.lines],
            "total": _figures(report.total)}


def _figures(line: Line) -> dict[str, Any]:
    return {"met": line.met, "early": line.early, "cured": line.cured, "missed": line.missed,
            "open_late": line.open_late, "percent": line.share,
            "late_seconds": {party: round(each.total_seconds()) for party, each in sorted(line.late.items())}}
