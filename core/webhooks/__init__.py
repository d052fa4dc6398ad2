"""Telling other programs what happened: who wants to know, where that may be, how it is signed, sent and sent again."""
