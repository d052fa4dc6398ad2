"""What an industry declares about the registers its shops keep: which facts a row holds and how people write them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from core.domain.errors import DefinitionError
from core.domain.fields import Field, field_of
from core.domain.reasons import Label
from core.importing.wording import plain

Kind: TypeAlias = Literal["text", "phone", "money", "day", "moment", "time", "yes_no", "choice", "number"]
Words: TypeAlias = Mapping[str, Sequence[str]]

YES, NO = "yes", "no"


@dataclass(frozen=True, eq=False)
class Column:
    """One fact of a row.

    `headers` are the words a header may carry for it; `inverse_headers` those that ask the opposite (未拆封 where the
    column asks whether it was opened).
    `words` maps each option (for `yes_no`: "yes" and "no") to its spellings, the first being the one shown;
    `doubtful_words` likewise, for words that only probably mean it; `unclear_words` are understood but settle nothing.
    `text_key` also keeps a choice's own words under another key. `not_after` and `not_before` name the columns whose
    day bounds this one: after the one is impossible, before the other doubtful. `joins` names the moment column whose
    time of day this `time` column gives. `looks_like` tells by content alone whether a text may belong here.
    """

    key: str
    title: str
    kind: Kind = "text"
    headers: Sequence[str] = ()
    inverse_headers: Sequence[str] = ()
    words: Words = field(default_factory=dict)
    doubtful_words: Words = field(default_factory=dict)
    unclear_words: Sequence[str] = ()
    required: bool = False
    personal: bool = False
    text_key: str = ""
    not_after: str = ""
    not_before: str = ""
    joins: str = ""
    looks_like: Callable[[str], bool] | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise DefinitionError("column {key!r}: unknown kind {kind!r}; one of {kinds}",
                                  key=self.key, kind=self.kind, kinds=", ".join(get_args(Kind)))
        if self.kind == "choice" and not self.words:
            raise DefinitionError("column {key!r} is a choice without words; give words={{option: (spellings…)}}",
                                  key=self.key)
        if (self.words or self.doubtful_words) and self.kind not in ("choice", "yes_no"):
            raise DefinitionError("column {key!r} has words but is of kind {kind!r}; only choice and yes_no have words",
                                  key=self.key, kind=self.kind)
        if self.kind == "yes_no" and (odd := ({*self.words, *self.doubtful_words} - {YES, NO})):
            raise DefinitionError("column {key!r}: a yes_no has words for 'yes' and 'no' only, not for {odd}",
                                  key=self.key, odd=", ".join(sorted(odd)))
        if self.kind == "choice" and (odd := self.doubtful_words.keys() - self.words.keys()):
            raise DefinitionError("column {key!r}: doubtful words for unknown options {odd}; declare them in words",
                                  key=self.key, odd=", ".join(sorted(odd)))
        self._clashes()

    def _clashes(self) -> None:
        meant: dict[str, str] = {}
        for option, words in (*self.words.items(), *self.doubtful_words.items(), ("", self.unclear_words)):
            for word in words:
                if meant.setdefault(plain(word), option) != option:
                    raise DefinitionError("column {key!r}: the word {word!r} stands for two options", key=self.key,
                                          word=word)

    def label(self, option: str) -> Label:
        """How an option is shown: its first spelling."""
        return Label(next(iter(self.words.get(option, ())), option))


@dataclass(frozen=True)
class Register:
    """A sheet of one industry, one row a request.

    `kind_by` is the choice column that says what is asked for and `kinds` the case kind of each of its options;
    `default_kind` is for a row that does not say (none: such a row is refused). `same_row` are the keys by which a
    row is known again after small corrections. Of each group in `one_of` at least one must be filled in.
    `answers` says, by a column's key or `text_key`, which question or questions its cells answer
    (`{"reason": Request.reason}`); what a product is known by (`common.KNOWN_BY`) and what that prefills goes unsaid.
    """

    columns: tuple[Column, ...]
    kind_by: str
    kinds: Mapping[str, str]
    default_kind: str = ""
    same_row: tuple[str, ...] = ("sequence", "applied_at", "customer_name", "product")
    one_of: tuple[tuple[str, ...], ...] = (("customer_name", "phone"),)
    anchor: str = "applied_at"
    answers: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns] + [each.text_key for each in self.columns if each.text_key]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise DefinitionError("register: the keys {keys} are declared twice", keys=", ".join(sorted(twice)))
        by_key = {column.key: column for column in self.columns}
        named = {self.kind_by, self.anchor, *self.same_row, *(key for group in self.one_of for key in group)}
        named |= {link for each in self.columns for link in (each.not_after, each.not_before, each.joins) if link}
        if unknown := named - by_key.keys():
            raise DefinitionError("register: {keys} are named but not declared as columns",
                                  keys=", ".join(sorted(unknown)))
        if by_key[self.kind_by].kind != "choice" or (odd := self.kinds.keys() ^ by_key[self.kind_by].words.keys()):
            raise DefinitionError("register: kind_by {key!r} must be a choice whose options are the keys of `kinds`; "
                                  "these differ: {odd}", key=self.kind_by,
                                  odd=", ".join(sorted(odd)) if by_key[self.kind_by].kind == "choice" else "")
        if by_key[self.anchor].kind != "moment":
            raise DefinitionError("register: the anchor {key!r} must be a moment", key=self.anchor)
        if unknown := self.answers.keys() - {*keys}:
            raise DefinitionError("register: the answers {keys} come from no column; name a column's key or text_key",
                                  keys=", ".join(sorted(unknown)))
        for key in self.answers:
            for asked in self.answered(key):
                self._options(by_key.get(key), asked)

    def answered(self, key: str) -> tuple[Field, ...]:
        """The questions declared to be answered by a column."""
        said = self.answers.get(key, ())
        return tuple(map(field_of, said if isinstance(said, tuple) else (said,)))

    @staticmethod
    def _options(column: Column | None, asked: Field) -> None:
        known = [each.name for each in asked.options or ()]
        if column and known and (odd := column.words.keys() - known):
            raise DefinitionError("column {key!r}: {field} has no options {odd}; it has {known}", key=column.key,
                                  field=asked.key, odd=", ".join(sorted(odd)), known=", ".join(known))

    def column(self, key: str) -> Column:
        """The column of that key; KeyError if there is none."""
        return next((each for each in self.columns if each.key == key), None) or _missing(key)

    def has(self, key: str) -> bool:
        """Whether there is a column of that key."""
        return key in self.keys()

    def keys(self) -> tuple[str, ...]:
        """The keys a sheet's columns may be mapped to."""
        return tuple(column.key for column in self.columns)


def _missing(key: str) -> Column:
    raise KeyError(key)
