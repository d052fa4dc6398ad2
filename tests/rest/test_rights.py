"""Every operation of the running interface, called as every duty with all its scopes, and with all but the one it
needs. An operation that is missing from the table fails."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from core.accounts.tokens import STEP
from core.domain.people import Actor
from core.http.admission import PROGRAMS
from tests.attack.desk import (
    APPLICATION,
    CLOSING,
    DAYS_OFF,
    DUTIES,
    MEANING,
    NOBODY_THERE,
    PASSWORD,
    REGISTER,
    RETURN,
    TOLD,
    Named,
    Shop,
    picture,
)
from tests.rest.programs import Contract, Programs, every_scope
from tests.rights.test_pages import (
    ADMINISTRATOR,
    EVERYBODY,
    MANAGER,
    OPENERS,
    OVERRULERS,
    REGISTRARS,
    SETTERS,
    WORKERS,
)

HAN = re.compile("[\u3400-\u9fff]+")
Body = Mapping[str, Any]
SERVICE = frozenset({"service"})
CASE, SPARE = "/cases/{names.new}", "/customers/{names.spare}"
CHANGE, TEMPLATE = "/changes/{names.change}", "/notifications/templates/missed/desk/en"
EXPORTED, HOOK, SECOND = "/exports/{names.export}", "/webhooks/{names.webhook}", "/users/{names.users[second]}"
KNOWN, RUN = "/customers/{names.customer}", "/imports/{names.run}"
FRESH = {**APPLICATION, "bought_on": "2025-10-10", "received_at": "2025-10-12T15:00:00+08:00"}

TABLE: dict[str, tuple[frozenset[str], str, str, Body | None]] = {
    "list_cases": (WORKERS, "GET", "/cases", None),
    "open_case": (OPENERS, "POST", "/cases", {"kind": RETURN, "answers": FRESH}),
    "get_case": (WORKERS, "GET", CASE, None),
    "list_case_items": (WORKERS, "GET", CASE + "/items", None),
    "list_case_offers": (WORKERS, "GET", CASE + "/offers", None),
    "list_case_clocks": (WORKERS, "GET", CASE + "/clocks", None),
    "list_case_charges": (WORKERS, "GET", CASE + "/charges", None),
    "list_case_events": (WORKERS, "GET", CASE + "/events", None),
    "list_case_papers": (WORKERS, "GET", CASE + "/papers", None),
    "print_document": (WORKERS, "GET", CASE + "/documents/return_form", None),
    "take_step": (SERVICE, "POST", CASE + "/steps/apply.accept", {"version": 6, "answers": {
        name: True for name in TOLD}}),
    "preview_step": (SERVICE, "POST", CASE + "/steps/apply.accept/preview", {"answers": {
        name: True for name in TOLD}}),
    "get_step_form": (WORKERS, "GET", CASE + "/steps/apply.accept/form", None),
    "comment_case": (WORKERS, "POST", CASE + "/comments", {"text": "Hello"}),
    "list_customer_links": (OPENERS, "GET", CASE + "/customer-links", None),
    "create_customer_link": (OPENERS, "POST", CASE + "/customer-links", {"days": 14}),
    "revoke_customer_link": (OPENERS, "DELETE", CASE + "/customer-links/{names.link}", None),
    "log_contact": (WORKERS, "POST", CASE + "/contacts", {"channel": "phone", "direction": "in", "reached": True}),
    "wait_for": (OPENERS, "POST", CASE + "/wait", {"party": "factory", "why": "Asked"}),
    "resume_case": (OPENERS, "POST", "/cases/{names.waiting}/resume", {}),
    "assign_case": (OPENERS, "POST", CASE + "/assign", {"user_id": 1}),
    "correct_case": (OPENERS, "POST", CASE + "/correct", {"answers": FRESH}),
    "split_case": (OPENERS, "POST", CASE + "/split", {"items": [1], "why": "One goes"}),
    "merge_case": (OPENERS, "POST", CASE + "/merge", {"into": "{names.posted}", "why": "Sent in twice"}),
    "link_case": (OPENERS, "POST", CASE + "/links", {"other": "{names.posted}", "relation": "related"}),
    "close_case": (MANAGER, "POST", CASE + "/close", {"why": "Gone"}),
    "reopen_case": (MANAGER, "POST", "/cases/{names.declined}/reopen", {"why": "Again"}),
    "ask_override": (OVERRULERS, "POST", "/cases/{names.late}/overrides", {
        "rule": "in_return_window", "reason": "Ill"}),
    "answer_override": (MANAGER, "POST", "/cases/{names.asked}/overrides/{names.fingerprint}/answer", {"grant": True}),
    "list_evidence": (WORKERS, "GET", CASE + "/evidence", None),
    "upload_evidence": (WORKERS, "POST", CASE + "/evidence", None),
    "get_evidence": (WORKERS, "GET", CASE + "/evidence/{names.evidence}", None),
    "list_kinds": (WORKERS, "GET", "/kinds", None),
    "get_opening_form": (OPENERS, "GET", f"/kinds/{RETURN}/form", None),
    "list_customers": (WORKERS, "GET", "/customers", None),
    "register_customer": (REGISTRARS, "POST", "/customers", {"name": "Eve"}),
    "get_customer": (WORKERS, "GET", KNOWN, None),
    "change_customer": (REGISTRARS, "PATCH", KNOWN, {"phones": ["13800006622"]}),
    "list_products": (WORKERS, "GET", KNOWN + "/products", None),
    "register_product": (REGISTRARS, "POST", KNOWN + "/products", {"name": "Lamp"}),
    "get_product": (WORKERS, "GET", "/products/{names.product}", None),
    "list_policies": (EVERYBODY, "GET", "/policies", None),
    "get_policy": (EVERYBODY, "GET", "/policies/furniture/return-exchange", None),
    "get_coverage": (EVERYBODY, "GET", "/policies/coverage", None),
    "get_facts": (EVERYBODY, "GET", f"/policies/facts/{RETURN}", None),
    "try_policies": (EVERYBODY, "POST", "/policies/try", {"kind": RETURN}),
    "get_promise_report": (WORKERS, "GET", "/reports/promises", None),
    "list_reports": (WORKERS, "GET", "/reports", None),
    "get_report": (WORKERS, "GET", "/reports/furniture/total", None),
    "list_registers": (WORKERS, "GET", "/registers", None),
    "get_register": (WORKERS, "GET", "/registers/furniture/calls", None),
    "list_register_entries": (WORKERS, "GET", "/registers/furniture/calls/entries", None),
    "write_register_entry": (REGISTRARS, "POST", "/registers/furniture/calls/entries", {"answers": {"said": "Hello"}}),
    "get_register_entry": (REGISTRARS, "GET", "/register-entries/{names.entry}", None),
    "correct_register_entry": (REGISTRARS, "POST", "/register-entries/{names.entry}/correct", {
        "answers": {"said": "Hello again"}}),
    "acknowledge_register_entry": (REGISTRARS, "POST",
                                   "/register-entries/{names.entry}/acknowledge", None),
    "erase_register_entry": (MANAGER, "POST", "/register-entries/{names.entry}/erase", {"why": "Asked"}),
    "list_tasks": (WORKERS, "GET", "/tasks", None),
    "get_task": (WORKERS, "GET", "/tasks/{names.task}", None),
    "sign_task": (frozenset({"quality"}), "POST", "/tasks/{names.task}/parts/quality/sign", {"version": 0}),
    "reopen_task": (MANAGER, "POST", "/tasks/{names.task}/parts/manager/reopen", {"why": "Again"}),
    "list_values": (EVERYBODY, "GET", "/values/furniture", None),
    "list_settings": (EVERYBODY, "GET", "/values/furniture/history", None),
    "set_value": (SETTERS, "PUT", "/values/furniture/refund.within", {"value": "9 days"}),
    "list_imports": (MANAGER, "GET", "/imports", None),
    "upload_register": (MANAGER, "POST", "/imports", None),
    "get_import": (MANAGER, "GET", RUN, None),
    "discard_import": (MANAGER, "DELETE", RUN, None),
    "get_import_columns": (MANAGER, "GET", RUN + "/columns", None),
    "map_import_columns": (MANAGER, "PUT", RUN + "/columns", {"columns": dict(MEANING)}),
    "try_import": (MANAGER, "POST", RUN + "/dry-run", None),
    "start_import": (MANAGER, "POST", RUN + "/start", None),
    "resume_import": (MANAGER, "POST", RUN + "/resume", None),
    "list_import_rows": (MANAGER, "GET", RUN + "/rows", None),
    "get_correction": (MANAGER, "GET", RUN + "/correction", None),
    "get_calendar": (EVERYBODY, "GET", "/calendar/2025", None),
    "list_calendars": (EVERYBODY, "GET", "/calendars", None),
    "add_calendar": (SETTERS, "POST", "/calendars", {"calendar": "posts", "title": "Posts"}),
    "get_calendar_week": (EVERYBODY, "GET", "/calendars/default", None),
    "retire_calendar": (SETTERS, "POST", "/calendars/repair/retire", None),
    "list_calendar_days": (EVERYBODY, "GET", "/calendars/repair/days/2025", None),
    "list_calendar_versions": (EVERYBODY, "GET", "/calendars/repair/versions", None),
    "compare_calendar_versions": (EVERYBODY, "GET", "/calendars/repair/differences?one=1&other=1", None),
    "import_calendar": (SETTERS, "POST", "/calendars/default/import", None),
    "list_calendar_teams": (EVERYBODY, "GET", "/calendar-teams", None),
    "list_changes": (SETTERS, "GET", "/changes", None),
    "draft_change": (SETTERS, "POST", "/changes", {"kind": "calendar", "content": CLOSING}),
    "get_change": (SETTERS, "GET", CHANGE, None),
    "look_at_change": (SETTERS, "POST", CHANGE + "/look", None),
    "apply_change": (SETTERS, "POST", CHANGE + "/apply", {"applies": "open"}),
    "drop_change": (SETTERS, "POST", CHANGE + "/drop", None),
    "move_case": (MANAGER, "POST", CASE + "/move", {"why": "Agreed"}),
    "get_me": (EVERYBODY, "GET", "/me", None),
    "get_counts": (WORKERS, "GET", "/counts", None),
    "list_exports": (MANAGER, "GET", "/exports", None),
    "ask_export": (MANAGER, "POST", "/exports", {"what": "cases", "form": "csv"}),
    "get_export": (MANAGER, "GET", EXPORTED, None),
    "fetch_export": (MANAGER, "GET", EXPORTED + "/file", None),
    "remove_export": (MANAGER, "DELETE", EXPORTED, None),
    "list_webhooks": (ADMINISTRATOR, "GET", "/webhooks", None),
    "create_webhook": (ADMINISTRATOR, "POST", "/webhooks", {"title": "Shop", "url": NOBODY_THERE}),
    "get_webhook": (ADMINISTRATOR, "GET", HOOK, None),
    "change_webhook": (ADMINISTRATOR, "PATCH", HOOK, {"title": "Shop"}),
    "remove_webhook": (ADMINISTRATOR, "DELETE", HOOK, None),
    "disable_webhook": (ADMINISTRATOR, "POST", HOOK + "/disable", None),
    "enable_webhook": (ADMINISTRATOR, "POST", HOOK + "/enable", None),
    "rotate_webhook_key": (ADMINISTRATOR, "POST", HOOK + "/key", None),
    "ping_webhook": (ADMINISTRATOR, "POST", HOOK + "/ping", None),
    "redeliver_lost": (ADMINISTRATOR, "POST", HOOK + "/redeliver", None),
    "list_deliveries": (ADMINISTRATOR, "GET", HOOK + "/deliveries", None),
    "get_delivery": (ADMINISTRATOR, "GET", HOOK + "/deliveries/{names.delivery}", None),
    "redeliver": (ADMINISTRATOR, "POST", HOOK + "/deliveries/{names.delivery}/redeliver", None),
    "list_users": (ADMINISTRATOR, "GET", "/users", None),
    "create_user": (ADMINISTRATOR, "POST", "/users", {
        "login": "eve", "name": "Eve", "password": PASSWORD}),
    "get_user": (ADMINISTRATOR, "GET", SECOND, None),
    "change_user": (ADMINISTRATOR, "PATCH", SECOND, {"name": "Eve"}),
    "set_password": (ADMINISTRATOR, "PUT", SECOND + "/password", {"password": PASSWORD}),
    "list_colleagues": (WORKERS, "GET", "/colleagues", None),
    "list_units": (ADMINISTRATOR, "GET", "/units", None),
    "list_tokens": (SETTERS, "GET", "/tokens", None),
    "create_token": (SETTERS, "POST", "/tokens", {"title": "Shop", "scopes": ["api.use"]}),
    "revoke_token": (SETTERS, "DELETE", "/tokens/{own}", None),
    "list_user_tokens": (ADMINISTRATOR, "GET", SECOND + "/tokens", None),
    "create_user_token": (ADMINISTRATOR, "POST", SECOND + "/tokens", {"title": "Shop", "scopes": ["case.view"]}),
    "revoke_user_token": (ADMINISTRATOR, "DELETE", SECOND + "/tokens/{second}", None),
    "list_audit_events": (SETTERS, "GET", "/audit/events", None),
    "verify_audit": (SETTERS, "POST", "/audit/verify", {}),
    "list_sealed_days": (SETTERS, "GET", "/audit/days", None),
    "list_personal_data": (SETTERS, "GET", "/privacy/kinds", None),
    "list_accesses": (SETTERS, "GET", "/privacy/accesses", None),
    "plan_erasure": (MANAGER, "GET", SPARE + "/erase", None),
    "erase_customer": (MANAGER, "POST", SPARE + "/erase", {"why": "asked", "confirm": "{names.spare}"}),
    "disclose_customer": (MANAGER, "POST", SPARE + "/disclose", None),
    "list_notifications": (WORKERS, "GET", "/notifications", None),
    "read_notifications": (WORKERS, "POST", "/notifications/read", None),
    "read_notification": (SERVICE, "POST", "/notifications/{names.notification}/read", None),
    "list_wishes": (WORKERS, "GET", "/notifications/wishes", None),
    "change_wish": (WORKERS, "PATCH", "/notifications/wishes", {
        "kind": "missed", "channel": "desk", "wanted": False}),
    "list_templates": (SETTERS, "GET", "/notifications/templates", None),
    "get_template": (SETTERS, "GET", TEMPLATE, None),
    "set_template": (SETTERS, "PUT", TEMPLATE, {"subject": "{{case}}"}),
    "reset_template": (SETTERS, "DELETE", TEMPLATE, None),
    "list_messages": (SETTERS, "GET", "/messages", None),
    "resend_message": (SETTERS, "POST", "/messages/{names.message}/resend", None),
    "list_consents": (WORKERS, "GET", SPARE + "/consents", None),
    "record_consent": (WORKERS, "POST", SPARE + "/consents", {"purpose": "photos", "given": True}),
}
"""Who may, how it is called. Others who see cases get 403; who sees none, too: the door is before the room."""


OWN = {"read_notification", "get_register_entry", "correct_register_entry", "acknowledge_register_entry"}
"""About something of some accounts alone: to others there is no such thing."""


def test_the_table_names_every_operation(shop: Shop, contract: Contract) -> None:
    """Operations of plugins have tables of their own beside their tests."""
    brought = tuple(f"/api/v1/{name}/" for name in shop.desk.faces.modules("register_api"))
    assert {operation["operationId"] for path, _, operation in contract.operations()
            if not f"{path}/".startswith(brought)} == TABLE.keys()


@pytest.fixture(scope="module")
def doors(pattern: tuple[Path, Named], contract: Contract,
          tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Programs]]:
    folder = tmp_path_factory.mktemp("doors") / "desk"
    shutil.copytree(pattern[0], folder)
    shop = Shop(folder, pattern[1])
    shop.names.declined = shop.desk.opening.open(shop["service"], _late()).number
    shop.desk.steps.take(shop["service"], shop.names.declined, "apply.decline", {"why": "Late", "told_by": "phone"})
    # The same words written otherwise are another rulebook, so that a case may go over to it.
    shop.desk.policies.set_value(Actor.system(), "furniture", "refund.within", "7 d")
    programs = Programs(shop, contract)
    programs("second")
    for login in DUTIES:
        programs(login)
        for needed in every_scope(shop[login]):
            rest = [each for each in every_scope(shop[login]) if each != needed]
            programs.made[login, "without", needed] = programs(login, *rest).token
    shop.keep()
    yield shop, programs
    shop.desk.store.dispose()


def _late() -> Any:
    from core.services.opening import Request

    return Request(RETURN, {**APPLICATION, "bought_on": "2025-08-01", "order_no": "D-declined"})


def _peer(name: str) -> str:
    """An address for each call: who has no token too often from one is told to wait."""
    digest = sha256(name.encode()).digest()
    return f"10.{digest[0]}.{digest[1]}.{digest[2]}"


def _token_of(shop: Shop, login: str) -> int:
    """The oldest token that somebody has."""
    return shop.desk.tokens.all(Actor.system(), shop.names.users[login])[-1].id


def _call(shop: Shop, programs: Programs, name: str) -> Callable[..., Any]:
    _, method, path, body = TABLE[name]
    said = None if body is None else {
        key: each.format(names=shop.names) if isinstance(each, str) else each for key, each in body.items()}

    def call(*whose: str) -> Any:
        more: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": _peer(name)}}
        address = path.format(names=shop.names, own=_token_of(shop, whose[0] or "second"),
                              second=_token_of(shop, "second"))
        if name in ("upload_evidence", "upload_register", "import_calendar"):
            content = {"upload_evidence": picture((5, 5, 5)), "import_calendar": DAYS_OFF}.get(name, REGISTER.encode())
            more["data"] = {"file": (BytesIO(content), "a.file")}
        return programs(*whose).send(method, address, said, **more)
    return call


REFUSED = {"close_case"}
"""What even who may is refused here: the plugin of the case is in use."""


@pytest.mark.parametrize("name", TABLE)
def test_who_may(doors: tuple[Shop, Programs], contract: Contract, name: str) -> None:
    shop, programs = doors
    allowed, method, _, _ = TABLE[name]
    call, found = _call(shop, programs, name), {}
    needed, = ("".join(each["bearer"]) for _, _, operation in contract.operations() if operation["operationId"] == name
                  for each in operation["security"])
    with shop.unchanged("tokens", "accesses"):
        assert call("").status_code == 401
        for login in (each for each in DUTIES if needed in every_scope(shop[each])):
            short = call(login, "without", needed).get_json(force=True)
            assert (short["status"], short["code"], short["scope"]) == (403, "missing-scope", needed)
        for login in (each for each in DUTIES if each not in allowed):
            reply = call(login)
            found[login] = reply.status_code < 300
            # Who sees no cases is told of none, where the door is that of steps.
            hidden = (needed == STEP.key and login == "administrator") or (name in OWN and login != "administrator")
            assert reply.status_code == (404 if hidden else 403), login
    for login in sorted(allowed):
        status = call(login).status_code
        found[login] = status < 300 or (status == 409 and name in REFUSED)
        if method != "GET":
            shop.restore()
    assert found == {login: login in allowed for login in DUTIES}


def test_readings_in_english_are_in_english(doors: tuple[Shop, Programs]) -> None:
    """The shop's people, goods and words are Latin, so every Chinese character is the desk's own; but a clause is given
    in both languages, and an announcement by the title it has."""
    shop, programs = doors
    found = {}
    for name, (allowed, method, _, _) in TABLE.items():
        if method == "GET" and name != "get_export_file":
            reply = _call(shop, programs, name)(min(allowed))
            found[name] = _chinese(reply.json) if reply.mimetype == "application/json" else []
    assert {name: said for name, said in found.items() if said} == {}


def _chinese(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [each for name, part in said.items() if name not in ("zh", "source") for each in _chinese(part)]
    if isinstance(said, list):
        return [each for part in said for each in _chinese(part)]
    return HAN.findall(said) if isinstance(said, str) else []


def test_routes_stand_behind_the_door(doors: tuple[Shop, Programs]) -> None:
    """Without a token no address below `/api/` says anything but the specification."""
    shop, _ = doors
    client = shop.app.test_client()
    for rule in shop.app.url_map.iter_rules():
        if rule.rule.startswith(PROGRAMS) and not rule.rule.endswith("openapi.json"):
            address = re.sub(r"<int[^>]*>", "1", re.sub(r"<int[^>]*:year>", "2025", rule.rule))
            address = re.sub(r"<[^>]+>", "abc", address)
            for method in (rule.methods or set()) - {"HEAD"}:
                peer = {"REMOTE_ADDR": _peer(f"{method} {address}")}
                reply = client.open(address, method=method, json={}, environ_overrides=peer)
                assert reply.status_code == 401, rule
