"""The log of a running desk: a line for each request, and what else happens, without personal data. Of faults it shows
where in the code, never with which values."""

from __future__ import annotations

import json
import logging
import re
import traceback
from types import TracebackType
from typing import Any

from flask import Response, g, has_request_context, request

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger("shouhou.request")

TELLING = ("OperationalError", "IntegrityError", "InterfaceError")
"""Errors of a database whose first line names servers, tables and constraints, but no values."""
_REQUEST = ("method", "route", "status", "milliseconds", "account")


def set_up(form: str = "text") -> None:
    """Write to standard error from now on, as lines of text or of JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    handler.addFilter(_without_address)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _without_address(record: logging.LogRecord) -> bool:
    """The server's own line about an application that failed names what was asked for."""
    if record.name.startswith("waitress") and record.exc_info:
        record.msg, record.args = "the application failed", ()
    return True


def note_request(reply: Response, milliseconds: float) -> None:
    """The line of one request: of its address only the pattern, of its sender only the account's number."""
    actor = g.get("actor")
    log.info("request", extra={
        "method": request.method if re.fullmatch(r"[A-Z]{1,10}", request.method) else "?",
        "route": route(), "status": reply.status_code, "milliseconds": round(milliseconds, 1),
        "account": actor.id if actor else None})


def route() -> str:
    """The pattern that this request's address fits; a dash where it fits none."""
    return str(request.url_rule.rule) if request.url_rule else "-"


def told(fault: Fault) -> str:
    """Where a fault arose and of what kind it is. Its message is left out, since it may quote what was typed."""
    kind, error, trace = fault
    if kind is None or error is None:
        return ""
    lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    said = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, OSError) and error.strerror:
        said += f": {error.strerror}"
    elif kind.__name__ in TELLING:
        said += f": {(str(getattr(error, 'orig', error)).splitlines() or [''])[0]}"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = told((type(cause), cause, cause.__traceback__)) + "\n" if cause else ""
    return before + "\n".join([*lines, said])


class TextLines(logging.Formatter):
    """2025-10-13 10:42:07,112 INFO shouhou.request [3f9c…] GET /cases/<number> 200 12.1 ms account 4"""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(request_id)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        number = _number(record)
        record.request_id = f" [{number}]" if number else ":"
        kept, record.exc_text = record.exc_text, None  # another handler may have told the fault its own way
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatMessage(self, record: logging.LogRecord) -> str:
        if found := _of_request(record):
            record.message = (f"{found['method']} {found['route']} {found['status']} {found['milliseconds']} ms "
                              f"account {found['account'] or '-'}")
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        return told(ei)


class JsonLines(logging.Formatter):
    """One object a line: time (UTC), level, logger, message; of requests also what they were."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, Any] = {
            "time": self.formatTime(record), "level": record.levelname, "logger": record.name,
            "message": record.getMessage()}
        if number := _number(record):
            found["request"] = number
        found |= _of_request(record)
        if record.exc_info:
            found["fault"] = told(record.exc_info)
        return json.dumps(found, ensure_ascii=False, default=str)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        from datetime import UTC, datetime

        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _of_request(record: logging.LogRecord) -> dict[str, Any]:
    said = vars(record)
    return {name: said[name] for name in _REQUEST} if record.name == log.name else {}


def _number(record: logging.LogRecord) -> str:
    """The request during which a line was written."""
    return str(g.get("request_id", "")) if has_request_context() else ""


