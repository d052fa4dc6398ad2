"""Points: when, in the life of a promise, somebody is told of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.counting import Length, NotCountable
from core.domain.deadlines import Deadline
from core.domain.reasons import Reason

_SERVICE = re.compile(r"\s*(?:,?\s*in (?:service|working) hours|,?\s*(?:限|在)?服务时间内?)$")
_AT_DUE = ("at due", "due", "到期", "到期时")


@dataclass(frozen=True)
class Point:
    """At a share of the counted time (neither pauses nor rest count), at the deadline, or a length before or after
    it. Whole days before or after keep the time of day. `in_service`: outside service it waits for the next opening;
    where the deadline comes first, it is the last closing before instead."""

    percent: Decimal | None = None
    length: Length | None = None
    after: bool = False
    in_service: bool = False

    @classmethod
    def parse(cls, words: object) -> "Point":
        """`80 %`, `2 h before`, `at due`, `1 working day after, in service hours`; `到期前 2 小时,限服务时间`."""
        said = " ".join(unicodedata.normalize("NFKC", str(words)).lower().split())
        bare = _SERVICE.sub("", said)
        in_service = bare != said
        if bare in _AT_DUE:
            return cls(in_service=in_service)
        if share := re.fullmatch(r"(\d{1,3}(?:\.\d{1,2})?) ?%", bare):
            if 0 < (percent := Decimal(share[1])) <= 100:
                return cls(percent, in_service=in_service)
        elif found := re.fullmatch(r"(.+?) ?(before|after|前|后)|(?:到期|逾期)?(前|后) ?(.+)", bare):
            return cls(length=Length.parse(found[1] or found[4]), after=(found[2] or found[3]) in ("after", "后"),
                       in_service=in_service)
        raise NotCountable("“{words}”不是提醒的时刻,请写成“80 %”“到期前 2 小时”“到期时”“到期后 1 个工作日”,"
                           "可加“,限服务时间”", words=str(words))

    def __str__(self) -> str:
        where = "at due" if self.length is None else f"{self.length} {'after' if self.after else 'before'}"
        said = where if self.percent is None else f"{self.percent} %"
        return f"{said}, in service hours" if self.in_service else said

    def label(self) -> Reason:
        """For showing in any language."""
        if self.percent is not None:
            said = Reason("时限用去 {percent}%", {"percent": str(self.percent)})
        elif self.length is None:
            said = Reason("到期时")
        else:
            said = Reason("到期后{length}" if self.after else "到期前{length}", {"length": self.length.label()})
        return Reason("{point},限服务时间", {"point": said}) if self.in_service else said

    @property
    def ahead(self) -> bool:
        """Before the deadline."""
        return (self.percent is not None and self.percent < 100) or (self.length is not None and not self.after)

    def reads_calendar(self, deadline: Deadline) -> bool:
        """Whether the moment may move with the calendar while the deadline does not."""
        whole = deadline.length
        return self.in_service or (self.length is not None and self.length.working) or (
            self.percent is not None and whole is not None and (whole.working or not whole.by_clock))

    def of(self, deadline: Deadline) -> datetime | None:
        """The moment, in the calendar's zone; never before the promise began. None while the deadline is open."""
        calendar, due = deadline.calendar, deadline.due_at
        if due is None:
            return None
        found = due
        if self.percent is not None:
            found = deadline.used(self.percent) or due
        elif self.length is not None:
            found = calendar.moved(due, self.length, back=not self.after)
        if self.in_service:
            opening = calendar.opening_from(found)
            found = calendar.closing_until(found) if self.ahead and opening > due else opening
        return max(found, deadline.start).astimezone(calendar.zone)
