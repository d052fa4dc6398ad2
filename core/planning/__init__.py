"""Planned changes: of a calendar, of values, of regulations; looked at before they are made."""
