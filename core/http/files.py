"""Names under which files are handed out."""

from pathlib import PurePosixPath


def saved_name(given: str, stored: str) -> str:
    """The name to save a file under: its ending says what the file is, whatever the name it came with says."""
    ending = PurePosixPath(stored).suffix
    known = {".jpg": (".jpg", ".jpeg"), ".mp4": (".mp4", ".m4v", ".mov")}.get(ending, (ending,))
    return given if given.lower().endswith(known) else given + ending
