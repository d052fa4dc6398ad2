"""The base of the tables of visits; those of people lie in `people_tables`, all others in `tables`."""

from core.sdk.tables import Tables


class Base(Tables, plugin="visits"):
    """Every table of visits."""
