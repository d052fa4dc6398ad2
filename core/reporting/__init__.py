"""Figures of how the business did, each with the cases behind it."""
