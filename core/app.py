"""The desk: plugins, regulations, store and services put together. The only place that knows all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from core.config import Config
from core.domain.check import check
from core.domain.errors import DefinitionError, PolicyError
from core.domain.policies import PolicyFile, load_folder
from core.domain.registry import Industry, Registry
from core.domain.rulebook import Adoption
from core.faces import Faces
from core.importing.columns import Register
from core.plugins import Plugins, discover
from core.services.workplace import Workplace
from core.store.store import Store, utc_now
from core.translation import Translator

if TYPE_CHECKING:
    from core.accounts.tokens import Tokens
    from core.accounts.users import Users
    from core.calendars.service import Calendars
    from core.customer_list import CustomerList
    from core.exports.service import Exports
    from core.notifications.service import Notifications
    from core.operating.health import Health
    from core.operating.metrics import Metrics
    from core.planning.service import Planning
    from core.plans.service import Plans
    from core.pluginless import PluginlessCases
    from core.portal.links import Links
    from core.portal.service import Portal
    from core.privacy.accesses import AccessLog
    from core.privacy.consents import Consents
    from core.privacy.erasing import Erasing
    from core.privacy.retention import Retention
    from core.register_imports import Imports
    from core.registers.service import Registers
    from core.regulations import Policies
    from core.reporting.declared import DeclaredReports
    from core.reporting.promises import Reports
    from core.services.arranging import Arranging
    from core.services.audit import Audit
    from core.services.customers import Customers
    from core.services.notes import Notes
    from core.services.opening import Opening
    from core.services.refreshing import Refreshing
    from core.services.steps import Steps
    from core.services.sweep import Sweeper
    from core.services.views import Views
    from core.trials import Trials
    from core.webhooks.subscriptions import Webhooks

T = TypeVar("T")


@dataclass
class Installed:
    """What the plugins brought: industries, usable regulations, regulations left out and why, registers, catalogues."""

    industries: dict[str, Registry] = field(default_factory=dict)
    policies: dict[str, PolicyFile] = field(default_factory=dict)
    broken: dict[str, PolicyError] = field(default_factory=dict)
    registers: dict[str, Register] = field(default_factory=dict)
    catalogues: list[Path] = field(default_factory=list)


def install(plugins: Plugins) -> Installed:
    """Ask every plugin what it brings. What does not work is reported with its plugin and left out."""
    found, industry_of = Installed(), dict[str, str]()
    for name, industry in _answers(plugins, "register_industry", Industry):
        if _take_industry(plugins, found, name, industry):
            industry_of[name] = industry.name
    for name, folder in _answers(plugins, "register_policies", Path):
        if name in industry_of:
            _take_policies(plugins, found, name, found.industries[industry_of[name]], folder)
    found.catalogues = [folder for _, folder in _answers(plugins, "register_translations", Path)]
    found.registers = {industry_of.get(name, name): register
                       for name, register in _answers(plugins, "register_imports", Register)}
    for name, industry_name in industry_of.items():
        if plugins.health[name].state == "left out":
            del found.industries[industry_name]
            found.policies = {slug: each for slug, each in found.policies.items() if each.industry != industry_name}
    return found


def _answers(plugins: Plugins, hook: str, kind: type[T]) -> Iterator[tuple[str, T]]:
    """What plugins answer to a hook; one that answers with something else is left out."""
    for name, answer in plugins.call(hook):
        if isinstance(answer, kind):
            yield name, answer
        elif answer is not None or kind is Industry:
            plugins.health[name].fault(f"{hook} returned {answer!r}, which is no {kind.__name__}", left_out=True)


def _take_industry(plugins: Plugins, found: Installed, name: str, industry: Industry) -> bool:
    try:
        if industry.name in found.industries:
            raise DefinitionError("{plugin}: industry {industry!r} is taken; choose another name",
                                  plugin=name, industry=industry.name)
        found.industries[industry.name] = Registry(industry)
    except DefinitionError as error:
        plugins.health[name].fault(str(error), left_out=True)
        return False
    return True


def _take_policies(plugins: Plugins, found: Installed, name: str, registry: Registry, folder: Path) -> None:
    read, found_broken = load_folder(folder, registry.name)
    for slug, policy in read.items():
        try:
            check(registry, policy)
            found.policies[slug] = policy
        except PolicyError as error:
            found_broken[slug] = error
    for slug, problem in found_broken.items():
        found.broken[slug] = problem
        plugins.health[name].fault(f"policy {slug} is left out: {problem}")


class Desk:
    """A service desk, built from its configuration; nothing is global. `now` tells the time (aware UTC)."""

    def __init__(self, config: Config, *, now: Callable[[], datetime] = utc_now, store: Store | None = None) -> None:
        self.config, self.now = config, now
        self.plugins = discover(config.plugins, config.extra_plugins, config.plugin_folders)
        self.installed = install(self.plugins)
        self.faces = Faces(self.plugins, self.installed.industries)
        self._given_store = store

    @cached_property
    def store(self) -> Store:
        """Opened when first needed: trials and listings do without a database."""
        if self._given_store:
            self._given_store.histories = self._given_store.histories or self.faces.histories
            return self._given_store
        if self.config.database_url.startswith("sqlite"):
            self.config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Store(self.config.database_url, self.now, self.faces.histories)

    @cached_property
    def adopted(self) -> tuple[Adoption, ...]:
        """The regulations in force, in order; one that cannot be used is reported and left out."""
        found = []
        for each in self.config.policies:
            if policy := self.installed.policies.get(each.slug):
                found.append(Adoption(policy, each.where))
            elif each.slug not in self.installed.broken:
                from core.domain.errors import unknown

                self.installed.broken[each.slug] = PolicyError([unknown("policy", each.slug, self.installed.policies)])
        return tuple(found)

    @cached_property
    def place(self) -> Workplace:
        """What the services work with."""
        return Workplace(self.config, self.store, self.installed.industries, self.installed.policies, self.adopted,
                         self.installed.registers, self.now, reactions=self.faces.reactions,
                         permissions=self.faces.permissions)

    @cached_property
    def trial_place(self) -> Workplace:
        """The same for trying and listing, without opening the database."""
        return Workplace(self.config, Store.create_for_trial(histories=self.faces.histories),
                         self.installed.industries, self.installed.policies, self.adopted, self.installed.registers,
                         self.now, reactions=self.faces.reactions,
                         permissions=self.faces.permissions)

    def translator(self, language: str) -> Translator:
        """Says the desk's texts in a language, those of plugins included."""
        return Translator(language, self.installed.catalogues)

    @cached_property
    def opening(self) -> "Opening":
        from core.services.opening import Opening

        return Opening(self.place)

    @cached_property
    def views(self) -> "Views":
        from core.services.views import Views

        return Views(self.place)

    @cached_property
    def pluginless(self) -> "PluginlessCases":
        from core.pluginless import PluginlessCases

        return PluginlessCases(self.place)

    @cached_property
    def steps(self) -> "Steps":
        from core.services.steps import Steps

        return Steps(self.place)

    @cached_property
    def notes(self) -> "Notes":
        from core.services.notes import Notes

        return Notes(self.place)

    @cached_property
    def arranging(self) -> "Arranging":
        from core.services.arranging import Arranging

        return Arranging(self.place)

    @cached_property
    def customers(self) -> "Customers":
        from core.services.customers import Customers

        return Customers(self.place)

    @cached_property
    def customer_list(self) -> "CustomerList":
        from core.customer_list import CustomerList

        return CustomerList(self.place)

    @cached_property
    def policies(self) -> "Policies":
        from core.regulations import Policies

        return Policies(self.place)

    @cached_property
    def trials(self) -> "Trials":
        from core.trials import Trials

        return Trials(self.trial_place)

    @cached_property
    def users(self) -> "Users":
        from core.accounts.users import Users

        return Users(self.place)

    @cached_property
    def tokens(self) -> "Tokens":
        from core.accounts.tokens import Tokens

        return Tokens(self.place, self.users)

    @cached_property
    def sweeper(self) -> "Sweeper":
        from core.services.sweep import Sweeper

        return Sweeper(self.place)

    @cached_property
    def refreshing(self) -> "Refreshing":
        from core.services.refreshing import Refreshing

        return Refreshing(self.place)

    @cached_property
    def audit(self) -> "Audit":
        from core.services.audit import Audit

        return Audit(self.place)

    @cached_property
    def exports(self) -> "Exports":
        from core.exports.service import Exports
        from core.privacy.disclosing import Archive

        return Exports(self.place, self.translator, Archive(self.place, self.translator))

    @cached_property
    def health(self) -> "Health":
        from core.operating.health import Health

        return Health(self.place)

    @cached_property
    def metrics(self) -> "Metrics":
        from core.operating.metrics import Metrics

        return Metrics(self.place)

    @cached_property
    def imports(self) -> "Imports":
        from core.register_imports import Imports

        return Imports(self.place)

    @cached_property
    def erasing(self) -> "Erasing":
        from core.privacy.erasing import Erasing

        return Erasing(self.place)

    @cached_property
    def retention(self) -> "Retention":
        from core.privacy.retention import Retention

        return Retention(self.place)

    @cached_property
    def consents(self) -> "Consents":
        from core.privacy.consents import Consents

        return Consents(self.place)

    @cached_property
    def accesses(self) -> "AccessLog":
        from core.privacy.accesses import AccessLog

        return AccessLog(self.place)

    @cached_property
    def webhooks(self) -> "Webhooks":
        from core.webhooks.subscriptions import Webhooks

        return Webhooks(self.place)

    @cached_property
    def notifications(self) -> "Notifications":
        """With the channels there are: e-mail where it is set up, and those of plugins."""
        from core.notifications import mail
        from core.notifications.channels import gathered
        from core.notifications.service import Notifications

        channels = gathered([("", mail.register_channels(self.config)),
                             *self.plugins.call("register_channels", config=self.config)],
                            lambda plugin, problem: self.plugins.health[plugin].fault(problem))
        return Notifications(self.place, channels, self.users.actor, self.translator)

    @cached_property
    def calendars(self) -> "Calendars":
        from core.calendars.service import Calendars

        return Calendars(self.place)

    @cached_property
    def reports(self) -> "Reports":
        from core.reporting.promises import Reports

        return Reports(self.place)

    @cached_property
    def declared_reports(self) -> "DeclaredReports":
        from core.reporting.declared import DeclaredReports

        return DeclaredReports(self.place)

    @cached_property
    def plans(self) -> "Plans":
        from core.plans.service import Plans

        return Plans(self.place)

    @cached_property
    def registers(self) -> "Registers":
        from core.registers.service import Registers

        return Registers(self.place)

    @cached_property
    def portal(self) -> "Portal":
        """The customer's side: requests, links to cases, what is done through them."""
        from core.portal.service import Portal

        return Portal(self.place, self.customer_links, self.opening, self.views, self.steps, self.notes)

    @cached_property
    def customer_links(self) -> "Links":
        from core.portal.links import Links

        return Links(self.place)

    @cached_property
    def planning(self) -> "Planning":
        from core.planning.service import Planning

        return Planning(self.place)
