"""Registers: dated entries of one form without a case, such as a book of calls or of training."""

from collections.abc import Callable
from typing import Any

from core.domain.counting import Length
from core.domain.errors import DefinitionError
from core.domain.forms import Form
from core.domain.people import Duty
from core.domain.rules import Policy
from core.domain.terms import Term

Passes = Callable[[Any, Policy], tuple[Duty, ...]]


class Register:
    """A book of entries, each a filed `form`, that only grows: what was wrong is corrected by a further entry.

    People of the duties `by` write in it (nobody named: everybody) and read it, as do those of `reads` and managers;
    others see the entries that they wrote or that are about them. `passes(form, policy)` names the duties an entry is
    passed to: it stays on their list until one of each has acknowledged it.

    Entries of a register `of` some duties are each about somebody who has one. With `every` a new one about each of
    them is due so long after the last (a term left unset: never). `note` says what it is for."""

    def __init__(self, title: str, *, form: type[Form], by: tuple[Duty, ...] = (), reads: tuple[Duty, ...] = (),
                 of: tuple[Duty, ...] = (), every: Length | Term[Length] | None = None, passes: Passes | None = None,
                 note: str = "") -> None:
        if every is not None and not of:
            raise DefinitionError("register {title!r} is due every so long, but about nobody; name duties in of=",
                                  title=title)
        self.title, self.form, self.by, self.reads, self.of = title, form, by, reads, of
        self.every, self.passes, self.note = every, passes, note

    @property
    def terms(self) -> tuple[Term[Any], ...]:
        """What a regulation has to say of it."""
        return (self.every,) if isinstance(self.every, Term) else ()

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty it names."""
        return tuple(dict.fromkeys((*self.by, *self.reads, *self.of)))

    def rhythm(self, policy: Policy) -> Length | None:
        """How long after an entry the next about the same person is due; None where it never is. Raises `Blank` where
        the business has still to say."""
        if not isinstance(self.every, Term):
            return self.every
        return policy[self.every] if policy.has(self.every) else None
