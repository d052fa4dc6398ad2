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


def run(shop: Shop, *words: str) -> Result:
    session = Session(shop.folder / "shouhou.toml")
    vars(session)["desk"], vars(session)["config"] = shop.desk, shop.desk.config
    return CliRunner().invoke(shouhou, ["--config", str(shop.folder / "shouhou.toml"), "--language", "en",
                                        "notification", *words], obj=session)


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
