"""Phones that somebody wrote into free text, masked for those who may not see phones. Every face goes through here."""

import re
from typing import Any

from core.services.views import masked

_APART = r"[-\s－—·]?"
_PHONE = re.compile(
    rf"(?<![\dA-Za-z])(?:\+?(?:86|８６){_APART})?"
    rf"(?:[1１][3-9３-９]\d{_APART}\d{{4}}{_APART}\d{{4}}|[0０]\d{{2,3}}{_APART}\d{{7,8}})(?!\d)")


def without_phones(said: Any, *, whole: bool) -> Any:
    """A text (or texts within lists and mappings) with phones masked unless `whole`; anything else as it is."""
    if whole:
        return said
    if isinstance(said, str):
        # What holds none stays what it was: a label is still to be translated.
        return _PHONE.sub(lambda found: masked(found[0]), said) if _PHONE.search(said) else said
    if isinstance(said, dict):
        return {name: without_phones(each, whole=False) for name, each in said.items()}
    if isinstance(said, list | tuple):
        return type(said)(without_phones(each, whole=False) for each in said)
    return said
