"""The version of what plugins build on: `core.sdk` and its parts, `core.testing`, `core.hookspecs`, policy files."""

from core.domain.errors import DefinitionError

API = "0.2"
"""Major and minor. What is only added raises the minor number; what is taken away or means something else raises the
major one. Below 1.0 the minor number does both."""


def check_api(plugin: str, wanted: str) -> None:
    """Whether a plugin written for an API of this version can run here; '' is whatever there is. Raises
    `DefinitionError` with what to do."""
    if not wanted:
        return
    try:
        asked, here = _numbers(wanted), _numbers(API)
    except ValueError:
        raise DefinitionError("{plugin}: api={wanted!r} is no version; write it as {api!r}",
                              plugin=plugin, wanted=wanted, api=API) from None
    same = asked[0] == here[0] and (asked[1] == here[1] if here[0] == 0 else asked[1] <= here[1])
    if not same:
        raise DefinitionError(
            "{plugin} was written for version {wanted} of the plugin API, this desk has {api}; {cure}",
            plugin=plugin, wanted=wanted, api=API,
            cure="install a newer desk" if asked > here else "install a newer version of the plugin")


def _numbers(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)
