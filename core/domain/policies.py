"""Policy files: what a regulation says, as data. A clause uses provisions, drops some, and sets terms."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from core.domain.errors import PolicyError, unknown

FlowList = tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True)
class Clause:
    """One clause: its place in the regulation (`at`), our words, what it `uses` and `drops`, the terms it `set`s and
    defaults it `suggest`s for blanks; which of the business's departments have which `duties`. `kinds` limits it to
    some kinds of case; a `statement` is shown, no more."""

    id: str
    zh: str = ""
    en: str = ""
    uses: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    set: Mapping[str, object] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    statement: bool = False
    at: str = ""
    suggest: Mapping[str, object] = field(default_factory=dict)
    duties: Mapping[str, str] = field(default_factory=dict)

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
    title_en: str = ""
    label: str = ""
    label_en: str = ""
    in_force: str = ""
    counting: Mapping[str, bool] = field(default_factory=dict)

    @property
    def industry(self) -> str:
        return self.slug.partition("/")[0]

    def clause(self, clause_id: str) -> Clause | None:
        return next((each for each in self.clauses if each.id == clause_id), None)

    def content(self) -> dict[str, Any]:
        """The regulation as JSON-able data, for pinning."""
        said = asdict(self)
        for clause in said["clauses"]:  # what is not said leaves the number of older rulebooks as it is
            if not clause["duties"]:
                del clause["duties"]
        return said

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "PolicyFile":
        """The regulation that `content` wrote."""
        raw = dict(content)
        clauses = tuple(_clause(dict(each)) for each in raw.pop("clauses"))
        return cls(clauses=clauses, flow=_flow(raw.pop("flow")), excludes=tuple(raw.pop("excludes")), **raw)

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
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([f"{slug}: not a TOML file: {error}"]) from error
    if problems := list(_misshapen(slug, raw)):
        raise PolicyError(problems)
    clauses = tuple(_clause(raw_clause) for raw_clause in raw.get("clauses", ()))
    ids = [clause.id for clause in clauses]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise PolicyError([f"{slug}: clause {each} stands twice" for each in twice])
    return PolicyFile(slug, raw.get("title", slug), _flow(raw.get("flow", {})), clauses, raw.get("extends", ""),
                      tuple(raw.get("excludes", ())), raw.get("duties", {}), raw.get("title_en", ""),
                      raw.get("label", ""), raw.get("label_en", ""), str(raw.get("in_force", "")),
                      raw.get("counting", {}))


_SHAPES: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    **dict.fromkeys(("id", "zh", "en", "at", "title", "title_en", "label", "label_en", "extends"), (str, "words")),
    **dict.fromkeys(("uses", "drops", "kinds", "excludes"), (list, "a list of words")),
    **dict.fromkeys(("set", "suggest", "flow", "duties", "counting"), (dict, "a table")),
    "in_force": ((str, date), "a day"), "statement": (bool, "true or false"), "clauses": (list, "a list of clauses")}
"""What each entry of a file and of a clause is."""


def _misshapen(slug: str, raw: Mapping[str, Any]) -> Iterator[str]:
    """Entries that are not known, and those that are of another shape than they must be."""
    yield from (f"{slug}: {said}" for said in _entries(raw, PolicyFile.__dataclass_fields__))
    for kind, stages in raw["flow"].items() if isinstance(raw.get("flow"), dict) else ():
        names = stages if isinstance(stages, list) else [0]
        if not all(isinstance(each, str) for name in names for each in (name if isinstance(name, list) else [name])):
            yield f"{slug}: flow of {kind} must be a list of stages; a list within it is a choice"
    yield from (f"{slug}: {said}" for said in (*_each(raw, "duties", str, "words"),
                                                *_each(raw, "counting", bool, "true or false")))
    clauses = raw.get("clauses", [])
    for clause in clauses if isinstance(clauses, list) else ():
        if not isinstance(clause, dict):
            yield f"{slug}: clauses must be tables, not {clause!r}"
        elif not clause.get("id"):
            yield f"{slug}: a clause has no id"
        else:
            yield from (f"{slug} {clause['id']}: {said}" for said in (
                *_entries(clause, Clause.__dataclass_fields__), *_each(clause, "duties", str, "words")))


def _each(raw: Mapping[str, Any], entry: str, sort: type, words: str) -> Iterator[str]:
    said = raw.get(entry, {})
    yield from (f"{entry} of {key} must be {words}"
                for key, value in (said.items() if isinstance(said, dict) else ()) if not isinstance(value, sort))


def _entries(raw: Mapping[str, Any], known: Iterable[str]) -> Iterator[str]:
    for key, value in raw.items():
        if key not in known or key not in _SHAPES:
            yield unknown("entry", key, known)
            continue
        kind, words = _SHAPES[key]
        listed = value if words == "a list of words" and isinstance(value, list) else ()
        if not isinstance(value, kind) or not all(isinstance(each, str) for each in listed):
            yield f"{key} must be {words}, not {value!r}"


def _flow(raw: Mapping[str, Sequence[Any]]) -> dict[str, FlowList]:
    return {kind: tuple(tuple(each) if isinstance(each, list | tuple) else each for each in stages)
            for kind, stages in raw.items()}


def _clause(raw: dict[str, Any]) -> Clause:
    read: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Clause(**read)


def load_folder(folder: Path, prefix: str) -> tuple[dict[str, PolicyFile], dict[str, PolicyError]]:
    """All policy files of a plugin by slug, `extends` resolved; and those that cannot be read, with what is wrong."""
    read, broken = dict[str, PolicyFile](), dict[str, PolicyError]()
    for path in sorted(folder.glob("*.toml")):
        slug = f"{prefix}/{path.stem}"
        try:
            read[slug] = parse(slug, path.read_text("utf-8"))
        except (PolicyError, UnicodeDecodeError, TypeError) as error:
            broken[slug] = error if isinstance(error, PolicyError) else PolicyError([f"{slug}: {error}"])
    whole = dict[str, PolicyFile]()
    for slug in read:
        try:
            whole[slug] = _whole(slug, read)
        except PolicyError as error:
            broken[slug] = error
    return whole, broken


def extend(files: Iterable[PolicyFile]) -> dict[str, PolicyFile]:
    """A file that extends another has its clauses too; a clause with the same id replaces the other's."""
    found = {each.slug: each for each in files}
    return {slug: _whole(slug, found) for slug in found}


def _whole(slug: str, found: Mapping[str, PolicyFile], seen: tuple[str, ...] = ()) -> PolicyFile:
    each = found[slug]
    if not each.extends:
        return each
    if each.extends not in found:
        raise PolicyError([f"{slug} extends {unknown('policy', each.extends, found)}"])
    if slug in seen:
        raise PolicyError([f"{slug} extends itself; let one of {', '.join(seen)} stand alone"])
    base = _whole(each.extends, found, (*seen, slug))
    clauses = {clause.id: clause for clause in (*base.clauses, *each.clauses)}
    return replace(each, clauses=tuple(clauses.values()), flow={**base.flow, **each.flow},
                   duties={**base.duties, **each.duties}, excludes=base.excludes + each.excludes,
                   counting={**base.counting, **each.counting})


def fullest(policies: Mapping[str, PolicyFile], kind: str = "") -> list[str]:
    """For each kind of case the regulation that says most about it, first by the clauses that name it: what a business
    starts with unless it chooses."""
    chosen: dict[str, tuple[tuple[int, int], str]] = {}
    for slug, policy in sorted(policies.items()):
        for each in policy.flow:
            says = sum(each in clause.kinds for clause in policy.clauses), len(policy.clauses)
            if each not in chosen or says > chosen[each][0]:
                chosen[each] = says, slug
    return sorted({slug for each, (_, slug) in chosen.items() if kind in ("", each)})
