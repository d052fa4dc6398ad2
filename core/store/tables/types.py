"""Column types that read back on SQLite exactly what PostgreSQL would give, and the base of every table."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, Numeric, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

FAR_FUTURE = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "no time given" where rows are ordered by a time, so that an index gives the order on every database."""


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a naive datetime cannot be stored: {moment!r}; give it a time zone")
    return moment.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. A naive datetime is refused, since nobody knows what it means."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        if dialect.name == "postgresql":
            return lambda value: value and _utc(value)
        # The text that SQLAlchemy would write, sooner.
        return lambda value: value and _utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.name == "postgresql":
            return lambda value: value and value.astimezone(UTC)
        return lambda value: value and datetime.fromisoformat(value).replace(tzinfo=UTC)


class Money(TypeDecorator[Decimal]):
    """An amount with two decimals. SQLite has no decimals, so there it is a whole number of hundredths: sums,
    comparisons and order stay exact. Floats and thirds of a cent are refused."""

    impl = Numeric(14, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(14, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if isinstance(value, float):
            raise ValueError(f"an amount cannot be a float: {value!r}; use Decimal")
        amount = Decimal(value)
        if not amount.is_finite() or amount != round(amount, 2) or abs(amount) >= Decimal(10) ** 12:
            raise ValueError(f"not an amount with two decimals below 10^12: {value!r}")
        return int(amount * 100) if dialect.name == "sqlite" else round(amount, 2)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-2) if dialect.name == "sqlite" else Decimal(value)


class Json(TypeDecorator[Any]):
    """JSON written canonically, so that equal content is equal text. Only what JSON knows; NaN is refused."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # SQLite would take a column of type JSON for one of numbers and change what looks like one.
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else JSON())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return lambda value: value if value is None or type(value) is Written else canonical(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        # psycopg has read it by itself: a second reading would take a stored word for JSON.
        return None if dialect.name == "postgresql" else lambda value: None if value is None else json.loads(value)


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class Written(str):
    """Canonical JSON that a column takes as it is."""

    __slots__ = ()


def canonical(value: object) -> str:
    """The one text of a JSON-able value: keys sorted, no blanks, Chinese left readable."""
    said = _encode(value)
    try:
        said.encode()
    except UnicodeEncodeError:
        # Half of a character, as broken input brings it, can be written down only escaped.
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return said


Id = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    """Every table of the kernel."""

    metadata = MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s"})
    type_annotation_map = {datetime: UtcDateTime, Decimal: Money, str: String(), int: Integer()}  # noqa: RUF012
