"""The plugins of a desk as people are told of them: what each is, what it brought, and what is wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.registry import Capability, Industry

if TYPE_CHECKING:
    from core.app import Desk

STATES = {"on": "正常", "faulty": "有问题", "left out": "未启用"}
SORTS = {"industry": "行业", "capability": "能力", "plugin": "扩展"}


@dataclass(frozen=True)
class Told:
    """One plugin. `state` and `sort` are keys of `STATES` and `SORTS`; `needs` the capabilities it builds on."""

    plugin: str
    title: str
    sort: str
    state: str
    source: str
    needs: tuple[str, ...]
    problems: tuple[str, ...]
    kinds: tuple[str, ...]
    policies: tuple[str, ...]


def plugin_list(desk: "Desk") -> list[Told]:
    """Every plugin that was found, by name, with what has been noted against it so far."""
    found = []
    for name, health in sorted(desk.plugins.health.items()):
        bundle, own = desk.plugins.bundles.get(name), desk.faces.name_of(name)
        industry = desk.installed.industries.get(own)
        sort = next((word for kind, word in ((Industry, "industry"), (Capability, "capability"))
                     if isinstance(bundle, kind)), "plugin")
        found.append(Told(
            name, bundle.title if bundle else "", sort, health.state, health.source,
            tuple(each.name for each in bundle.capabilities) if bundle else (), tuple(health.problems),
            tuple(sorted(industry.workflows)) if industry else (),
            tuple(sorted(slug for slug in desk.installed.policies if slug.startswith(f"{own}/")))))
    return found
