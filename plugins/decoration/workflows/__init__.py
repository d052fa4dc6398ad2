"""Kinds of case: the stages they share, and the kinds."""
