"""Workflows: stages of states and steps, written as class attributes that read as a table of sentences.

Names come from the attributes. What can be seen in one stage is checked when its class is made; what depends on
a regulation's choice of stages is checked when that regulation is.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from core.domain.counting import Length
from core.domain.errors import DefinitionError
from core.domain.forms import Form
from core.domain.people import DESK, Duty, Party
from core.domain.rules import AnyProposal, AnyRule
from core.domain.terms import Term


@dataclass(frozen=True)
class Outcome:
    """How a case came out once a step is taken; later cases about the same goods can ask for it. What is `final`
    has given something away: such a case is not reopened."""

    key: str
    title: str
    final: bool = False


class Exit(Enum):
    """Where a step may lead besides a state or a stage."""

    DONE = "the next stage of the regulation's list"
    END = "the end of the case"
    AGAIN = "the first stage of the regulation's list"
    ABSENT = "nowhere: said of otherwise=, the step does not exist where its stage is left out"


DONE, END, AGAIN, ABSENT = Exit.DONE, Exit.END, Exit.AGAIN, Exit.ABSENT

Stages = type["Stage"] | Callable[[], type["Stage"]]
"""A stage, or `lambda: Stage` for one that is defined further down."""


class State:
    """Where a case may rest."""

    def __init__(self, title: str, *, start: bool = False, end: bool = False,
                 waiting_for: Party | None = None) -> None:
        self.title, self.start, self.end, self.waiting_for = title, start, end, waiting_for
        self.stage: type[Stage] | None = None
        self.name = ""

    def __set_name__(self, owner: type["Stage"], name: str) -> None:
        self.stage, self.name = owner, name

    @property
    def key(self) -> str:
        return f"{self.stage.key}.{self.name}" if self.stage else self.title

    def __repr__(self) -> str:
        return f"<State {self.key}>"

    def to(self, target: "State | Exit | Stages", label: str, *, by: Duty, form: type[Form] | None = None,
           propose: AnyProposal | None = None, when: AnyRule | None = None, unless: AnyRule | None = None,
           then: Outcome | None = None, otherwise: "State | Exit | Stages | None" = None,
           after: Term[Length] | None = None, customer: str = "") -> "Step":
        """A step from here. `when` opens it on allow, `unless` on deny; `propose` fills its form beforehand; `then`
        says how the case came out; `otherwise` where it leads under a regulation that leaves the target stage out.
        The desk takes a step `by=DESK` itself when the case has rested here for so long (`after`, never paused). What
        the `customer` may do too, through the link to the case, is said in words for them."""
        return Step(self, target, label, by, form, propose, when, unless, then, otherwise, after, customer)


@dataclass(eq=False)
class Step:
    """Something somebody does to a case."""

    source: State
    target: "State | Exit | Stages"
    label: str
    by: Duty
    form: type[Form] | None
    propose: AnyProposal | None
    when: AnyRule | None
    unless: AnyRule | None
    then: Outcome | None
    otherwise: "State | Exit | Stages | None"
    after: Term[Length] | None = None
    customer: str = ""
    name: str = ""
    stage: "type[Stage] | None" = None

    def __set_name__(self, owner: type["Stage"], name: str) -> None:
        self.stage, self.name = owner, name

    @property
    def key(self) -> str:
        return f"{self.stage.key}.{self.name}" if self.stage else self.name


def settle(target: "State | Exit | Stages") -> "State | Exit | type[Stage]":
    """Look up a target that was written before it was defined."""
    if isinstance(target, State | Exit | type):
        return target
    return target()


def snake(name: str) -> str:
    """`DropOff` is `drop_off` in policy files."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Stage:
    """A part of a workflow with one entry. Its docstring's first line is its title."""

    key: ClassVar[str]
    title: ClassVar[str]
    states: ClassVar[tuple[State, ...]]
    steps: ClassVar[tuple[Step, ...]]
    start: ClassVar[State]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.key = snake(cls.__name__)
        cls.title = (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip("。.")
        cls.states = tuple(each for each in vars(cls).values() if isinstance(each, State))
        cls.steps = tuple(each for each in vars(cls).values() if isinstance(each, Step))
        if cls.states:
            cls._check()

    @classmethod
    def _check(cls) -> None:
        starts = [state for state in cls.states if state.start]
        if len(starts) != 1:
            raise DefinitionError("stage {stage} needs exactly one state with start=True, has {count}",
                                  stage=cls.key, count=len(starts))
        cls.start = starts[0]
        for step in cls.steps:
            if step.source not in cls.states:
                raise DefinitionError("step {step} starts from {state}, a state of another stage; "
                                      "start it from its own", step=step.key, state=step.source)
            if isinstance(step.target, State) and step.target not in cls.states:
                raise DefinitionError("step {step} leads into the middle of another stage; name the stage",
                                      step=step.key)
            if (step.after is None) != (step.by is not DESK) or (step.after and step.form):
                raise DefinitionError("step {step} is taken either by people or, without a form, by=DESK after= a time",
                                      step=step.key)
            if step.propose and not (step.form and issubclass(step.form, step.propose.answer)):
                raise DefinitionError("step {step} proposes a {answer} but asks for another form; name the same form",
                                      step=step.key, answer=step.propose.answer.__name__)
        problems = faults(cls.states, cls.start, lambda state: [
            step.target if isinstance(step.target, State) else END for step in cls.steps if step.source is state])
        if problems:
            raise DefinitionError("stage {stage}: {problems}", stage=cls.key, problems="; ".join(problems))


class Workflow(Stage):
    """What happens to one kind of case: its own states and steps, or a list of stages that regulations choose from."""

    stages: ClassVar[tuple[type[Stage], ...]] = ()
    number: ClassVar[str]
    opens: ClassVar[type[Form]]
    public: ClassVar[str]

    def __init_subclass__(cls, *, title: str, number: str, opens: type[Form], public: str = "") -> None:
        """`number` begins its numbers; `public` lets customers open one themselves, and tells them what for."""
        super().__init_subclass__()
        cls.title, cls.number, cls.opens, cls.public = title, number, opens, public
        if bool(cls.stages) == bool(cls.states):
            raise DefinitionError("workflow {workflow} needs either stages or states of its own", workflow=cls.key)
        if not cls.stages:
            cls.stages = (cls,)


def faults(states: Collection[State], start: State, ways: Callable[[State], list[State | Exit]]) -> list[str]:
    """States no step reaches, and traps: states from which no way leads out."""
    reached, open_ends = set[State](), [start]
    while open_ends:
        state = open_ends.pop()
        reached.add(state)
        open_ends += [way for way in ways(state) if isinstance(way, State) and way not in reached]
    problems = [f"state {state.key} is never reached" for state in states if state not in reached]
    leaving: set[Any] = {END}
    while more := {state for state in reached - leaving if state.end or leaving.intersection(ways(state))}:
        leaving |= more
    return problems + [f"state {state.key} is a trap: no way leads out of it"
                       for state in states if state in reached - leaving]
