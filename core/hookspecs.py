"""What a plugin may do: the hooks, each called once for a desk.

A plugin is any module or object with functions of these names marked by `core.hookspecs.hookimpl`; an `Industry` in a
module implements all of them but `register_channels`, a `Capability` those that are not about kinds of case: from what
its modules declare, and from files of agreed names beside them. A hook here has a user today: an industry or a
capability that comes along, or, of channels, the desk's own e-mail.

Industries, policies, catalogues, registers and permissions are asked for while a desk is built; a plugin that fails
there is left out. Everything else is asked for when it is first needed; what fails there is reported and left out
alone, and the plugin stays.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from core.config import Config
    from core.domain.people import Permission
    from core.domain.registry import Industry
    from core.importing.columns import Register
    from core.notifications.channels import Channel
    from core.store.histories import History

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


@hookspec
def register_permissions() -> "Sequence[Permission]":  # type: ignore[empty-body]
    """Name the plugin's own permissions, whose keys begin with its name and a dot.

    Returns:
        What accounts may be allowed besides the desk's own permissions; the duties of `comes_with` bring each along.
        A manifest finds them among what its modules declare.
    """


@hookspec
def register_tables() -> "History | None":
    """Bring tables of the plugin's own, and the migrations that make them. Asked when the database is first opened.

    Returns:
        The tables and the folder of their migrations; None if there are none. Every table's name begins with the
        plugin's and `_`. A manifest takes `tables.py` and `migrations/`, see `core.sdk.tables`. Migrations are applied
        after those of the desk and of the plugins this one needs.
    """


@hookspec
def register_reactions() -> "ModuleType | None":
    """Say what the plugin does when something happens to a case, within the same transaction, and which facts it knows
    from elsewhere.

    Returns:
        A module; everything in it made by `@reacts` and `@facts` counts, for the cases of each industry that needs the
        plugin. None if there is none. A manifest takes `reactions.py`.
    """


@hookspec
def register_pages() -> "ModuleType | None":
    """Bring pages of the plugin's own.

    Returns:
        A module with `pages`, a `core.sdk.web.Blueprint` of the plugin's name whose views say by `@allowed` who may
        call them, and if it wants `ENTRIES`, its places in the navigation, each in a `Group`. None if there is none.
        A manifest takes `pages.py`. Pages without `@allowed`, or at addresses outside `/<plugin>`, are reported and
        left out.
    """


@hookspec
def register_panels() -> "ModuleType | None":
    """Show something on the page of a case.

    Returns:
        A module; every function made a panel by `core.sdk.web.panel` is called with the desk, the reader and the
        case's view, for cases of the industries that need the plugin, and gives HTML, '' for nothing. One that raises
        shows a notice in its place. None if there is none. A manifest takes `panels.py`.
    """


@hookspec
def register_api() -> "ModuleType | None":
    """Offer operations to other programs.

    Returns:
        A module with `resource`, a `core.sdk.rest.Resource` of the plugin's name whose paths begin with `/<plugin>`.
        None if there is none. A manifest takes `api.py`. Operations without permission are reported and left out.
    """


@hookspec
def register_commands() -> "ModuleType | None":
    """Bring a group of commands, `shouhou <plugin> …`.

    Returns:
        A module with `group`, a click group; None if there is none. A manifest takes `commands.py`, which is imported
        when somebody calls one of its commands, and then without any other plugin.
    """


@hookspec
def register_jobs() -> "ModuleType | None":
    """Bring work for the background.

    Returns:
        A module with `JOBS`, functions of a `core.sdk.jobs.Task` by topic, and if it wants `DAILY`, the topics that
        are left once for each day. Topics begin with the plugin's name and a dot. None if there is none. A manifest
        takes `jobs.py`. What a job raises is noted with its work, which comes back later.
    """
