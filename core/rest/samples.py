"""Examples in the specification; the tests hold each against its schema."""

from collections.abc import Mapping
from typing import Any


def sample(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """An example of what is sent or answered."""
    return said
