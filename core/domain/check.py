"""What is wrong with a regulation, alone or beside others, told before a case can meet it; and who carries what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.domain.counting import Conventions
from core.domain.errors import PolicyError, unknown
from core.domain.flow import Step, faults
from core.domain.forms import Form, Item
from core.domain.marks import Notice
from core.domain.people import DUTIES
from core.domain.plans import Plan
from core.domain.policies import Clause, PolicyFile
from core.domain.promises import Target
from core.domain.registers import Register
from core.domain.registry import Registry
from core.domain.rulebook import AbsentStage, Composed, InForce, Rulebook
from core.domain.rules import AnyRule, ChargeRule, Judged
from core.domain.terms import Table, Term, read
from core.domain.tiers import faults as tier_faults


def check(registry: Registry, *policies: PolicyFile) -> list[str]:
    """Check each policy alone, then all together in their order; raise `PolicyError` with all that was found.
    What is returned is no fault but should be read: clauses that the flow of an earlier policy leaves no place."""
    problems = [said for policy in policies for said in _words(registry, policy)]
    if not problems:
        alone = [Rulebook(registry, [policy]) for policy in policies]
        problems = [said for book in alone for said in (*_left_out(book), *_works(book))]
    if problems:
        raise PolicyError(problems)
    if len(policies) < 2:
        return []
    together = Rulebook(registry, policies)
    if problems := [*_works(together), *(f"{one.slug} and {other.slug} cannot both hold"
                    for one in policies for other in policies if other.slug in one.excludes)]:
        raise PolicyError(problems)
    return list(_left_out(together))


@dataclass(frozen=True)
class Carrier:
    """What carries a clause: a provision it uses or drops, a term it sets, or a statement."""

    kind: str
    name: str


def coverage(registry: Registry, policy: PolicyFile) -> dict[str, list[Carrier]]:
    """For each clause what carries it, read from the file."""
    return {clause.id: [*(Carrier(registry.sort(key), key) for key in clause.uses if key in registry.provisions),
                        *(Carrier("drop", key) for key in clause.drops), *(Carrier("term", key) for key in clause.set),
                        *(Carrier("duty", key) for key in clause.duties),
                        *([Carrier("statement", "statement")] if clause.statement else [])]
            for clause in policy.clauses}


def idle_clauses(registry: Registry, policy: PolicyFile) -> list[str]:
    """Clauses whose removal changes nothing: they are named in the file but not carried."""
    def seen(each: PolicyFile) -> list[dict[str, object]]:
        book = Rulebook(registry, [each])
        return [book.for_case(kind).outline() for kind in each.flow] or [book.standing.outline()]
    whole = seen(policy)
    return [clause.id for clause in policy.clauses
            if not clause.statement and seen(policy.without(clause.id)) == whole]


def _words(registry: Registry, policy: PolicyFile) -> Iterator[str]:
    """Every word of the file is known and says something."""
    for kind, stages in policy.flow.items():
        if kind not in registry.workflows:
            yield f"{policy.slug}: {unknown('kind', kind, registry.workflows)}"
            continue
        if not stages or not isinstance(stages[0], str):
            yield f"{policy.slug}: flow of {kind} must begin with a stage; a choice is entered from one"
        offered = [stage.key for stage in registry.workflows[kind].stages]
        for name in (name for each in stages for name in (each if isinstance(each, tuple) else (each,))):
            if name not in offered:
                yield f"{policy.slug} flow of {kind}: {unknown('stage', name, offered)}"
    duties = {*registry.duties, *(duty.key for duty in DUTIES)}
    yield from (f"{where}: {unknown('duty', key, duties)}" for where, said in (
        (policy.slug, policy.duties), *((f"{policy.slug} {each.id}", each.duties) for each in policy.clauses))
        for key in said if key not in duties)
    ways = Conventions.__dataclass_fields__
    yield from (f"{policy.slug}: {unknown('way of counting', key, ways)}" for key in policy.counting if key not in ways)
    for clause in policy.clauses:
        yield from (f"{policy.slug} {clause.id}: {said}" for said in _clause(registry, clause))


def _clause(registry: Registry, clause: Clause) -> Iterator[str]:
    if not (clause.uses or clause.drops or clause.set or clause.duties or clause.statement):
        yield "uses nothing; name what carries it, or say statement = true"
    for key in (*clause.uses, *clause.drops):
        if key not in registry.provisions:
            yield unknown("provision", key, registry.provisions)
    for kind in clause.kinds:
        if kind not in registry.workflows:
            yield unknown("kind", kind, registry.workflows)
    for key, written in (*clause.set.items(), *clause.suggest.items()):
        if key not in registry.terms:
            yield unknown("term", key, registry.terms)
            continue
        try:
            check_table(registry, read(registry.terms[key], written, clause.id).value)
        except (ValueError, KeyError, TypeError) as error:
            yield f"{key}: {error}"


def check_table(registry: Registry, value: object) -> None:
    """Raise ValueError for a value by a question that no form asks, and for rows that leave something out."""
    if not isinstance(value, Table):
        return
    asked = {f"{name}.{each}": field for name, form in registry.forms.items() for each, field in form.fields.items()}
    if value.by not in asked:
        raise ValueError(unknown("question", value.by, asked))
    by = asked[value.by]
    if problems := list(tier_faults(value.rows, whole=by.kind != "money",
                               options=[each.name for each in by.options or ()])):
        raise ValueError("; ".join(problems))


def _left_out(book: Rulebook) -> Iterator[str]:
    """Provisions that a clause uses and that have no place in any flow that the clause speaks of."""
    registry = book.registry
    for policy in (each.policy for each in book.adoptions):
        here = {kind: book.for_case(kind) for kind in policy.flow}
        for clause in policy.clauses:
            for key in clause.uses:
                if not book.standing.misplaced(registry.provisions[key]):
                    continue  # it holds for the industry, whatever the kinds of case
                why = [each.misplaced(registry.provisions[key]) for kind, each in here.items()
                       if clause.speaks_of(kind)]
                if all(why):
                    yield f"{policy.slug} {clause.id}: {key} {why[0] if why else 'is used for no kind of case'}"


def _works(book: Rulebook) -> Iterator[str]:
    registry, policies = book.registry, [each.policy for each in book.adoptions]
    name = " + ".join(policy.slug for policy in policies)
    standing: dict[str, Plan | Register] = {**book.standing.awake(Plan), **book.standing.awake(Register)}
    for key, found in standing.items():
        reader = f"{registry.sort(key)} {key}"
        yield from (f"{name}: {said}" for said in _terms(book.standing, reader, found.terms))
    for kind in dict.fromkeys(kind for policy in policies for kind in policy.flow):
        here = book.for_case(kind)
        yield from (f"{name}, {kind}: {said}" for said in (*_flow(here), *_judgements(here)))


def _flow(here: InForce) -> list[str]:
    # A state marked as an end is where the case ends, so `ways` leads to the end and not to it.
    try:
        return faults([state for stage in here.stages for state in stage.states if not state.end],
                      here.start, here.ways)
    except AbsentStage as error:
        return [str(error)]


def _judgements(here: InForce) -> Iterator[str]:
    """Rules in use can be answered: somebody asks what they read, and their terms are set or left blank."""
    judged: list[Judged[..., Any]] = [*here.rules.values(), *here.awake(ChargeRule).values()]
    for found in judged:
        for key in sorted(found.reads - here.asked):
            if any(form.fields[name].key == key and form.fields[name].on_demand and not form.fields[name].optional
                   for form in found.forms for name in form.fields):
                yield f"rule {found.name} reads {key}, which is asked only where a clause uses it"
        yield from _terms(here, f"rule {found.name}", found.terms)
    for name, target in here.awake(Target).items():
        yield from _terms(here, f"target {name}", target.terms)
    for name, notice in here.awake(Notice).items():
        yield from _terms(here, f"notice {name}", notice.terms)
    for step in here.steps:
        yield from _terms(here, f"step {step.key}", [step.after] if step.after else [])
    for step in here.steps:
        if step.unless and step.unless.name in here.rules:
            yield from _circle(here, step, step.unless)


def _terms(here: Composed, reader: str, terms: Iterable[Term[Any]]) -> Iterator[str]:
    for term in terms:
        if term.key not in here.settings:
            yield f"{reader} reads {term.key}, which no clause sets; leave it '?' or 'unset' if the text is silent"


def _circle(here: InForce, step: Step, judge: AnyRule) -> Iterator[str]:
    """A refusal that nobody can bring about: its facts are asked only by the step the same rule opens."""
    others = [each for each in here.steps if each is step or each.when is not judge]
    for form in judge.forms:
        if not form.brought and not any(issubclass(asked, form) for asked in _asked(here, others)):
            yield (f"step {step.key} opens when {judge.name} denies, but {form.__name__} is asked only by the step "
                   f"that is closed then; ask for it in a step of its own")


def _asked(here: InForce, steps: Iterable[Step]) -> list[type[Form]]:
    return [here.workflow.opens, Item, *(step.form for step in steps if step.form)]
