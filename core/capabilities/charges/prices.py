"""The price list: what parts and work cost from when on, for which goods; nothing in it is ever written over."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from core.capabilities.charges.accounts import LineSort
from core.capabilities.charges.lines import amount_of, sort_of, title_of
from core.capabilities.charges.permissions import KEEP_PRICES, SEE
from core.capabilities.charges.tables import PriceRow
from core.sdk.files import as_csv, from_table
from core.sdk.services import Actor, InvalidInput, NotFound, Reason, UnitOfWork, Workplace, legible, require
from core.sdk.tables import Decimal, UserRow, or_, select

COLUMNS = {"编码": "code", "名称": "title", "类别": "sort", "单价": "price", "适用型号": "model", "行业": "industry",
           "起": "valid_from", "止": "valid_until"}
KNOWN = COLUMNS | {each: each for each in COLUMNS.values()}
LONGEST_CODE = 40
PAGE = 50
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Price:
    """A price as it is typed."""

    code: str
    title: str
    sort: LineSort
    price: Decimal
    valid_from: date
    valid_until: date | None = None
    industry: str = ""
    model: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.code, self.industry, self.model


@dataclass(frozen=True)
class PricePage:
    """Some prices; the cursor is '' where the list ends."""

    rows: Sequence[PriceRow]
    next_cursor: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a file brought: prices that were new or changed, those that stood so already, and what is wrong, by line.
    With anything wrong nothing was taken."""

    taken: int
    same: int
    wrong: Sequence[tuple[int, Reason]] = ()


class Prices:
    """The price list of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def list(self, actor: Actor, search: str = "", *, on: date | None = None, cursor: str = "",
             limit: int = PAGE) -> PricePage:
        """Prices in use by code, those still to come among them; `on` leaves those of a day. Raises `InvalidInput`."""
        require(actor, SEE)
        legible(search=search)
        query = select(PriceRow).where(PriceRow.ended_at.is_(None))
        for word in search.split():
            like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            query = query.where(or_(PriceRow.code.ilike(like, escape="\\"), PriceRow.title.ilike(like, escape="\\"),
                                    PriceRow.model.ilike(like, escape="\\")))
        if on:
            query = query.where(PriceRow.valid_from <= on,
                                or_(PriceRow.valid_until.is_(None), PriceRow.valid_until >= on))
        if cursor:
            code, _, number = cursor.rpartition("|")
            if not number.isascii() or not number.isdecimal() or len(number) > 12:
                raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页")
            query = query.where(or_(PriceRow.code > code, (PriceRow.code == code) & (PriceRow.id > int(number))))
        with self.place.store.read() as work:
            rows = work.session.scalars(query.order_by(PriceRow.code, PriceRow.id).limit(limit + 1)).all()
        more = rows[limit - 1] if len(rows) > limit else None
        return PricePage(rows[:limit], f"{more.code}|{more.id}" if more else "")

    def history(self, actor: Actor, code: str) -> Sequence[tuple[PriceRow, str]]:
        """All that was ever written down of a code, the latest first, with who did. Raises `NotFound`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            found = work.session.execute(
                select(PriceRow, UserRow.name).outerjoin(UserRow, UserRow.id == PriceRow.made_by)
                .where(PriceRow.code == code).order_by(PriceRow.id.desc())).all()
        if not found:
            raise NotFound()
        return [(row, name or "") for row, name in found]

    def read(self, said: Mapping[str, str]) -> Price:
        """A price as somebody types it. Raises `InvalidInput` naming each field."""
        found: dict[str, object] = {}
        wrong: dict[str, list[Reason]] = {}
        today = self.place.now().astimezone(ZoneInfo(self.place.config.zone)).date()
        readers: dict[str, Callable[[], object]] = {
            "code": lambda: _code(said.get("code", "")),
            "title": lambda: title_of("title", said.get("title", "")),
            "sort": lambda: sort_of("sort", said.get("sort", "")),
            "price": lambda: amount_of("price", said.get("price", "")),
            "valid_from": lambda: day_of("valid_from", said.get("valid_from", "")) or today,
            "valid_until": lambda: day_of("valid_until", said.get("valid_until", "")),
            "industry": lambda: self._industry(said.get("industry", "")),
            "model": lambda: _model(said.get("model", ""))}
        for name, reader in readers.items():
            try:
                found[name] = reader()
            except InvalidInput as error:
                wrong |= {field: [*reasons] for field, reasons in error.errors.items()}
        if wrong:
            raise InvalidInput(wrong)
        price = Price(**found)  # type: ignore[arg-type]
        if price.valid_until and price.valid_until < price.valid_from:
            raise InvalidInput.field("valid_until", "截止日早于起始日")
        return price

    def _industry(self, said: str) -> str:
        named = {each.name: each.name for each in self.place.industries.values()} | {
            each.industry.title: each.name for each in self.place.industries.values()}
        if said.strip() and said.strip() not in named:
            raise InvalidInput.field("industry", "没有这个行业")
        return named.get(said.strip(), "")

    def save(self, actor: Actor, said: Mapping[str, str]) -> bool:
        """Write a price down. One in use that begins earlier ends the day before; one that begins the same day is
        replaced. Gives whether anything is new. Raises `InvalidInput`."""
        require(actor, KEEP_PRICES)
        price = self.read(said)
        with self.place.store.unit_of_work() as work:
            changed = self._write(work, actor, price)
            work.commit()
        return changed

    def end(self, actor: Actor, price_id: int, last_day: date | None = None) -> None:
        """Let a price count no more: after a day, or at once as if it had never been where none is given. Raises
        `NotFound`, `InvalidInput`."""
        require(actor, KEEP_PRICES)
        with self.place.store.unit_of_work() as work:
            row = work.session.scalar(select(PriceRow).where(PriceRow.id == price_id, PriceRow.ended_at.is_(None))
                                      .with_for_update())
            if row is None:
                raise NotFound()
            if last_day and last_day < row.valid_from:
                raise InvalidInput.field("last_day", "截止日早于起始日")
            self._end(work, actor, row, last_day)
            work.commit()

    def load(self, actor: Actor, content: bytes, name: str) -> Loaded:
        """Take prices out of a file: all of them, or none where anything is wrong. Raises `InvalidInput` for a file
        that is no such table."""
        require(actor, KEEP_PRICES)
        lines = from_table(content, name)
        if lines and not {"编码", "code"} & lines[0].keys():
            raise InvalidInput.field("file", "第一行应是列名:{columns}", columns=tuple(COLUMNS))
        wrong: list[tuple[int, Reason]] = []
        taken = 0
        with self.place.store.unit_of_work() as work:
            for number, line in enumerate(lines, 2):
                try:
                    named = {KNOWN[name]: said for name, said in line.items() if name in KNOWN}
                    taken += self._write(work, actor, self.read(named))
                except InvalidInput as error:
                    wrong += [(number, reason) for reasons in error.errors.values() for reason in reasons]
            if not wrong:
                work.commit()
        return Loaded(0 if wrong else taken, 0 if wrong else len(lines) - taken, wrong)

    def table(self, actor: Actor) -> bytes:
        """The prices in use as a file that `load` takes."""
        require(actor, SEE)
        with self.place.store.read() as work:
            rows = work.session.scalars(select(PriceRow).where(PriceRow.ended_at.is_(None))
                                        .order_by(PriceRow.code, PriceRow.id)).all()
        return as_csv([*COLUMNS], [(row.code, row.title, LineSort[row.sort].value, row.price, row.model, row.industry,
                                    row.valid_from.isoformat(), row.valid_until.isoformat() if row.valid_until else "")
                                   for row in rows])

    def _write(self, work: UnitOfWork, actor: Actor, price: Price) -> bool:
        code, industry, model = price.key
        known = work.session.scalars(select(PriceRow).where(
            PriceRow.code == code, PriceRow.industry == industry, PriceRow.model == model,
            PriceRow.ended_at.is_(None)).order_by(PriceRow.valid_from).with_for_update()).all()
        for each in known:
            if each.valid_from == price.valid_from and (each.title, each.sort, each.price, each.valid_until) == (
                    price.title, price.sort.name, price.price, price.valid_until):
                return False
            if each.valid_from > price.valid_from and (not price.valid_until or price.valid_until >= each.valid_from):
                raise InvalidInput.field("valid_until", "{code} 从 {start} 起已有价格;请把截止日写在它之前,或先停用它",
                                         code=code, start=each.valid_from)
        for each in known:
            if each.valid_from <= price.valid_from and (not each.valid_until or each.valid_until >= price.valid_from):
                self._end(work, actor, each, price.valid_from - ONE)
        work.session.add(PriceRow(
            code=code, title=price.title, sort=price.sort.name, price=price.price, industry=industry, model=model,
            valid_from=price.valid_from, valid_until=price.valid_until, made_at=self.place.now(), made_by=actor.id))
        work.session.flush()
        return True

    def _end(self, work: UnitOfWork, actor: Actor, row: PriceRow, last_day: date | None) -> None:
        row.ended_at, row.ended_by = self.place.now(), actor.id
        work.session.flush()
        if last_day and last_day >= row.valid_from:
            work.session.add(PriceRow(
                code=row.code, title=row.title, sort=row.sort, price=row.price, industry=row.industry, model=row.model,
                valid_from=row.valid_from, valid_until=last_day, made_at=row.ended_at, made_by=actor.id))
            work.session.flush()


def fitting(work: UnitOfWork, industry: str, model: str, on: date, code: str = "") -> list[PriceRow]:
    """The prices of a day for these goods, by code: of several the one that says most about industry and model."""
    query = select(PriceRow).where(
        PriceRow.ended_at.is_(None), PriceRow.valid_from <= on, PriceRow.industry.in_(("", industry)),
        or_(PriceRow.valid_until.is_(None), PriceRow.valid_until >= on))
    rows: Iterable[PriceRow] = work.session.scalars(query.where(PriceRow.code == code) if code else query)
    best: dict[str, PriceRow] = {}
    for row in rows:
        if row.model and not fnmatchcase(model.upper(), row.model.upper()):
            continue
        known = best.get(row.code)
        if known is None or _says(row) > _says(known):
            best[row.code] = row
    return [best[each] for each in sorted(best)]


def _says(row: PriceRow) -> tuple[int, bool, int]:
    return len(row.model.replace("*", "")), bool(row.industry), row.id


def _code(said: str) -> str:
    legible(code=said)
    code = said.strip()
    if not code or len(code) > LONGEST_CODE or "|" in code or "/" in code or any(each.isspace() for each in code):
        raise InvalidInput.field("code", "编码不能空,不能有空格、| 和 /,最多 {longest} 个字", longest=LONGEST_CODE)
    return code


def _model(said: str) -> str:
    legible(model=said)
    if len(said.strip()) > LONGEST_CODE or "[" in said:
        raise InvalidInput.field("model", "型号最多 {longest} 个字,* 代表任意字", longest=LONGEST_CODE)
    return said.strip()


def day_of(field: str, said: str) -> date | None:
    """A day as somebody writes it, None for nothing. Raises `InvalidInput`."""
    text = said.strip().replace("/", "-").partition(" ")[0]
    if not text:
        return None
    try:
        year, month, day = (int(each) for each in text.split("-"))
        found = date(year, month, day)
        if not 1990 <= year < 2200:
            raise ValueError
    except ValueError:
        raise InvalidInput.field(field, "“{said}”不是日期,请写成 2025-03-12", said=said[:20]) from None
    return found
