"""Policy files: what a regulation says, as data. A clause uses provisions, drops some, and sets terms."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.domain.errors import PolicyError, unknown

FlowList = tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True)
class Clause:
    """One clause. `kinds` limits it to some kinds of case; a `statement` is shown and acknowledged, no more."""

    id: str
    zh: str = ""
    en: str = ""
    uses: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    set: Mapping[str, object] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    statement: bool = False

    def speaks_of(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True)
class PolicyFile:
    """One regulation."""

    slug: str
    title: str
    flow: Mapping[str, FlowList]
    clauses: tuple[Clause, ...]
    extends: str = ""
    excludes: tuple[str, ...] = ()
    duties: Mapping[str, str] = field(default_factory=dict)

    def without(self, clause_id: str) -> "PolicyFile":
        """The regulation as it would be had this clause never been written. A stage goes with its last clause."""
        gone = {use for clause in self.clauses if clause.id == clause_id for use in clause.uses}
        rest = tuple(clause for clause in self.clauses if clause.id != clause_id)
        kept = {kind: {use for clause in rest if clause.speaks_of(kind) for use in clause.uses} for kind in self.flow}
        return replace(self, clauses=rest, flow={
            kind: _less(stages, gone - kept[kind]) for kind, stages in self.flow.items()})


def _less(stages: FlowList, gone: set[str]) -> FlowList:
    return tuple(tuple(stage for stage in each if stage not in gone) if isinstance(each, tuple) else each
                 for each in stages if each not in gone)


def parse(slug: str, text: str) -> PolicyFile:
    """Read a policy file; every slip is reported with the nearest right word."""
    raw = tomllib.loads(text)
    problems = [f"{slug}: {unknown('entry', key, PolicyFile.__dataclass_fields__)}"
                for key in raw.keys() - PolicyFile.__dataclass_fields__.keys()]
    for clause in raw.get("clauses", ()):
        problems += [f"{slug} {clause.get('id', '?')}: {unknown('entry', key, Clause.__dataclass_fields__)}"
                     for key in clause.keys() - Clause.__dataclass_fields__.keys()]
    if problems:
        raise PolicyError(problems)
    clauses = tuple(_clause(raw_clause) for raw_clause in raw.get("clauses", ()))
    flow = {kind: tuple(tuple(each) if isinstance(each, list) else each for each in stages)
            for kind, stages in raw.get("flow", {}).items()}
    return PolicyFile(slug, raw.get("title", slug), flow, clauses, raw.get("extends", ""),
                      tuple(raw.get("excludes", ())), raw.get("duties", {}))


def _clause(raw: dict[str, Any]) -> Clause:
    read: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Clause(**read)


def load_folder(folder: Path, prefix: str) -> dict[str, PolicyFile]:
    """All policy files of a plugin, by slug, with `extends` resolved."""
    return extend([parse(f"{prefix}/{path.stem}", path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))])


def extend(files: Iterable[PolicyFile]) -> dict[str, PolicyFile]:
    """A file that extends another has its clauses too; a clause with the same id replaces the other's."""
    found = {each.slug: each for each in files}

    def whole(slug: str, seen: tuple[str, ...] = ()) -> PolicyFile:
        each = found[slug]
        if not each.extends:
            return each
        if each.extends not in found or slug in seen:
            raise PolicyError([f"{slug} extends {unknown('policy', each.extends, found)}"])
        base = whole(each.extends, (*seen, slug))
        clauses = {clause.id: clause for clause in (*base.clauses, *each.clauses)}
        return replace(each, clauses=tuple(clauses.values()), flow={**base.flow, **each.flow},
                       duties={**base.duties, **each.duties}, excludes=base.excludes + each.excludes)

    return {slug: whole(slug) for slug in found}
