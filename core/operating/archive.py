"""The file of a backup: a ZIP with lines of JSON for each table, the files, the keys, and a manifest that says what
has to be there. Whoever opens it knows that it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.domain.errors import DeskError
from core.operating.tables import TYPES, Layout

FORMAT = 1
MANIFEST, CONFIGURATION = "manifest.json", "shouhou.toml"
_NAMES = re.compile(r"tables/[a-z0-9_]{1,63}\.jsonl|files/[0-9a-f]{2}/[0-9a-f]{32}\.[a-z0-9]{3,4}|imports/[0-9a-f]{64}"
                    r"|keys/[a-z-]{1,40}\.key|shouhou\.toml")
_CHUNK = 1024 * 1024


class BadBackup(DeskError):
    """A file that is no backup, not a whole one, or one of a later version."""

    code = "bad-backup"


@dataclass(frozen=True)
class Member:
    """A part of the archive."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `revision` is where the desk's tables stood, `histories` where those of each
    plugin did, `unused` are plugins that were not in use any more, `made_at` the instant (UTC) it shows, `missing` are
    files that rows name and that were not there."""

    format: int
    product: str
    revision: str
    database: str
    business: str
    made_at: datetime
    with_files: bool
    tables: tuple[tuple[Layout, int], ...]
    members: tuple[Member, ...]
    missing: tuple[str, ...] = ()
    histories: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        return {
            "format": self.format, "product": self.product, "revision": self.revision, "database": self.database,
            "business": self.business, "made_at": self.made_at.isoformat(), "with_files": self.with_files,
            "tables": [{"name": layout.name, "rows": count, "columns": [list(each) for each in layout.columns]}
                       for layout, count in self.tables],
            "members": [vars(each) for each in self.members], "missing": list(self.missing),
            "histories": dict(self.histories), "unused": list(self.unused)}

    @classmethod
    def read(cls, said: dict[str, Any]) -> Manifest:
        """Raises KeyError, TypeError or ValueError for what is no manifest."""
        tables = tuple((Layout(str(each["name"]), tuple((str(name), str(kind)) for name, kind in each["columns"])),
                        int(each["rows"])) for each in said["tables"])
        if any(kind not in TYPES for layout, _ in tables for _, kind in layout.columns):
            raise ValueError("a column of an unknown kind")
        if not all(re.fullmatch(r"[a-z0-9_]{1,63}", layout.name) for layout, _ in tables):
            raise ValueError("a table of a strange name")
        return cls(int(said["format"]), str(said["product"]), str(said["revision"]), str(said["database"]),
                   str(said["business"]), datetime.fromisoformat(said["made_at"]), bool(said["with_files"]), tables,
                   tuple(Member(str(each["name"]), str(each["sha256"]), int(each["size"]))
                         for each in said["members"]), tuple(map(str, said["missing"])),
                   {str(name): str(revision) for name, revision in said.get("histories", {}).items()},
                   tuple(map(str, said.get("unused", ()))))


@dataclass
class Writing:
    """An archive being written."""

    zip: ZipFile
    members: list[Member] = field(default_factory=list)

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = True) -> None:
        """Write a part; files that are packed already are not packed again."""
        digest, size, info = hashlib.sha256(), 0, ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        info.compress_type, info.external_attr = ZIP_STORED if not packed else ZIP_DEFLATED, 0o600 << 16
        with self.zip.open(info, "w", force_zip64=True) as part:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                part.write(chunk)
        self.members.append(Member(name, digest.hexdigest(), size))

    def finish(self, manifest: Manifest) -> None:
        """Write what has to be there."""
        said = json.dumps(manifest.data(), ensure_ascii=False, indent=1).encode()
        self.zip.writestr(MANIFEST, said)
        self.zip.comment = hashlib.sha256(said).hexdigest().encode()


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """A new archive, readable by its owner alone: there whole and on the disk, or not at all."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                yield Writing(archive)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
        sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """A backup, after every part of it was found whole. Raises `BadBackup`."""
    try:
        with ZipFile(path) as archive:
            manifest = _checked(archive)
            yield archive, manifest
    except FileNotFoundError:
        raise BadBackup("没有这个文件:{path}", path=str(path)) from None
    except BadZipFile as error:
        raise BadBackup("备份已损坏或不完整:{why}", why=str(error)) from error


def _checked(archive: ZipFile) -> Manifest:
    try:
        said = archive.read(MANIFEST)
        if hashlib.sha256(said).hexdigest().encode() != archive.comment:
            raise BadBackup("备份已损坏或不完整:{why}", why=MANIFEST)
        told = json.loads(said)
        if int(told["format"]) > FORMAT:
            raise BadBackup("备份由更新的版本 {version} 制作,请用同样新的版本恢复", version=str(told["product"]))
        manifest = Manifest.read(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadBackup("备份已损坏或不完整:{why}", why=f"{MANIFEST}: {error}") from error
    wanted = {each.name: each for each in manifest.members}
    there = [each for each in archive.namelist() if each != MANIFEST]
    if sorted(there) != sorted(wanted) or not all(_NAMES.fullmatch(each) for each in there):
        raise BadBackup("备份已损坏或不完整:{why}", why=", ".join(sorted({*there} ^ {*wanted})) or MANIFEST)
    for member in manifest.members:
        digest = hashlib.sha256()
        try:
            for chunk in chunks(archive, member.name):
                digest.update(chunk)
        except (BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
            raise BadBackup("备份已损坏或不完整:{why}", why=f"{member.name}: {error}") from error
        if digest.hexdigest() != member.sha256:
            raise BadBackup("备份已损坏或不完整:{why}", why=member.name)
    return manifest


def chunks(archive: ZipFile, name: str) -> Iterator[bytes]:
    """A part, piece by piece."""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def file_chunks(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
