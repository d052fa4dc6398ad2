"""What breaks under the desk, as errors people can read: the database away, the disk full, a sign it cannot keep."""

import errno
from typing import Any, ClassVar

from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from core.domain.errors import DeskError, InvalidInput

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SQLITE_FULL, _SQLITE_WRITE_FAILED = 13, 778
_SQLITE_AWAY = {5, 6, 10, 14}
"""Busy, locked, broken reading or writing, not to be opened."""
_POSTGRES_FULL = "53100"


class Unavailable(DeskError):
    """The database does not answer, or not soon enough. Nothing was changed, unless the answer to a commit was lost:
    sending the same request again with its key finds out."""

    code = "unavailable"
    retry_after: ClassVar[int] = 5
    """Seconds after which it is worth trying again."""

    def __init__(self) -> None:
        super().__init__("数据库暂时没有应答,请稍候再试")


class StorageFull(DeskError):
    """There is no room to write; what is there can still be read."""

    code = "storage-full"

    def __init__(self) -> None:
        super().__init__("存储空间已满,暂时不能保存,但仍可查看;请联系管理员")


def trouble(error: BaseException) -> DeskError | None:
    """What an error of database or disk means; None for one that is a fault of the desk."""
    if isinstance(error, OSError):
        return StorageFull() if error.errno in _FULL else None
    if isinstance(error, NoConnection):
        return Unavailable()
    if not isinstance(error, DBAPIError):
        return None
    original: Any = error.orig
    if getattr(original, "sqlstate", None) == _POSTGRES_FULL:
        return StorageFull()
    if error.connection_invalidated:
        return Unavailable()
    if isinstance(error, DataError) and "NUL (0x00)" in str(original):  # in an address, or what lists are searched by
        return InvalidInput.field("text", "含有不能保存的字符")
    if not isinstance(error, OperationalError):
        return None
    number = getattr(original, "sqlite_errorcode", None)
    if number is None:
        away = not type(original).__module__.startswith(("sqlite3", "pysqlite3")) or "unable to open" in str(original)
        return Unavailable() if away else None
    if number in (_SQLITE_FULL, _SQLITE_WRITE_FAILED):
        return StorageFull()
    return Unavailable() if number & 0xFF in _SQLITE_AWAY else None
