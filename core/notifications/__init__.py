"""Telling people: who hears of what, in which words, by which channels, and what became of it."""
