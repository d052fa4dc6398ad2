"""Files of evidence in the data folder. A file is what its content says, whatever its name; of pictures a second
copy is kept without camera, place and comments, and only that one may be shown outside the business."""

import hashlib
import io
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.domain.errors import InvalidInput, NotFound

MEGABYTE = 1024 * 1024
_ACCEPTED = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/gif": "gif",
    "application/pdf": "pdf", "video/mp4": "mp4"}
_ACCEPTED_NAMES = ("JPG", "PNG", "WEBP", "HEIC", "GIF", "PDF", "MP4")
_COPIED_AS = {"image/jpeg": ("JPEG", "jpg"), "image/png": ("PNG", "png"), "image/webp": ("WEBP", "webp"),
              "image/gif": ("PNG", "png")}
_STORED_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.[a-z0-9]{3,4}")
_CHUNK = 256 * 1024


@dataclass(frozen=True)
class StoredFile:
    """A file as it was taken in. `public_name` is '' for what has no copy without traces (HEIC, PDF, MP4)."""

    original_name: str
    stored_name: str
    public_name: str
    media_type: str
    size: int
    sha256: str


class EvidenceFiles:
    """A folder of files under random names. Its errors are InvalidInput of the field `file`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, content: bytes | BinaryIO, name: str, limit: int = 20 * MEGABYTE) -> StoredFile:
        """Take a file in, of at most `limit` bytes; it is on the disk when this returns. Raises InvalidInput for an
        empty file, one too large, one of a kind not accepted, and a picture that cannot be read."""
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        start = stream.read(_CHUNK)
        if not start:
            raise InvalidInput.field("file", "文件是空的")
        import filetype  # only who takes files in needs it

        media_type = filetype.guess_mime(start)
        if media_type not in _ACCEPTED:
            raise InvalidInput.field("file", "不支持这种文件,请上传 {kinds}", kinds=_ACCEPTED_NAMES)
        digest, size = hashlib.sha256(), 0
        stored_name = _random_name(_ACCEPTED[media_type])
        with self._new_file(stored_name) as (file, path):
            chunk = start
            while chunk:
                size += len(chunk)
                if size > limit:
                    raise InvalidInput.field("file", "文件超过 {limit} MB", limit=f"{limit / MEGABYTE:g}")
                digest.update(chunk)
                file.write(chunk)
                chunk = stream.read(_CHUNK)
            file.flush()
            public_name = self._copy_without_traces(path, media_type)
        return StoredFile(_plain_name(name), stored_name, public_name, media_type, size, digest.hexdigest())

    def open(self, stored_name: str) -> BinaryIO:
        """A stored file or public copy. Raises NotFound, also for names that are not of this folder's making."""
        try:
            return self.path(stored_name).open("rb")
        except FileNotFoundError as missing:
            raise NotFound() from missing

    def path(self, stored_name: str) -> Path:
        """Where a file lies. Raises NotFound for a name that could lead elsewhere."""
        if not _STORED_NAME.fullmatch(stored_name):
            raise NotFound()
        return self.folder / stored_name

    def remove(self, *stored_names: str) -> None:
        """Delete files, '' and those already gone passed over."""
        for name in filter(None, stored_names):
            self.path(name).unlink(missing_ok=True)

    def _copy_without_traces(self, source: Path, media_type: str) -> str:
        if not media_type.startswith("image/") or media_type not in _COPIED_AS:
            return ""
        from core.store.pictures import bare  # brings Pillow, which only uploads need

        written_as, ending = _COPIED_AS[media_type]
        picture = bare(source, written_as)
        public_name = _random_name(ending)
        with self._new_file(public_name) as (file, _):
            picture.save(file, written_as, quality=88)
        return public_name

    @contextmanager
    def _new_file(self, stored_name: str) -> Iterator[tuple[BinaryIO, Path]]:
        """A file that is there whole, or not at all."""
        target = self.path(stored_name)
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".part")
        try:
            with unfinished.open("xb") as file:
                yield file, unfinished
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(target)
            _sync_folder(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)


def _random_name(ending: str) -> str:
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}.{ending}"


def _plain_name(name: str) -> str:
    """The name a person gave, without folders, control characters and endless length."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(each for each in last if unicodedata.category(each) not in ("Cc", "Cf", "Cs")).strip()
    return shown[-200:] or "file"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
