"""How many seconds callers waited: typed in, or out of a telephone system's file."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.capabilities.followup.permissions import CALL
from core.capabilities.followup.tables import PhoneTimeRow
from core.sdk import Reason
from core.sdk.services import Actor, InvalidInput, Refused, Workplace, require
from core.sdk.tables import func, select

DAYS, SECONDS = ("日期", "date", "day"), ("秒", "秒数", "接通秒数", "seconds")
LONGEST = 24 * 3600
MOST_BYTES, MOST_ROWS, MOST_WRONG = 5_000_000, 100_000, 20


@dataclass(frozen=True)
class OfDay:
    """The calls of a day: how many, and how long they waited on average, in whole seconds."""

    day: date
    calls: int
    average: int
    longest: int


class Phones:
    """What is known of the telephone."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def days(self, actor: Actor, limit: int = 31) -> Sequence[OfDay]:
        """The days of which something is known, the latest first."""
        require(actor, CALL)
        row = PhoneTimeRow
        with self.place.store.read() as work:
            found = work.session.execute(
                select(row.day, func.count(), func.sum(row.seconds), func.max(row.seconds))
                .group_by(row.day).order_by(row.day.desc()).limit(limit)).all()
        return [OfDay(day, calls, int(total) // calls, longest) for day, calls, total, longest in found]

    def add(self, actor: Actor, day: str, seconds: str) -> None:
        """Write one call down. Raises `InvalidInput`."""
        require(actor, CALL)
        said = _checked(day, seconds, self._today())
        with self.place.store.unit_of_work() as work:
            work.session.add(PhoneTimeRow(day=said[0], seconds=said[1], by_id=actor.id,
                                          recorded_at=self.place.now()))
            work.commit()

    def take_in(self, actor: Actor, content: bytes) -> int:
        """Read a CSV file with a column of days and one of seconds; how many calls there were. All or nothing: raises
        `InvalidInput` naming the lines that are wrong, `Refused` for a file that was read before."""
        require(actor, CALL)
        batch, found = hashlib.sha256(content).hexdigest(), self._read(content, self._today())
        with self.place.store.unit_of_work() as work:
            if work.session.scalar(select(PhoneTimeRow.id).where(PhoneTimeRow.batch == batch).limit(1)):
                raise Refused("这个文件已经导入过")
            work.session.add_all([PhoneTimeRow(day=day, seconds=seconds, batch=batch, by_id=actor.id,
                                               recorded_at=self.place.now()) for day, seconds in found])
            work.commit()
        return len(found)

    def _read(self, content: bytes, today: date) -> list[tuple[date, int]]:
        if len(content) > MOST_BYTES:
            raise InvalidInput.field("file", "文件太大")
        try:
            rows = list(csv.reader(io.StringIO(_text(content)), strict=True))
        except csv.Error:
            raise InvalidInput.field("file", "不是 CSV 文件") from None
        head = [each.strip().casefold() for each in rows[0]] if rows else []
        day, seconds = (next((place for place, each in enumerate(head) if each in names), None)
                        for names in (DAYS, SECONDS))
        if day is None or seconds is None:
            raise InvalidInput.field("file", "第一行要有“日期”和“秒”两列")
        if len(rows) > MOST_ROWS:
            raise InvalidInput.field("file", "最多 {n} 行", n=MOST_ROWS)
        found, wrong = [], []
        for line, row in enumerate(rows[1:], 2):
            if not any(each.strip() for each in row):
                continue
            try:
                found.append(_checked(row[day], row[seconds], today))
            except IndexError:
                wrong.append(Reason("第 {line} 行少了一列", {"line": line}))
            except InvalidInput as error:
                wrong += [Reason("第 {line} 行:{why}", {"line": line, "why": each})
                          for said in error.errors.values() for each in said]
        if wrong:
            raise InvalidInput({"file": wrong[:MOST_WRONG]})
        if not found:
            raise InvalidInput.field("file", "文件里没有数据")
        return found

    def _today(self) -> date:
        with self.place.store.read() as work:
            return self.place.now().astimezone(self.place.calendar(work).zone).date()


def _checked(day: str, seconds: str, today: date) -> tuple[date, int]:
    problems: dict[str, Sequence[Reason]] = {}
    try:
        when = date.fromisoformat(day.strip().replace("/", "-"))
    except ValueError:
        when = today
        problems["day"] = (Reason("不是日期,请写成 2025-03-12"),)
    if when > today or when.year < 1970:
        problems["day"] = (Reason("日期不能在今天之后"),)
    said = seconds.strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 7 and int(said) <= LONGEST):
        problems["seconds"] = (Reason("秒数是 0 到 {most} 的整数", {"most": LONGEST}),)
    if problems:
        raise InvalidInput(problems)
    return when, int(said)


def _text(content: bytes) -> str:
    for code in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise InvalidInput.field("file", "认不出文字编码,请存成 UTF-8")
