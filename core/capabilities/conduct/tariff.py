"""Tariffs: what facts come to, as functions of them.

```python
@penalty("未试机、未签字", since=Completion, of=(Dispatch.technician,))
def untested(done: Completion, policy: Policy) -> Fine:
    if done.tested or done.signed:
        return no_fine("已试机或已签字")
    return fine(policy[untested_fine], "完工后未试机,也未请用户签字")
```

A penalty is a charge to the crew that stands apart: only who may see penalties sees it, no bill has it. Whoever is
responsible is proposed for it, once for each time that `since` is filed; people decide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString, ParamSpec

from core.capabilities.conduct.forms import Earlier
from core.capabilities.conduct.permissions import SEE
from core.sdk import CREW, Charge, ChargeRule, Condition, Form, Label, Reason, Target, field_of

P = ParamSpec("P")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Fine(Charge):
    """What a penalty comes to. `base` is what it was reckoned from, `turn` the how-manieth it is for the person;
    `consequences` are what follows besides money, in words. `noted`: it is written down as found, nothing is
    proposed."""

    base: Decimal | None = None
    turn: int = 1
    consequences: tuple[Label, ...] = ()
    noted: bool = False

    @property
    def stands(self) -> bool:
        """Whether there is something to propose."""
        return self.outcome == "due" and not self.noted and bool(self.amount or self.consequences)


def fine(amount: Decimal | None, reason: LiteralString, *, base: Decimal | None = None, turn: int = 1,
         consequences: tuple[Label, ...] = (), **values: object) -> Fine:
    """An amount, or None where only `consequences` follow."""
    return _fine(amount, Reason(reason, values), base, turn, consequences)


def _fine(amount: Decimal | None, said: Reason, base: Decimal | None, turn: int,
          consequences: tuple[Label, ...]) -> Fine:
    if consequences:
        said = Reason("{reason};{consequences}", {"reason": said, "consequences": consequences})
    return Fine(NOTHING if amount is None else amount, CREW, said, base=base, turn=turn, consequences=consequences)


def no_fine(reason: LiteralString, **values: object) -> Fine:
    """Nothing follows, and why."""
    return Fine(NOTHING, CREW, Reason(reason, values))


def noted(reason: LiteralString, **values: object) -> Fine:
    """Something was found: it is written down about who is responsible; people may propose what they think fit."""
    return Fine(NOTHING, CREW, Reason(reason, values), noted=True)


def times(factor: int, base: Decimal, reason: LiteralString, *, consequences: tuple[Label, ...] = (),
          **values: object) -> Fine:
    """So many times an amount."""
    said = Reason("{why}:{base} 的 {factor} 倍,罚 {total}", {
        "why": Reason(reason, values), "base": base, "factor": factor, "total": factor * base})
    return _fine(factor * base, said, base, 1, consequences)


def stepped(schedule: tuple[str, ...], earlier: int) -> Decimal:
    """What a scale of rising amounts comes to after so many; beyond its end each doubles the one before."""
    beyond = max(earlier - len(schedule) + 1, 0)
    return Decimal(schedule[earlier - beyond]) * Decimal(2) ** beyond


class Penalty(ChargeRule[P]):
    """A penalty of a tariff, as a clause uses it. `of` names the fields that say who is responsible, a log-in: the
    first that is answered, else whose case it is. `promise` is what it punishes the breach of: then each round of that
    is one fact, not each filing of `since`. `same` is another's key where both are one misconduct, seen in two ways.
    `owes`: no fine but money owed, that no cap cuts."""

    returns = Charge

    def __init__(self, title: str, judge: Callable[P, Charge], since: type[Form], *, of: Sequence[object] = (),
                 only_when: Condition | None = None, promise: Target | None = None, same: str = "",
                 owes: bool = False) -> None:
        super().__init__(title, judge, since, only_when, SEE)
        self.begins: type[Form] = since
        self.promise = promise
        self.of, self.owes = tuple(field_of(each) for each in of), owes
        self.kind = same or self.name

    @property
    def counts(self) -> type[Earlier] | None:
        """The fact by which it counts, if it does."""
        return next((each for each in self.forms if issubclass(each, Earlier)), None)


def penalty(title: str, *, since: type[Form], of: Sequence[object] = (), only_when: Condition | None = None,
            promise: Target | None = None, same: str = "",
            owes: bool = False) -> Callable[[Callable[P, Charge]], Penalty[P]]:
    """Make a function a penalty; its name is the key that policy files use."""
    def make(judge: Callable[P, Charge]) -> Penalty[P]:
        return Penalty(title, judge, since, of=of, only_when=only_when, promise=promise, same=same, owes=owes)
    return make


AnyPenalty = Penalty[...]
