"""Kinds of case and the stages they are made of."""
