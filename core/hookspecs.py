"""What a plugin may do: the hooks, each called once while a desk is built.

A plugin is any module or object with functions of these names marked by `core.hookspecs.hookimpl`; an `Industry` in a
module implements all of them but `register_channels`. A hook here has a user today: an industry that comes along, or,
of channels, the desk's own e-mail.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from core.config import Config
    from core.domain.registry import Industry
    from core.importing.columns import Register
    from core.notifications.channels import Channel

PROJECT = "shouhou"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_industry() -> "Industry":  # type: ignore[empty-body]
    """Declare an industry: forms, rules, workflows, targets, documents, terms and duties, found by attribute name.

    Returns:
        The plugin's `Industry`. Its name must not be taken by another plugin; it prefixes every kind of case.
    Raises:
        DefinitionError: a declaration cannot work; the plugin is reported and left out.
    """


@hookspec
def register_policies() -> Path:  # type: ignore[empty-body]
    """Name the folder with the plugin's regulations.

    Returns:
        A folder of `*.toml` policy files; `<industry>/<file name>` becomes each one's slug. A file that cannot be read
        or does not pass `policy check` is reported and left out, the others stay.
    """


@hookspec
def register_translations() -> Path:  # type: ignore[empty-body]
    """Name the folder with the plugin's catalogues.

    Returns:
        A folder with one `<language>.po` per language besides Chinese, whose message ids are the Chinese texts.
    """


@hookspec
def register_imports() -> "Register | None":
    """Describe the register that shops of this industry keep, so that `import cases` can read one.

    Returns:
        The columns with the words people use for them, and which kind of case a row becomes; None if there is none.
    """


@hookspec
def register_demo() -> "ModuleType | None":
    """Give the stories of the demo business. Asked only when somebody makes it.

    Returns:
        A module with `play(stage)`, called with a `core.demo.Stage`: it plays the plugin's stories through the
        services along a simulated time. None if there are none.
    """


@hookspec
def register_channels(config: "Config") -> "Sequence[Channel]":  # type: ignore[empty-body]
    """Bring channels by which people are told of things: objects of classes derived from `core.sdk.channels.Channel`.

    Args:
        config: what `shouhou.toml` says. A plugin's own secrets come from the environment or from files.
    Returns:
        The channels that are set up; none where something is missing. A key that is taken, or `desk`, is reported and
        left out. What a channel's `send` raises is noted with the message, which is tried again.
    """
