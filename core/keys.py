"""Keys that the desk makes for itself and keeps beside its data, readable by the desk alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def kept_key(path: Path) -> bytes:
    """The 32 bytes kept in a file; made when first asked for. Any number of processes may ask at once."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    with suppress(FileExistsError):  # whoever comes first makes it; the others read that one
        os.link(fresh, path)
    fresh.unlink()
    return path.read_bytes()
