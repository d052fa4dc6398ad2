"""What a plugin author needs for commands of the plugin's own (`commands.py`): `group`, a click group of its name.

`shouhou <plugin> …` imports this file and nothing of other plugins, so import the plugin's services within commands.
Every listing takes `--json`; who acts is said by `--as`, and has that account's rights.
"""

import click

from core.commands.session import (
    Session,
    as_option,
    change_options,
    examples,
    json_option,
    key_option,
    pass_session,
)
from core.commands.tables import table
from core.commands.values import answers_of

__all__ = [
    "Session", "answers_of", "as_option", "change_options", "click", "examples", "json_option", "key_option",
    "pass_session", "table",
]
