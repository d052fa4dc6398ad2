"""What every plugin must keep to, each promise a function that yields what is wrong. `CHECKS` lists them all."""

import ast
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from core.domain.check import coverage, idle_clauses
from core.domain.flow import Stage
from core.domain.forms import Form, Item, Product
from core.domain.marks import Notice
from core.domain.plans import Plan
from core.domain.promises import Document, EvidenceShown, Gate, Target
from core.domain.registers import Register
from core.domain.registry import Registry
from core.domain.reports import Report
from core.domain.rulebook import Rulebook
from core.domain.rules import AnyCharge, AnyRule, ChargeRule, Policy, Rule
from core.domain.terms import REQUIRED, Setting
from core.testing.subjects import DATA_FOLDERS, Subject
from core.testing.texts import HAN, seen
from core.translation import LANGUAGES, SOURCE

Check = Callable[[Subject], Iterable[str]]

RUNNING = ("tables", "reactions", "service", "pages", "panels", "api", "commands", "jobs")
COUNTING = ("reports",)
"""Modules that work figures out, and so hold places of columns."""
MODULES = ("__init__", "forms", "rules", "workflows", "targets", "documents", "plans", "registers", "reports",
           "register", "demo", "permissions", *RUNNING)
FOLDERS = ("workflows", "demo", "migrations", *DATA_FOLDERS)
HOME = {Form: ("forms",), Rule: ("rules",), ChargeRule: ("rules",), Stage: ("workflows", "stages"), Gate: ("targets",),
        Target: ("targets",), Notice: ("targets",), Document: ("documents",), Plan: ("plans",), Report: ("reports",),
        Register: ("registers",)}
"""Which module each sort of declaration stands in."""
NUMBERS_OF_NOBODY = {-1, 0, 1, 2, 24, 60, 100, 1000, 3600}
"""Numbers that arithmetic, clocks and percentages need; any other in code is taken for a figure of a regulation."""
HEAVY = ("flask", "sqlalchemy", "werkzeug", "jinja2")


def definitions_load(subject: Subject) -> Iterator[str]:
    """The plugin loads, and nothing was noted against it."""
    yield from subject.health.problems
    if subject.registry is None and not subject.health.problems:
        yield "declares no industry"


def folder_shape(subject: Subject) -> Iterator[str]:
    """Whoever knows one industry finds their way in every other: a module that grows large is cut by meaning, which
    stands before its name (`shop_forms.py`). A capability cuts what runs by meaning."""
    if subject.folder is None or len(subject.files) < 2 or subject.is_capability:
        return
    for path in sorted(subject.folder.iterdir()):
        if path.name.startswith((".", "__pycache__")):
            continue
        allowed = FOLDERS if path.is_dir() else tuple(f"{each}.py" for each in MODULES)
        if path.name not in allowed and (path.is_dir() or path.name.rpartition("_")[2] not in allowed):
            yield f"{path.name} has no place in an industry's folder; it takes {', '.join(allowed)}"
    manifest = subject.code.get(subject.folder / "__init__.py")
    for node in manifest.body if manifest else ():
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.Expr):
            yield f"__init__.py:{node.lineno} is the manifest and holds nothing but the industry"


def declarations_at_home(subject: Subject) -> Iterator[str]:
    """Each sort of declaration stands in the module of its name."""
    if subject.registry is None or len(subject.files) < 2:
        return
    for module in subject.registry.industry.modules:
        for name, found in vars(module).items():
            sort = next((kind for kind in HOME if isinstance(found, kind)
                         or (isinstance(found, type) and issubclass(found, kind))), None)
            own = getattr(found, "__module__", module.__name__) == module.__name__
            if isinstance(found, Gate | Target | Notice | Document | Plan | Register | Report):
                own = name not in _imported(subject, module.__name__)
            if sort and own and not {*HOME[sort]} & {*module.__name__.replace("_", ".").split(".")}:
                yield f"{module.__name__}: {name} belongs into {HOME[sort][0]}.py"


def _imported(subject: Subject, module: str) -> set[str]:
    """The names that a module takes from others."""
    path = Path(str(sys.modules[module].__file__))
    return {each.asname or each.name for node in (subject.code[path].body if path in subject.code else ())
            if isinstance(node, ast.ImportFrom) for each in node.names}


def policies_pass(subject: Subject) -> Iterator[str]:
    """Every regulation that the plugin brings can be put in force alone."""
    yield from (f"{slug}: {problem}" for slug, problem in subject.broken.items())


def clauses_are_told_and_carried(subject: Subject) -> Iterator[str]:
    """Each clause says in Chinese and in English what it says, and something carries it. A statement is for clauses
    that govern nothing: it uses nothing and sets nothing."""
    if subject.registry is None:
        return
    for slug, policy in subject.policies.items():
        carriers = coverage(subject.registry, policy)
        for clause in policy.clauses:
            for language, said in (("zh", clause.zh), ("en", clause.en)):
                if not said.strip():
                    yield f"{slug} {clause.id} has no text in {language}"
            if HAN.search(clause.en):
                yield f"{slug} {clause.id}: its English text holds Chinese"
            if not carriers[clause.id]:
                yield f"{slug} {clause.id} is carried by nothing"
            if clause.statement and (clause.uses or clause.drops or clause.set):
                yield f"{slug} {clause.id} is a statement and yet uses or sets something"


def removals_are_seen(subject: Subject) -> Iterator[str]:
    """Each clause changes something: without it the outline of some kind of case is another."""
    if subject.registry is None:
        return
    for slug, policy in subject.policies.items():
        for clause in idle_clauses(subject.registry, policy):
            yield f"{slug} {clause}: taken away, nothing changes"


def texts_are_translated(subject: Subject) -> Iterator[str]:
    """Every label, reason and sentence is said in every language, with the same values."""
    shown = seen(subject)
    for language in LANGUAGES:
        catalogue = subject.catalogue(language) if language != SOURCE else {text: text for text in shown}
        for text, where in shown.items():
            if text not in catalogue:
                yield f"{language}: no translation of {text!r} ({where})"
            elif _values(text) != _values(catalogue[text]):
                yield f"{language}: {catalogue[text]!r} leaves out or adds values of {text!r} ({where})"


def code_names_no_regulation(subject: Subject) -> Iterator[str]:
    """Clauses, regulations and their figures stand in policy files alone; demo stories may tell figures."""
    named = {policy.slug for policy in subject.policies.values()}
    named |= {slug.partition("/")[2] for slug in named} | {
        said for policy in subject.policies.values() for said in (policy.title, policy.label) if said}
    clauses = {clause.id for policy in subject.policies.values() for clause in policy.clauses}
    series = {clause.rpartition("-")[0] for clause in clauses} - {""}
    like_one = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(series)))})-\d+") if series else None
    for path, tree in subject.code.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant):
                continue
            where = f"{path.name}:{node.lineno}"
            if isinstance(node.value, str):
                if node.value in named:
                    yield f"{where} names the regulation {node.value!r}"
                if told := like_one and like_one.search(node.value):
                    yield f"{where} names the clause {told[0]}"
            elif (isinstance(node.value, int | float) and not isinstance(node.value, bool)
                  and node.value not in NUMBERS_OF_NOBODY and _declares(subject, path)):
                yield f"{where} holds the figure {node.value}; make it a term that policies set"


def _declares(subject: Subject, path: Path) -> bool:
    """Whether a file declares, so that a figure in it would be one of a regulation."""
    if subject.is_capability:
        return path in subject.declaring and path.stem not in COUNTING
    own = {path.stem, path.stem.rpartition("_")[2]}  # a large module is cut by meaning: `hand_in_service`
    return not own & {*RUNNING, *COUNTING} and "demo" not in (path.stem, path.parent.name)


def declaring_is_light(subject: Subject) -> Iterator[str]:
    """What declares loads neither web nor database, so that listing and trying stay quick."""
    if not subject.modules:
        return
    code = (f"import sys, importlib\nsys.path[:0] = {sys.path!r}\n"
            f"for each in {subject.modules!r}: importlib.import_module(each)\n"
            f"print(*[each for each in {HEAVY!r} if each in sys.modules])")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if ran.returncode:
        yield f"cannot be imported by itself: {ran.stderr.strip().splitlines()[-1]}"
    yield from (f"importing it loads {each}" for each in ran.stdout.split())


def unknown_is_never_false(subject: Subject) -> Iterator[str]:
    """A rule that knows nothing asks, allows or refers; it neither fails nor refuses. At a fork one may refuse: there
    a record that no step of the case has filed is known to be absent, and either answer opens a way."""
    if subject.registry is None:
        return
    for provision in subject.registry.provisions.values():
        if isinstance(provision, Rule | ChargeRule):
            yield from dict.fromkeys(_unknowing(subject, provision))


def _unknowing(subject: Subject, provision: AnyRule | AnyCharge) -> Iterator[str]:
    """Try it with no term in force, and with terms that are all still to be filled in; with every file shown, and with
    none, which is known, so a rule of nothing else may refuse then."""
    kinds = {want.kind for want in provision.wants.values()}
    every = {key: 1 for key in subject.registry.evidence} if subject.registry else {}
    for blanks in ({}, {term.key: Setting("", blank=REQUIRED) for term in provision.terms}):
        for shown in ({}, every) if EvidenceShown in kinds else ({},):
            facts: dict[type, object] = {Policy: Policy(blanks), EvidenceShown: EvidenceShown(shown)}
            given: dict[str, Any] = {}
            for name, want in provision.wants.items():
                known = facts.get(want.kind) or want.kind()
                given[name] = (known,) if want.every_item else known
            try:
                found = provision(**given)
            except Exception as error:
                yield f"{provision.name} fails where nothing is known: {type(error).__name__}: {error}"
                continue
            by_files_alone = not shown and EvidenceShown in kinds and kinds <= {EvidenceShown, Policy}
            if found.outcome == "deny" and not by_files_alone and not _forks(subject, provision):
                yield f"{provision.name} refuses where nothing is known: {found.reason}"


def _forks(subject: Subject, found: object) -> bool:
    """Whether a rule only chooses between steps of one state, over records that steps of the case bring."""
    if not isinstance(found, Rule) or subject.registry is None:
        return False
    gates = [each for each in subject.registry.provisions.values() if isinstance(each, Gate) and each.when is found]
    opened = {step.source for step in subject.steps() if step.when is found}
    otherwise = {step.source for step in subject.steps() if step.unless is found}
    told = {workflow.opens for workflow in subject.registry.workflows.values()} | {Item, Product}
    return bool(opened & otherwise) and not gates and not any(
        issubclass(said, form) for form in found.forms for said in told)


CHECKS: dict[str, Check] = {each.__name__: each for each in (
    definitions_load, folder_shape, declarations_at_home, policies_pass, clauses_are_told_and_carried,
    removals_are_seen, texts_are_translated, code_names_no_regulation, declaring_is_light, unknown_is_never_false)}


def unused(subject: Subject) -> list[str]:
    """Provisions that no regulation of the plugin uses: no fault, since a business may write one that does, but a sign
    of a word that was changed in one place only."""
    if subject.registry is None or not subject.policies:
        return []
    registry, used = subject.registry, set[str]()
    for policy in subject.policies.values():
        used |= {key for clause in policy.clauses for key in (*clause.uses, *clause.drops)}
        used |= {name for stages in policy.flow.values() for each in stages
                 for name in (each if isinstance(each, tuple) else (each,))}
        for kind in policy.flow:
            used |= set(Rulebook(registry, [policy]).for_case(kind).rules)
    return sorted(key for key in registry.provisions if key not in used and not _behind(registry, key))


def _behind(registry: Registry, key: str) -> bool:
    """Whether a rule needs no clause of its own because a gate asks it."""
    found: object = registry.provisions[key]
    asking: list[AnyRule | None] = [each.when for each in registry.provisions.values() if isinstance(each, Gate)]
    return isinstance(found, Rule) and found in asking


def _values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
