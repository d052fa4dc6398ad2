"""What is refused, and how it is said: no token, no scope, nonsense, somebody else's, something that has changed."""

import json
from datetime import timedelta
from typing import Any

import pytest

from core.accounts.tokens import STEP
from core.config import Config
from core.domain.people import USE_API, Actor
from core.rest.calling import FAILURES, LARGEST_JSON
from tests.attack.desk import PASSWORD, RETURN, TOLD, Shop
from tests.rest.programs import PROBLEM, ROOT, Programs


def test_without_a_token_nothing_is_said(programs: Programs) -> None:
    reply = programs().get("/cases")
    assert reply.status_code == 401 and reply.headers["WWW-Authenticate"] == "Bearer"
    problem = reply.get_json(force=True)
    assert problem["code"] == "unauthenticated" and problem["type"] == "urn:shouhou:problem:unauthenticated"
    assert "Bearer" in problem["detail"]


@pytest.mark.parametrize("said", ["Bearer", "Bearer x", "Bearer shd_" + "A" * 43, "Basic c2VydmljZTpw",
                                  "shd_" + "A" * 43, "Bearer  shd_\t"])
def test_a_wrong_token_is_none(programs: Programs, said: str) -> None:
    reply = programs().get("/cases", headers={"Authorization": said})
    assert reply.status_code == 401 and reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_log_in_of_the_pages_is_no_token_and_a_token_no_log_in(shop: Shop, programs: Programs) -> None:
    browser = shop.client("manager")
    assert browser.get("/cases").status_code == 200
    assert browser.get(ROOT + "/cases").status_code == 401
    program = programs("manager")
    page = shop.app.test_client().get("/cases", headers={"Authorization": f"Bearer {program.token}"})
    assert page.status_code == 302 and "/login" in page.headers["Location"]
    assert shop.client("service").post(ROOT + "/cases", json={"kind": RETURN}).status_code == 401


def test_who_has_a_right_needs_the_scope_too(shop: Shop, programs: Programs) -> None:
    narrow = programs("service", "case.view")
    assert narrow.get(f"/cases/{shop.names.new}").status_code == 200
    reply = narrow.post(f"/cases/{shop.names.new}/comments", {"text": "Hello"})
    problem = reply.get_json(force=True)
    assert (reply.status_code, problem["code"], problem["scope"]) == (403, "missing-scope", "case.note")
    assert "case.note" in problem["detail"]
    taken = narrow.post(f"/cases/{shop.names.new}/steps/apply.accept", {"version": 6, "answers": dict(TOLD)})
    assert (taken.status_code, taken.get_json(force=True)["scope"]) == (403, STEP.key)


def test_a_scope_that_the_account_has_lost_is_worth_nothing(shop: Shop, programs: Programs) -> None:
    program = programs("manager")
    assert program.get("/cases").status_code == 200
    with shop.desk.store.unit_of_work() as work:
        work.users.get(shop.names.users["manager"]).duties = ["administrator"]
        work.commit()
    reply = program.get("/cases")
    assert (reply.status_code, reply.get_json(force=True)["code"]) == (403, "forbidden")


def test_a_token_ends(shop: Shop, programs: Programs) -> None:
    users, administrator = shop.desk.users, Actor.system()

    def works(program: Any) -> bool:
        return bool(program.get("/cases").status_code == 200)

    first, second, third = (programs(login) for login in ("service", "second", "manager"))
    assert all(map(works, (first, second, third)))
    shop.desk.tokens.revoke(administrator, shop.desk.tokens.all(administrator, shop.names.users["service"])[0].id)
    assert not works(first)
    users.set_password(administrator, shop.names.users["second"], PASSWORD + "new")
    assert not works(second)
    users.change(administrator, shop.names.users["manager"], name="M", duties=["manager"], scope="all", active=False)
    assert not works(third)
    users.change(administrator, shop.names.users["manager"], name="M", duties=["manager"], scope="all", active=True)
    assert not works(third)
    last = programs("finance")
    shop.clock.at += timedelta(days=90) - timedelta(seconds=1)
    assert works(last)
    shop.clock.at += timedelta(seconds=1)
    assert not works(last)


STRANGE: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("broken", {"data": "{", "content_type": "application/json"}, 400, "malformed-json"),
    ("nothing", {"data": "", "content_type": "application/json"}, 400, "malformed-json"),
    ("not a number", {"data": '{"text": NaN}', "content_type": "application/json"}, 400, "malformed-json"),
    ("twice", {"data": '{"text": "a", "text": "b"}', "content_type": "application/json"}, 400, "malformed-json"),
    ("deep", {"data": "[" * 100_000, "content_type": "application/json"}, 400, "malformed-json"),
    ("not UTF-8", {"data": b'{"text": "\xff"}', "content_type": "application/json"}, 400, "malformed-json"),
    ("a form", {"data": {"text": "x"}}, 415, "unsupported-media-type"),
    ("text", {"data": '{"text": "x"}', "content_type": "text/plain"}, 415, "unsupported-media-type"),
    ("a list", {"json": [1]}, 422, "invalid-input"),
    ("a word", {"json": "x"}, 422, "invalid-input"),
    ("unknown", {"json": {"text": "x", "note": "y"}}, 422, "invalid-input"),
    ("missing", {"json": {}}, 422, "invalid-input"),
    ("another type", {"json": {"text": 5}}, 422, "invalid-input"),
    ("empty", {"json": {"text": ""}}, 422, "invalid-input"),
    ("half a character", {"data": '{"text": "\\ud800"}', "content_type": "application/json"}, 422, "invalid-input"),
    ("a zero", {"data": '{"text": "a\\u0000"}', "content_type": "application/json"}, 422, "invalid-input"),
    ("a word as flag", {"json": {"text": "x", "to_customer": "true"}}, 422, "invalid-input"),
    ("a flag as number", {"json": {"text": "x", "version": True}}, 422, "invalid-input"),
    ("too large", {"data": b'{"text": "' + b"x" * LARGEST_JSON + b'"}', "content_type": "application/json"}, 413,
     "too-large"))


@pytest.mark.parametrize(("sent", "status", "code"), [each[1:] for each in STRANGE], ids=[each[0] for each in STRANGE])
def test_nonsense_is_told(shop: Shop, programs: Programs, sent: dict[str, Any], status: int, code: str) -> None:
    program = programs("service")
    with shop.unchanged("tokens"):
        reply = program.send("POST", f"/cases/{shop.names.new}/comments", key="nonsense-1", **sent)
    problem = reply.get_json(force=True)
    assert (reply.status_code, problem["code"]) == (status, code)
    if code == "invalid-input":
        assert problem["errors"] and not any("一" <= each <= "鿿" for each in json.dumps(
            problem, ensure_ascii=False))


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "limit=²", "open=yes", "order=best", "cursor=x",
                                   "nothing=1", "assignee=you", "q=%00", "customer=-1", "waiting=nobody",
                                   "cursor=WyJkdWUiLCIyMDI1LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwxZTMwLGZhbHNlXQ",
                                   "customer=99999999999999999999"])
def test_a_strange_query_is_told(programs: Programs, query: str) -> None:
    reply = programs("service").get("/cases?" + query)
    assert reply.status_code == 422
    assert query.partition("=")[0] in reply.get_json(force=True)["errors"]


def test_a_strange_position_is_told(shop: Shop, programs: Programs) -> None:
    program = programs("manager")
    for items, field in (([0, None], "items.1"), (["0"], "items.0"), ([0.5], "items.0"), ([True], "items.0"),
                         ([-1], "items.0"), ([2**31], "items.0"), ([7], "items"), ([], "items"), (None, "items")):
        with shop.unchanged("tokens"):
            reply = program.post(f"/cases/{shop.names.new}/split", {"items": items, "why": "One goes"})
        assert (reply.status_code, [*reply.get_json(force=True)["errors"]]) == (422, [field]), items


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nothing", 404), ("POST", "/nothing", 404), ("DELETE", "/cases", 405), ("PUT", "/cases/TH-1", 405),
    ("GET", "/cases/", 404), ("OPTIONS", "/cases", 405), ("GET", "/cases/TH-1/evidence/x", 404),
    ("GET", "/cases/TH-1/evidence/99999999999", 404), ("GET", "/cases/%00", 404), ("POST", "/openapi.json", 405)])
def test_what_is_not_there_is_a_problem_too(programs: Programs, method: str, path: str, status: int) -> None:
    reply = programs("service").send(method, path)
    assert reply.status_code == status and reply.mimetype == PROBLEM
    if status == 405:
        assert "GET" in reply.headers["Allow"] and "OPTIONS" not in reply.headers["Allow"]


def test_pages_keep_their_own_errors(shop: Shop, programs: Programs) -> None:
    browser = shop.client("service")
    assert browser.get("/nothing").mimetype == "text/html"
    assert browser.get("/logout").headers["Allow"] and browser.get("/logout").mimetype == "text/html"
    assert browser.get("/cases/TH-0000-1").mimetype == "text/html"


def test_a_fault_is_a_problem_without_its_inside(shop: Shop, programs: Programs, caplog: Any,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    program = programs("service")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(shop.desk.views, "case", broken)
    reply = program.get(f"/cases/{shop.names.new}")
    assert reply.status_code == 500 and "the inside" not in reply.text
    assert reply.headers["X-Request-Id"] in caplog.text


def test_a_database_that_is_away_is_said(shop: Shop, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from sqlalchemy.exc import OperationalError

    program = programs("service")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file"))

    monkeypatch.setattr(shop.desk.views, "case", away)
    reply = program.get(f"/cases/{shop.names.new}")
    assert reply.status_code == 503 and int(reply.headers["Retry-After"]) > 0
    assert reply.get_json(force=True)["code"] == "unavailable"


def test_problems_are_told_in_the_callers_language(shop: Shop, programs: Programs) -> None:
    program = programs("service")
    said = {language: program.get("/cases/TH-1", headers={"Accept-Language": language}).get_json(force=True)["detail"]
            for language in ("zh-CN,zh;q=0.9", "en-GB", "fr")}
    assert said["zh-CN,zh;q=0.9"].startswith("没有找到") and said["en-GB"].startswith("Not found")
    assert said["fr"] == said["en-GB"]  # the account's own


def test_foreign_and_absent_are_the_same_bytes(shop: Shop, programs: Programs) -> None:
    for login in ("apart", "elsewhere"):
        program = programs(login)
        for suffix in ("", "/items", "/events", "/papers", "/evidence", f"/evidence/{shop.names.evidence}",
                       "/steps/apply.accept/form"):
            replies = [program.get(f"/cases/{number}{suffix}") for number in (shop.names.new, "TH-2025-99999")]
            assert _bare(replies[0]) == _bare(replies[1]), suffix
        for suffix, body in (("/comments", {"text": "x"}), ("/steps/apply.accept", {"version": 1}),
                             ("/steps/apply.accept/preview", {}), ("/reopen", {"why": "x"}),
                             ("/overrides", {"rule": "in_return_window", "reason": "x"})):
            replies = [program.post(f"/cases/{number}{suffix}", body) for number in (shop.names.new, "TH-2025-99999")]
            assert _bare(replies[0]) == _bare(replies[1]), suffix
        assert program.get("/cases").json["cases"] == []


def _bare(reply: Any) -> tuple[int, Any, Any]:
    said = reply.get_json(force=True)
    assert reply.status_code == 404
    return reply.status_code, {**said, "request_id": ""}, {
        name for name, _ in reply.headers}


def test_a_refused_step_says_everything_that_was_judged(shop: Shop, programs: Programs) -> None:
    program, number = programs("service"), shop.names.late
    version = program.get(f"/cases/{number}/offers").json["version"]
    reply = program.post(f"/cases/{number}/steps/apply.accept", {"version": version, "answers": dict(TOLD)})
    problem = reply.get_json(force=True)
    assert (reply.status_code, problem["code"]) == (409, "refused")
    refusing = [each for each in problem["decisions"] if each["rule"] == "in_return_window"]
    assert refusing[0]["outcome"] == "deny" and refusing[0]["basis"][0]["clause"]


def test_a_step_of_another_duty_is_forbidden(shop: Shop, programs: Programs) -> None:
    reply = programs("finance").post(f"/cases/{shop.names.new}/steps/apply.accept", {"version": 6})
    assert (reply.status_code, reply.get_json(force=True)["code"]) == (403, "forbidden")


def test_a_stale_version_says_both(shop: Shop, programs: Programs) -> None:
    program, number = programs("service"), shop.names.new
    version = program.get(f"/cases/{number}").json["version"]
    program.post(f"/cases/{number}/comments", {"text": "first", "version": version})
    reply = program.post(f"/cases/{number}/comments", {"text": "second", "version": version})
    problem = reply.get_json(force=True)
    assert (reply.status_code, problem["code"]) == (409, "stale-version")
    assert (problem["given"], problem["current"]) == (version, version + 1)


def test_a_step_names_its_version(shop: Shop, programs: Programs) -> None:
    reply = programs("service").post(f"/cases/{shop.names.new}/steps/apply.accept", {"answers": dict(TOLD)})
    assert reply.status_code == 422 and "version" in reply.get_json(force=True)["errors"]


def test_too_many_requests_are_told_to_wait(shop: Shop, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    shop.desk.config = replace(shop.desk.config, api_per_minute=3)
    program = programs("service")
    replies = [program.get("/kinds") for _ in range(4)]
    assert [each.status_code for each in replies] == [200, 200, 200, 429]
    assert [each.headers["RateLimit-Remaining"] for each in replies] == ["2", "1", "0", "0"]
    assert replies[0].headers["RateLimit-Limit"] == "3" and 0 < int(replies[3].headers["Retry-After"]) <= 61
    assert replies[3].get_json(force=True)["code"] == "too-many-requests"
    assert programs("second").get("/kinds").status_code == 200  # another token is counted by itself


def test_who_guesses_tokens_is_told_to_wait(programs: Programs) -> None:
    guesses = int(FAILURES.split()[0])
    stranger = programs()
    found = [stranger.get("/kinds").status_code for _ in range(guesses + 1)]
    assert found == [401] * guesses + [429]
    assert programs("service").get("/kinds").status_code == 200  # good tokens of the same address are not kept out


def test_every_reply_is_guarded(shop: Shop, programs: Programs) -> None:
    program = programs("service")
    for reply in (program.get("/cases"), program.get("/nothing"), programs().get("/cases"),
                  program.get(f"/cases/{shop.names.new}/evidence/{shop.names.evidence}")):
        assert reply.headers["X-Content-Type-Options"] == "nosniff" and reply.headers["X-Request-Id"]
        assert reply.headers["Cache-Control"] == "no-store" and reply.headers["Content-Security-Policy"]


def test_the_limit_is_a_setting() -> None:
    assert Config().api_per_minute == 600 and USE_API.key == "api.use"
