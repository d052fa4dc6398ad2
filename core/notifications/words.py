"""The words of notifications: the desk's own in each language, or the business's. Places only, no code."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.domain.errors import InvalidInput
from core.notifications.channels import DESK
from core.notifications.kinds import Kind
from core.services.records import legible
from core.store.tables import TemplateRow
from core.store.unit_of_work import UnitOfWork
from core.translation import Translator

LONGEST_SUBJECT, LONGEST_BODY = 200, 4000
_PLACE = re.compile(r"\{([^{}]*)\}")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_NO_LETTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, halves of characters, and what turns the direction of writing."""


@dataclass(frozen=True)
class Words:
    """A subject and a body with places; `own` where the business wrote them. In the desk there is a subject alone."""

    subject: str
    body: str
    own: bool = False


class Wordbook:
    """The words in force: what the business wrote, else the desk's own."""

    def __init__(self, rows: Sequence[TemplateRow] = ()) -> None:
        self._own = {(row.kind, row.channel, row.language): Words(row.subject, row.body, True) for row in rows}

    @classmethod
    def read(cls, work: UnitOfWork, channel: str = "") -> "Wordbook":
        """As they stand now, of one channel or all."""
        query = select(TemplateRow)
        return cls(work.session.scalars(query.where(TemplateRow.channel == channel) if channel else query).all())

    def of(self, kind: Kind, channel: str, say: Translator) -> Words:
        """The words of a kind by a channel, in the language of `say`."""
        own = self._own.get((kind.key, channel, say.language))
        return own or default(kind, channel, say)


def default(kind: Kind, channel: str, say: Translator) -> Words:
    """The desk's own words."""
    return Words(say(kind.line), "") if channel == DESK else Words(say(kind.subject), say(kind.body))


def fill(text: str, values: Mapping[str, object], show: Callable[[object], str]) -> str:
    """Put values into places, once: what a value says is never read as a place again. One that is not there says
    nothing."""
    return _PLACE.sub(lambda place: show(values[place[1]]) if place[1] in values else "", text)


def filled(words: Words, values: Mapping[str, object], show: Callable[[object], str]) -> tuple[str, str]:
    """Subject and body as somebody reads them: the subject in one line, the body without what is no letter."""
    subject = _BLANKS.sub(" ", fill(words.subject, values, show)).strip()
    body = _NO_LETTERS.sub("", fill(words.body, values, show).replace("\r\n", "\n"))
    return subject[:LONGEST_SUBJECT], body.strip() + "\n" if body.strip() else ""


def checked(kind: Kind, channel: str, subject: str, body: str) -> Words:
    """Words the business wrote. Raises `InvalidInput` naming the field, and a place that the kind does not have."""
    subject, body = subject.strip(), "\n".join(body.strip().splitlines())
    wanted = {"subject": subject} if channel == DESK else {"subject": subject, "body": body}
    for field, text in wanted.items():
        longest = LONGEST_SUBJECT if field == "subject" else LONGEST_BODY
        if not text:
            raise InvalidInput.field(field, "请填写")
        if len(text) > longest:
            raise InvalidInput.field(field, "最多 {most} 个字", most=longest)
        legible(**{field: text})
        if field == "subject" and len(text.splitlines()) > 1:
            raise InvalidInput.field(field, "只能写一行")
        if strange := [each for each in _PLACE.findall(text) if each not in kind.places]:
            raise InvalidInput.field(field, "没有占位“{place}”;可以用:{known}", place=f"{{{strange[0]}}}",
                                     known=" ".join(f"{{{each}}}" for each in kind.places))
        if set(_PLACE.sub("", text)) & set("{}"):
            raise InvalidInput.field(field, "花括号只用来写占位,要成对,如 {example}", example="{case}")
    return Words(subject, wanted.get("body", ""), True)
