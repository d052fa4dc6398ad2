"""Setting a business up: its configuration file, its database, its calendar, its first administrator."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.calendar_seed import seed
from core.domain.errors import InvalidInput, NotFound
from core.domain.people import ADMINISTRATOR, Actor
from core.services.workplace import CALENDAR
from core.store.tables import CalendarDayRow

if TYPE_CHECKING:
    from core.app import Desk

FIRST_YEAR = 2015
CODE = "setup.code"
"""In the data folder: the digest of the code by which the first administrator is made, while there is none."""
_LETTERS, _GROUPS, _GROUP = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 5, 4


def configuration(business: str, plugins: Sequence[str], policies: Sequence[str], others: Sequence[str] = (), *,
                  data: str = "desk-data", demo: bool = False) -> str:
    """The text of a commented `shouhou.toml`. `others` are regulations named, but not in force."""
    adopted = [f"    {_quoted(each)}," for each in policies]
    spare = [f"    # {_quoted(each)}," for each in others]
    lines = [
        "# 售后服务台的配置 / configuration of this service desk. Paths count from this file.",
        "", "# 公司名称,显示在每一页上 / shown on every page.", f"business = {_quoted(business)}",
        "", "# 数据库、文件和密钥所在的文件夹 / folder of database, files and keys.", f"data = {_quoted(data)}",
        "", "# 不写即用上面文件夹里的 SQLite;也可用环境变量 SHOUHOU_DATABASE / SQLite in that folder unless given.",
        '# database = "postgresql://shouhou@localhost/shouhou"',
        "", "# 启用的行业 / industries in use.", f"plugins = [{', '.join(map(_quoted, plugins))}]",
        "", "# 启用的制度,前面的优先;可以按条件启用 / regulations in force, an earlier one goes before a later one:",
        '#     { policy = "industry/name", where = { "Form.field" = "option" } },',
        "policies = [", *adopted, *spare, "]",
        "", "# 网页只回应这些主机名 / host names the pages answer to.", 'hosts = ["localhost", "127.0.0.1"]',
        "# secure_cookies = true   # 经 https 访问时 / when served by https",
        "# proxies = 1             # 前面有几台代理服务器 / front servers before the desk",
        "# session_idle_minutes = 120",
        "# log_format = \"json\"",
        "# security_contact = \"mailto:security@example.com\"   # /.well-known/security.txt",
        "# warn_before = 4         # 时限前几小时提醒 / hours before a deadline to warn",
        "# largest_upload = 20971520",
        "# zone = \"Asia/Shanghai\""]
    if demo:
        lines += ["", "# 演示数据,口令公开 / a demo: its passwords are public.", "demo = true"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def make_database(desk: Desk) -> list[str]:
    """Create or upgrade the database; the migrations applied."""
    return desk.store.upgrade()


def seed_calendar(desk: Desk, years: Sequence[int] | None = None) -> tuple[int, int]:
    """Write the state's table of holidays and make-up days for these years (2015 until two years ahead) where it
    differs from what is there; days that the business has made its own stay. Returns how many days were written
    and the calendar's version."""
    wanted = list(years or range(FIRST_YEAR, desk.now().astimezone().year + 3))
    with desk.store.unit_of_work() as work:
        known = {row.day: row for row in work.calendars.days(CALENDAR)}
        fresh = [CalendarDayRow(calendar=CALENDAR, day=day, kind=said.kind, name=said.name, source=said.source,
                                status=said.status) for day, said in seed(wanted).items()]
        changed = [row for row in fresh if _differs(known.get(row.day), row)]
        gone = [day for day, row in known.items() if day.year in wanted and row.status != "own"
                and day not in {each.day for each in fresh}]
        if changed or gone:
            work.calendars.put(changed)
            for day in gone:
                work.calendars.remove(CALENDAR, day)
            version = work.calendars.new_version(CALENDAR, f"seed {wanted[0]}-{wanted[-1]}")
            if version > 1:  # what runs is counted anew, in the background
                work.outbox.put("refresh", f"refresh:{CALENDAR}:{version}")
            work.commit()
        return len(changed) + len(gone), work.calendars.version(CALENDAR)


def _differs(known: CalendarDayRow | None, fresh: CalendarDayRow) -> bool:
    if known is None:
        return True
    return known.status != "own" and (known.kind, known.name, known.source, known.status) != (
        fresh.kind, fresh.name, fresh.source, fresh.status)


def has_administrator(desk: Desk) -> bool:
    """Whether somebody active may manage accounts."""
    return any(row.active and ADMINISTRATOR.key in row.duties for row in desk.users.all(Actor.system()))


def new_setup_code(desk: Desk) -> str:
    """A fresh code for making the first administrator, good once; an earlier one is void. Only its digest is kept."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    path = desk.config.data / CODE
    desk.config.data.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{CODE}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(_digest(code))
    fresh.replace(path)
    desk.users.lockout.unlock(CODE)
    return code


def awaits_administrator(desk: Desk) -> bool:
    """Whether the first administrator may be made by a code: there is one, and nobody yet who manages accounts. A code
    that is no longer wanted is thrown away."""
    path = desk.config.data / CODE
    if not path.exists():
        return False
    if has_administrator(desk):
        path.unlink(missing_ok=True)
        return False
    return True


def first_administrator(desk: Desk, code: str, *, login: str, name: str, password: str, language: str = "zh",
                        address: str = "") -> None:
    """Make the first administrator and use the code up, whoever comes first. Raises `InvalidInput` for a wrong code
    and `TooManyAttempts` for many, `NotFound` where none is awaited."""
    if not awaits_administrator(desk):
        raise NotFound()
    counted = desk.users.lockout.count(CODE, address)
    path = desk.config.data / CODE
    held = path.with_name(f"{CODE}.{secrets.token_hex(4)}")
    try:
        if not hmac.compare_digest(path.read_text(), _digest(code)):
            raise InvalidInput.field("code", "设置码不对")
        path.rename(held)
    except FileNotFoundError:
        raise NotFound() from None
    with desk.store.unit_of_work() as work:
        desk.users.lockout.forgive(work, counted)
        work.commit()
    try:
        desk.users.create(Actor.system(), login=login, name=name, password=password, duties=[ADMINISTRATOR.key],
                          language=language)
    except BaseException:
        held.rename(path)
        raise
    held.unlink()


def _digest(code: str) -> str:
    return hashlib.sha256("".join(filter(str.isalnum, code.upper())).encode("utf-8", "replace")).hexdigest()


def write_once(path: Path, text: str) -> bool:
    """Write a new file; False where there is one already, which stays."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
