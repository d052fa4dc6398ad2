"""Who may do what with people, roster, requests, whereabouts, calls and the board: every use case as every duty."""

import inspect
from datetime import date

import pytest

from core.capabilities.visits.asking import Requests
from core.capabilities.visits.attempts import Attempts
from core.capabilities.visits.board import Board
from core.capabilities.visits.people import People
from core.capabilities.visits.roster import Roster, Turn
from core.capabilities.visits.whereabouts import Whereabouts
from core.domain.errors import DeskError, Forbidden
from core.site import create_site
from tests.capabilities.visits.conftest import PEOPLE, Ovens
from tests.capabilities.visits.test_onsite_pages import browser, send
from tests.services.shop import at

EVERYBODY = frozenset({"service", "dispatch", "technician", "manager"})
SENDERS, CALLERS = frozenset({"dispatch", "manager"}), frozenset({"service", "dispatch", "manager"})
KEEPERS = frozenset({"manager"})
MODULES = {f"core.capabilities.visits.{each}_pages" for each in ("board", "people", "roster", "staff")}
DAY, REST = date(2025, 3, 7), Turn.parse("休")
SERVICES = {each.__name__: each for each in (People, Roster, Requests, Whereabouts, Attempts, Board)}
TABLE: dict[str, tuple[frozenset[str], tuple[object, ...]]] = {
    "People.all": (EVERYBODY, ()), "People.names": (EVERYBODY, ()), "People.one": (EVERYBODY, ("wu",)),
    "People.save": (KEEPERS, ("xu",)), "People.train": (KEEPERS, ("xu", "美的", date(2025, 3, 1))),
    "People.authorisations": (EVERYBODY, ()), "People.units": (EVERYBODY, ()),
    "People.authorise": (KEEPERS, ("south", "美的", "授权书", DAY)), "People.revoke": (KEEPERS, (1, DAY)),
    "Roster.span": (EVERYBODY, (DAY,)), "Roster.mine": (EVERYBODY, (DAY,)), "Roster.patterns": (EVERYBODY, ()),
    "Roster.set": (KEEPERS, ("xu", DAY, REST, "理由")), "Roster.save_pattern": (KEEPERS, ("两班", [REST])),
    "Roster.fill": (KEEPERS, ("两班", ["xu"], DAY, DAY)), "Roster.attend": (KEEPERS, ("xu", DAY, "present")),
    "Requests.all": (EVERYBODY, ()), "Requests.change_day": (EVERYBODY, (DAY, REST, "理由")),
    "Requests.swap_days": (EVERYBODY, (DAY, "xu", "理由")), "Requests.swap_job": (EVERYBODY, ("KX-1", "xu", "理由")),
    "Requests.withdraw": (EVERYBODY, (1,)), "Whereabouts.say": (EVERYBODY, ("office",)),
    "Whereabouts.now": (EVERYBODY, ()), "Whereabouts.exceptions": (EVERYBODY, ()),
    "Whereabouts.allow": (KEEPERS, (1,)), "Attempts.all": (EVERYBODY, ()), "Attempts.counts": (EVERYBODY, (DAY,)),
    "Attempts.record": (CALLERS, ("wu", "missed")), "Attempts.called_back": (CALLERS, (1,)),
    "Attempts.disasters": (EVERYBODY, ()), "Attempts.declare": (KEEPERS, ("台风", at("2025-03-01 00:00"))),
    "Attempts.end": (KEEPERS, (1, at("2025-03-02 00:00"))), "Board.show": (EVERYBODY, (DAY,)),
    "Board.send": (SENDERS, ("KX-1", "wu"))}
PAGES: dict[str, tuple[frozenset[str], str]] = {
    **{f"visits.{name} GET": (EVERYBODY, f"/visits/{name}") for name in (
        "board", "roster", "requests", "where", "calls", "people")},
    "visits.person GET": (EVERYBODY, "/visits/people/wu"), "visits.send POST": (SENDERS, "/visits/board"),
    **{f"visits.{name} POST": (KEEPERS, f"/visits/{path}") for name, path in {
        "set_day": "roster/set", "attend": "roster/attend", "save_pattern": "roster/pattern", "fill": "roster/fill",
        "answer": "requests/1/answer", "allow": "where/1/allow", "declare": "calls/disasters",
        "end_disaster": "calls/disasters/1/end", "add_person": "people", "save_person": "people/wu",
        "train": "people/wu/trainings", "authorise": "authorisations"}.items()},
    **{f"visits.{name} POST": (EVERYBODY, f"/visits/{path}") for name, path in {
        "ask_change": "requests/change", "ask_swap": "requests/swap", "withdraw": "requests/1/withdraw",
        "report": "where"}.items()},
    "visits.ask_job POST": (EVERYBODY, "/visits/requests/job"), "visits.call POST": (CALLERS, "/visits/calls"),
    "visits.called_back POST": (CALLERS, "/visits/calls/1/back")}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_page_as_every_duty(ovens: Ovens) -> None:
    app = create_site(ovens.desk)
    ours = {f"{rule.endpoint} {method}" for rule in app.url_map.iter_rules() for method in rule.methods or ()
            if method in ("GET", "POST") and app.view_functions[rule.endpoint].__module__ in MODULES}
    assert ours == set(PAGES)
    for login, duty in PEOPLE.items() - {("xu", "technician")}:
        client = browser(ovens, app, login)
        for name, (allowed, path) in PAGES.items():
            reply = client.get(path) if name.endswith("GET") else send(client, path)
            assert (reply.status_code == 403) is (duty not in allowed), (name, duty, reply.status_code)
    assert app.test_client().get("/visits/board").status_code == 302


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_use_case_as_every_duty(ovens: Ovens) -> None:
    for name, (allowed, arguments) in {**TABLE, "Requests.answer": (KEEPERS, (1,))}.items():
        service, _, method = name.partition(".")
        more = {"grant": True} if method == "answer" else {}
        for login, duty in PEOPLE.items():
            refused = False
            try:
                getattr(SERVICES[service](ovens.desk.place), method)(ovens[login], *arguments, **more)
            except Forbidden:
                refused = True
            except DeskError:  # it may, and there is nothing to do it with
                pass
            assert refused is (duty not in allowed), (name, duty)


def test_every_use_case_is_in_the_table() -> None:
    known = {f"{name}.{method}" for name, service in SERVICES.items() for method, found in vars(service).items()
             if not method.startswith("_") and inspect.isfunction(found)
             and "actor" in inspect.signature(found).parameters}
    assert known == {*TABLE, "Requests.answer"}
