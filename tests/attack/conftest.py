"""The shop that is attacked."""

from tests.attack.desk import pattern, shop

__all__ = ["pattern", "shop"]
