"""What people write about visits: whole, or refused."""

from core.sdk.services import InvalidInput, legible


def a_note(field: str, said: str, longest: int, *, needed: str = "") -> str:
    """Words. Nothing of them is cut off. `needed` says what is missing where nothing was written. Raises
    `InvalidInput` naming the field."""
    legible(**{field: said})
    found = said.strip()
    if needed and not found:
        raise InvalidInput.field(field, needed)
    if len(found) > longest:
        raise InvalidInput.field(field, "太长,最多 {longest} 个字", longest=longest)
    return found
