"""The base of the tables of coverage: those of warranties lie in `tables`, those of whole units in `unit_tables`."""

from core.sdk.tables import Tables


class Base(Tables, plugin="coverage"):
    """Every table of coverage."""
