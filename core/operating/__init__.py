"""Keeping the desk running: whether it is well, what it has to do, backups, and what breaks under it."""
