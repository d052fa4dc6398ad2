"""Notifications over REST and in the shell."""

import json

from click.testing import CliRunner, Result

from core.commands import shouhou
from core.commands.session import Session
from tests.attack.desk import Shop
from tests.notifications.post_office import PostOffice
from tests.rest.programs import Contract, Programs


def test_over_rest(bell: Shop, office: PostOffice) -> None:
    programs = Programs(bell, Contract(bell))
    service, manager = programs("service"), programs("manager")
    page = service.send("GET", "/notifications?unread=true&limit=1").json
    first, = page["notifications"]
    assert page["next"] and first["read_at"] is None
    rest = service.send("GET", f"/notifications?cursor={page['next_cursor']}").json["notifications"]
    assert first["id"] not in [each["id"] for each in rest]
    assert {first["case"], *(each["case"] for each in rest)} >= {bell.names.new}
    assert service.send("POST", f"/notifications/{first['id']}/read").json == {"id": first["id"], "read": True}
    assert manager.send("POST", f"/notifications/{first['id']}/read").status_code == 404
    assert service.send("POST", "/notifications/read").json["read"] >= 1
    assert service.send("GET", "/notifications?unread=true").json["notifications"] == []
    changed = service.send("PATCH", "/notifications/wishes", {"kind": "warned", "channel": "email", "wanted": True})
    assert {"kind": "warned", "channel": "email", "wanted": True, "chosen": True} in changed.json["wishes"]
    wrong = service.send("PATCH", "/notifications/wishes", {"kind": "nonsense", "channel": "email", "wanted": True})
    assert wrong.status_code == 422
    office.to_recipients = ["550 no such user"] * 5
    bell.desk.notifications.messenger.turn()
    failed = manager.send("GET", "/messages?state=failed&channel=email").json["messages"]
    assert "550" in failed[0]["error"] and failed[0]["to"] == "Service Jones"
    office.to_recipients = []
    assert manager.send("POST", f"/messages/{failed[0]['id']}/resend").status_code == 202
    bell.desk.notifications.messenger.turn()
    assert office.to == ["service@shop.example"]


def test_templates_over_rest(bell: Shop) -> None:
    manager, where = Programs(bell, Contract(bell))("manager"), "/notifications/templates/assigned/desk/en"
    usual = manager.get(where).json
    assert not usual["own"] and usual["subject"] == usual["usual_subject"] and "who" in usual["places"]
    changed = manager.send("PUT", where, {"subject": "{who} has {case} for you"})
    assert changed.status_code == 200 and changed.json == manager.get(where).json
    assert changed.json == {**usual, "own": True, "subject": "{who} has {case} for you"}
    told = Programs(bell, Contract(bell))("service").get("/notifications").json["notifications"]
    assert f"has {bell.names.new} for you" in next(each["text"] for each in told if each["kind"] == "assigned")
    english, chinese = (manager.get(f"/notifications/templates?language={each}").json["templates"]
                        for each in ("en", "zh"))
    assert [each["channel"] for each in english if each["own"]] == ["desk"] and not [
        each for each in chinese if each["own"]]
    for body, field in (({"subject": "{customer}"}, "subject"), ({}, "subject"), ({"subject": "a\nb"}, "subject"),
                        ({"subject": "x", "html": "y"}, "html")):
        wrong = manager.send("PUT", where, body)
        assert wrong.status_code == 422 and [*wrong.json["errors"]] == [field], body
    letter = manager.send("PUT", "/notifications/templates/assigned/email/en", {"subject": "x"})
    assert [*letter.json["errors"]] == ["body"], "a letter has a text, too"
    for absent in ("nothing/desk/en", "assigned/pigeon/en", "assigned/desk/fr"):
        assert manager.send("DELETE", f"/notifications/templates/{absent}").status_code == 404
    assert manager.send("DELETE", where).json == usual == manager.send("DELETE", where).json


def run(shop: Shop, *words: str, typed: str = "") -> Result:
    session = Session(shop.folder / "shouhou.toml")
    vars(session)["desk"], vars(session)["config"] = shop.desk, shop.desk.config
    return CliRunner().invoke(shouhou, ["--config", str(shop.folder / "shouhou.toml"), "--language", "en",
                                        "notification", *words], obj=session, input=typed)


def test_in_the_shell(bell: Shop, office: PostOffice) -> None:
    listed = run(bell, "list", "--unread", "--as", "service")
    assert listed.exit_code == 0 and "gave you" in listed.output and bell.names.new in listed.output
    rows = json.loads(run(bell, "list", "--json", "--as", "service").output)
    assert rows[0]["path"] == f"/cases/{bell.names.new}" and rows[0]["read_at"] is None
    assert run(bell, "read", str(rows[0]["id"]), "--as", "technician").exit_code == 1
    assert "1 read" in run(bell, "read", str(rows[0]["id"]), "--as", "service").output
    assert run(bell, "read", "--as", "service").exit_code == 0
    assert bell.desk.notifications.unread(bell["service"]) == 0
    sent = run(bell, "test", "--as", "service")
    assert sent.exit_code == 0 and "Sent" in sent.output and "service@shop.example" in office.to
    office.to_recipients = ["550 no such user"]
    tried = run(bell, "test", "--json", "--as", "service")
    assert tried.exit_code == 1 and "550" in json.loads(tried.stdout)["error"]
    log = json.loads(run(bell, "log", "--state", "failed", "--json", "--as", "manager").output)
    assert log[0]["kind"] == "test" and "550" in run(bell, "log", "--as", "manager").output
    assert run(bell, "resend", str(log[0]["id"]), "--as", "manager").exit_code == 0
    assert run(bell, "log", "--as", "service").exit_code == 1
    assert run(bell, "test", "--as", "technician").exit_code == 1  # has no address


def test_templates_in_the_shell(bell: Shop) -> None:
    def template(*words: str, typed: str = "") -> Result:
        return run(bell, "template", *words, "--as", "manager", typed=typed)

    usual = json.loads(template("show", "missed", "email", "en", "--json").output)
    assert "Usual" in template("show", "missed", "email", "en").output and not usual["own"]
    letter = "Dear {name},\n\n{case} is late.\n"
    told = template("set", "missed", "email", "en", "--subject", "{case} is late", "--body", "-", typed=letter)
    assert told.exit_code == 0 and "{case} is late" in told.output and "Dear {name}," in told.output
    listed = template("list", "--in", "en")
    assert [line.split()[:4] for line in listed.output.splitlines() if " * " in line] == [
        ["missed", "email", "en", "*"]]
    assert bell.desk.notifications.template(bell["manager"], "missed", "email", "en").words.body == letter.strip()
    wrong = template("set", "missed", "email", "en", "--subject", "{customer}", "--body", "-", "--json",
                     typed="x")
    assert wrong.exit_code == 1 and [*json.loads(wrong.stderr)["error"]["fields"]] == ["subject"]
    assert template("show", "missed", "pigeon", "en").exit_code == 1
    empty = template("set", "missed", "email", "en", "--subject", "x", "--body", "-", "--json")
    assert empty.exit_code == 1 and [*json.loads(empty.stderr)["error"]["fields"]] == ["body"]
    assert json.loads(template("reset", "missed", "email", "en", "--json").output) == usual
    assert " * " not in template("list", "--in", "en").output
