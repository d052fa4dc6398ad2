"""The shop, asked as a browser or a program asks it."""

from tests.attack.desk import pattern, shop

__all__ = ["pattern", "shop"]
