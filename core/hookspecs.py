"""What a plugin may do: the hooks, each called once while a desk is built.

A plugin is any module or object with functions of these names marked by `core.hookspecs.hookimpl`; an `Industry` in a
module implements all of them. A hook here has a
user today: every one is implemented by a bundled industry.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from types import ModuleType

    from core.domain.registry import Industry
    from core.importing.columns import Register

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
