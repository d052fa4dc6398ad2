"""Configuration: `shouhou.toml` says which plugins and policies are installed and where data live."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.domain.errors import DeskError, unknown

FILE = "shouhou.toml"


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
    policies: tuple[Adopted, ...] = ()
    zone: str = "Asia/Shanghai"
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    largest_upload: int = 20 * 1024 * 1024
    warn_before: timedelta = timedelta(hours=4)
    secure_cookies: bool = False
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
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadConfig("配置文件 {path} 读不懂:{why}", path=str(path), why=str(error)) from error
        return cls._read(raw, path)

    @classmethod
    def _read(cls, raw: Mapping[str, Any], path: Path) -> "Config":
        known = set(cls.__dataclass_fields__)
        for key in raw:
            if key not in known:
                raise BadConfig("配置文件 {path}:{problem}", path=str(path), problem=unknown("entry", key, known))
        read: dict[str, Any] = dict(raw)
        try:
            read["data"] = (path.parent / raw.get("data", "desk-data")).resolve()
            if "warn_before" in raw:
                read["warn_before"] = timedelta(hours=float(raw["warn_before"]))
            if "policies" in raw:
                read["policies"] = tuple(Adopted(each) if isinstance(each, str) else
                                         Adopted(each["policy"], each.get("where", {})) for each in raw["policies"])
            for key in ("plugins", "extra_plugins", "hosts"):
                if key in raw:
                    read[key] = tuple(map(str, raw[key]))
        except (TypeError, ValueError, KeyError) as error:
            raise BadConfig("配置文件 {path}:{problem}", path=str(path), problem=str(error)) from error
        return cls(**read)
