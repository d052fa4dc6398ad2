"""Two at once, one too late, one with somebody else's key: each thing is done once, by whom it belongs to."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.domain.errors import DeskError
from core.domain.events import OVERRIDE_GRANTED, OVERRIDE_REFUSED
from tests.attack.desk import APPLICATION, RETURN, TOLD, Shop, token_of


def together(*calls: Callable[[], TestResponse]) -> list[int]:
    """What each is answered when all are sent at the same moment."""
    barrier, found = threading.Barrier(len(calls)), list[int]()

    def send(call: Callable[[], TestResponse]) -> None:
        barrier.wait()
        found.append(call().status_code)

    threads = [threading.Thread(target=send, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(found)


@pytest.mark.parametrize("turn", range(3))
def test_one_override_has_one_answer(shop: Shop, turn: int) -> None:
    path = f"/cases/{shop.names.asked}/overrides/{shop.names.fingerprint}"

    def answering(login: str, answer: str) -> Callable[[], TestResponse]:
        browser = shop.client(login)
        token = token_of(browser)
        return lambda: browser.post(path, data={"csrf_token": token, "answer": answer, "reason": "Because"})

    found = together(answering("manager", "grant"), answering("second", "refuse"))
    assert found[0] == 302 and found[1] in (404, 409), found
    kinds = [event.kind for event in shop.desk.views.case(shop["manager"], shop.names.asked).events]
    assert sum(kind in (OVERRIDE_GRANTED, OVERRIDE_REFUSED) for kind in kinds) == 1


def about_a_case(shop: Shop) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Every form about a case that carries a version: who sends it, where, and a good filling in."""
    names = shop.names
    new = f"/cases/{names.new}"
    return {
        "comment": ("manager", f"{new}/do/comment", {"text": "Hello"}),
        "contact": ("manager", f"{new}/do/contact", {"channel": "phone", "direction": "out", "reached": "true"}),
        "assign": ("manager", f"{new}/do/assign", {"to": names.users["second"]}),
        "wait": ("manager", f"{new}/do/wait", {"party": "customer", "why": "Asked"}),
        "resume": ("manager", f"/cases/{names.waiting}/do/resume", {}),
        "correct": ("manager", f"{new}/do/correct", dict(APPLICATION)),
        "split": ("manager", f"{new}/do/split", {"items": "1", "why": "One goes"}),
        "merge": ("manager", f"{new}/do/merge", {"into": names.posted, "why": "Sent in twice", "sure": "true"}),
        "link": ("manager", f"{new}/do/link", {"other": names.posted, "relation": "related"}),
        "step": ("service", f"{new}/steps/apply.accept", dict(TOLD)),
        "override": ("service", f"/cases/{names.late}/override", {"rule": "in_return_window", "reason": "Ill"}),
        "answer": ("manager", f"/cases/{names.asked}/overrides/{names.fingerprint}", {"answer": "grant"}),
    }


CHANGES = ("assign", "wait", "resume", "correct", "split", "merge", "step", "override", "answer")
"""What decides something about the case, so that it must be decided on what there is now."""


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_is_decided_on_a_case_that_has_changed(shop: Shop, name: str) -> None:
    login, path, form = about_a_case(shop)[name]
    browser = shop.client(login)
    token = token_of(browser)
    for stale in ("0", "1000000"):
        with shop.unchanged():
            reply = browser.post(path, data={"csrf_token": token, **form, "version": stale})
            assert reply.status_code in (409, 422), (stale, reply.status)
    number = path.split("/")[2]
    version = shop.desk.views.case(shop["manager"], number).row.version
    assert browser.post(path, data={"csrf_token": token, **form, "version": str(version)}).status_code == 302


def test_a_key_is_good_for_whoever_made_it(shop: Shop) -> None:
    """The key of another person's request neither finds nor hinders it."""
    numbers = set[str]()
    for login in ("service", "manager"):
        browser = shop.client(login)
        for _ in range(2):
            reply = shop.post(browser, "/cases/new", {
                "do": "open", "kind": RETURN, "key": "the-same-key-0001",
                **{f"f.{field}": said for field, said in APPLICATION.items()}})
            assert reply.status_code == 302, reply.text
            numbers.add(str(reply.location).split("/")[2].partition("?")[0])
        assert len(numbers) == (1 if login == "service" else 2)


def test_a_key_used_for_something_else_is_refused(shop: Shop) -> None:
    from core.services.opening import Request

    shop.desk.opening.open(shop["service"], Request(RETURN, APPLICATION), key="key-00000001")
    with shop.unchanged(), pytest.raises(DeskError) as caught:
        shop.desk.opening.open(shop["service"], Request(RETURN, {**APPLICATION, "proof_no": "other"}),
                               key="key-00000001")
    assert caught.value.code == "key-reused"
