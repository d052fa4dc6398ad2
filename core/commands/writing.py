"""Where commands write files."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import click


class NewFile(click.ParamType[BinaryIO]):
    """A path to write to, or `-` for standard output. A file is there whole or not at all, and an earlier one of the
    name stays until then; what is no file (a device, a pipe) is written to and never replaced."""

    name = "filename"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> BinaryIO:
        if not isinstance(value, str):
            return cast(BinaryIO, value)  # converted before
        if value == "-":
            return sys.stdout.buffer
        try:
            return (ctx or click.get_current_context()).with_resource(_written(Path(value)))
        except OSError as error:
            self.fail(f"{value!r}: {error.strerror}", param, ctx)


@contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            unfinished.chmod(target.stat().st_mode & 0o7777)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
