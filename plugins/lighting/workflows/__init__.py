"""Kinds of case: the stages they share, and one module for each group of kinds."""
