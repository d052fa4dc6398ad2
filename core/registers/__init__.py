"""Registers at work: writing in them, passing entries on, correcting, erasing."""
