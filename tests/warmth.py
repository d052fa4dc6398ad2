"""What a test process keeps from one desk to the next, as a process that serves one desk keeps it from request to
request: compiled templates and compiled statements. Each test opens a desk of its own, and would compile them again."""

from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, event


class _Templates(BytecodeCache):
    """Compiled templates by their file and what stands in it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._kept[bucket.key, bucket.checksum] = bucket.code


class _Statements(dict[Any, Any]):
    """Compiled statements by the kind of database and what they ask, whichever engine asked first."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


def keep_templates() -> None:
    """Every Flask application made from now on shares compiled templates."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Templates()}


def keep_statements() -> None:
    """Every connection opened from now on shares compiled statements."""
    kept = _Statements()

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)
