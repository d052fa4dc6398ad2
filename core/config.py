"""Configuration: `shouhou.toml` says which plugins and policies are installed and where data live."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.errors import DeskError, unknown

FILE = "shouhou.toml"
RANGES = {"largest_upload": (1, 2**40), "warn_before": (0, 10_000), "session_idle_minutes": (1, 7 * 24 * 60),
          "proxies": (0, 10), "exports_kept_hours": (1, 720), "mail_port": (0, 65_535),
          "portal_link_days": (1, 366)}
"""Numbers of the file, from and to."""
KEPT = ("cases", "imports", "sessions", "accesses")
"""What `[retention]` may end."""
MAIL_ADDRESS = re.compile(r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*"
                          r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
"""Addresses for mail that every server takes; nothing that could end a header or a line."""


class BadConfig(DeskError):
    """The configuration file cannot be used."""

    code = "bad-config"


@dataclass(frozen=True)
class Adopted:
    """A regulation that the business has put in force, for the cases that `where` describes."""

    slug: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """What a desk is built from. `plugins` None takes every plugin found; `policies` None puts every policy that
    stands alone in force (for trials); `data` is the folder of database, files and keys."""

    business: str = "售后服务台"
    data: Path = Path("desk-data")
    database: str = ""
    plugins: tuple[str, ...] | None = None
    extra_plugins: tuple[str, ...] = ()
    plugin_folders: tuple[str, ...] = ()
    policies: tuple[Adopted, ...] = ()
    zone: str = "Asia/Shanghai"
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    largest_upload: int = 20 * 1024 * 1024
    warn_before: timedelta = timedelta(hours=4)
    secure_cookies: bool = False
    api_per_minute: int = 600
    webhook_networks: tuple[str, ...] = ()
    exports_kept_hours: int = 24
    session_idle_minutes: int = 120
    secret_file: str = ""
    proxies: int = 0
    log_format: str = "text"
    metrics_token_file: str = ""
    security_contact: str = ""
    photo_consent: str = "ask"
    retention: tuple[tuple[str, str], ...] = ()
    public_address: str = ""
    portal_link_days: int = 30
    service_phone: str = ""
    mail_host: str = ""
    mail_port: int = 0
    mail_security: str = "starttls"
    mail_unencrypted: bool = False
    mail_login: str = ""
    mail_password_file: str = ""
    mail_authority_file: str = ""
    mail_from: str = ""
    demo: bool = False

    @property
    def database_url(self) -> str:
        """The environment first, so that passwords need not stand in the file."""
        return os.environ.get("SHOUHOU_DATABASE") or self.database or f"sqlite:///{self.data / 'desk.db'}"

    @property
    def files(self) -> Path:
        return self.data / "files"

    @classmethod
    def load(cls, path: Path) -> "Config":
        """Read the file. Relative paths count from it. Raises `BadConfig` naming the entry and the nearest one."""
        try:
            raw = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            raise BadConfig("没有找到配置文件 {path};先运行 shouhou init", path=str(path)) from None
        except OSError as error:
            raise BadConfig("配置文件 {path} 读不懂:{why}", path=str(path), why=error.strerror or "") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadConfig("配置文件 {path} 读不懂:{why}", path=str(path), why=str(error)) from error
        return cls._read(raw, path)

    @classmethod
    def _read(cls, raw: Mapping[str, Any], path: Path) -> "Config":
        known = set(cls.__dataclass_fields__)
        for key in raw:
            if key not in known:
                raise BadConfig("配置文件 {path}:{problem}", path=str(path), problem=unknown("entry", key, known))
        read: dict[str, Any] = {}
        for key, said in raw.items():
            try:
                read[key] = _taken(key, said, cls.__dataclass_fields__[key].default)
                _checked(key, read[key])
            except ValueError as error:
                raise BadConfig("配置文件 {path}:{key} 不对:{problem}", path=str(path), key=key,
                                problem=str(error)) from None
        read["data"] = (path.parent / read.get("data", "desk-data")).resolve()
        read["plugin_folders"] = tuple(str((path.parent / each).resolve())
                                       for each in dict.fromkeys((".", *read.get("plugin_folders", ()))))
        for entry in {"secret_file", "metrics_token_file", "mail_password_file", "mail_authority_file"} & read.keys():
            read[entry] = str((path.parent / read[entry]).resolve()) if read[entry] else ""
        return cls(**read)


def _taken(key: str, said: object, default: object) -> object:
    """An entry of the file as the kind of thing it has to be. Raises `ValueError`."""
    if key == "policies":
        return tuple(map(_adopted, _listed(said)))
    if key == "retention":
        return _terms(_of(said, dict, "a table of lengths, such as cases = \"3 years\""))
    match default:
        case bool():
            return _of(said, bool, "true or false")
        case int() | timedelta():
            number = _of(said, (int, float) if isinstance(default, timedelta) else int, "a number")
            low, high = RANGES.get(key, (0, 2**40))
            if isinstance(said, bool) or not low <= number <= high:
                raise ValueError(f"wants a number from {low} to {high}")
            return timedelta(hours=number) if isinstance(default, timedelta) else number
        case tuple() | None:
            return tuple(_text(each) for each in _listed(said))
        case _:
            return Path(_text(said)) if isinstance(default, Path) else _text(said)


def _of(said: Any, kind: type | tuple[type, ...], name: str) -> Any:
    if not isinstance(said, kind):
        raise ValueError(f"wants {name}")
    return said


def _text(said: object) -> str:
    text: str = _of(said, str, "a text")
    if any(ord(letter) < 32 for letter in text):
        raise ValueError("holds a control character")
    return text


def _listed(said: object) -> list[object]:
    found: list[object] = _of(said, list, "a list")
    return found


def _adopted(said: object) -> Adopted:
    if isinstance(said, str):
        return Adopted(_text(said))
    entry = _of(said, dict, "texts, or tables with `policy` and `where`")
    if not {"policy"} <= entry.keys() <= {"policy", "where"}:
        raise ValueError("a table of it has `policy`, and may have `where`")
    where = _of(entry.get("where", {}), dict, "a table of texts as `where`")
    return Adopted(_text(entry["policy"]), {name: _text(each) for name, each in where.items()})


def _terms(said: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """How long things are kept, by the keys of `KEPT`."""
    from core.domain.counting import Length

    for name, words in said.items():
        if name not in KEPT:
            raise ValueError(str(unknown("entry", name, KEPT)))
        try:
            length = Length.parse(words)
        except DeskError as error:
            raise ValueError(str(error)) from None
        if length.working or not length.number:
            raise ValueError(f"{name} wants days, weeks, months or years")
    return tuple((name, str(words)) for name, words in said.items())


def _checked(key: str, value: Any) -> None:
    """Raise `ValueError` for a value that would be noticed only much later."""
    match key:
        case "zone":
            try:
                ZoneInfo(value)
            except Exception:
                raise ValueError(f"there is no zone {value!r}") from None
        case "hosts" if not value or not all(re.fullmatch(r"\.?[\w-]{1,63}(\.[\w-]{1,63})*", each) for each in value):
            raise ValueError("wants host names without port")
        case "webhook_networks":
            for each in value:
                ip_network(each)
        case "photo_consent" if value not in ("ask", "require", "off"):
            raise ValueError("wants ask, require or off")
        case "log_format" if value not in ("text", "json"):
            raise ValueError("wants text or json")
        case "public_address" if value and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?", value):
            raise ValueError("wants an address such as https://desk.example.com, without a path")
        case "service_phone" if value and not re.fullmatch(r"[0-9+() -]{3,30}", value):
            raise ValueError("wants a telephone number such as 400-600-0000")
        case "mail_host" if value and not re.fullmatch(r"[\w-]{1,63}(\.[\w-]{1,63})*\.?|[0-9a-fA-F:]+", value):
            raise ValueError("wants a host name or an address, without port")
        case "mail_security" if value not in ("starttls", "tls", "none"):
            raise ValueError("wants starttls, tls or none")
        case "mail_from" if value and not MAIL_ADDRESS.fullmatch(value):
            raise ValueError("wants an address such as desk@example.com")
        case "security_contact" if value and not re.fullmatch(r"(mailto:|https://|tel:)[!-~]+", value):
            raise ValueError("wants an address such as mailto:security@example.com")
