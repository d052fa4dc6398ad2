"""The shop whose doors are tried."""

from tests.attack.desk import pattern, shop

__all__ = ["pattern", "shop"]
