"""Cash that crews have collected and what is noted of their visits, for other programs and in the shell: who may, and
what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.capabilities.charges.service import Call, Charges
from core.commands import shouhou
from core.domain.people import Actor
from core.site import create_site
from tests.plugins.appliance.test_crew import PEOPLE, Outlet, outlet

__all__ = ["outlet"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHECK = {"units_known": 1, "units_seen": 3, "units_charged": "450"}


def paid(outlet: Outlet, number: str, reference: str) -> None:
    Charges(outlet.desk.place).pay(Call(outlet["qian"], number), {
        "received": "120", "received_by": "cash", "received_on": outlet.clock.at.date().isoformat(),
        "payment_reference": reference})


def test_for_other_programs(outlet: Outlet) -> None:
    client, number = create_site(outlet.desk).test_client(), outlet.dispatched()
    paid(outlet, number, "A1")
    tokens = {}
    for login in PEOPLE:
        tokens[login] = outlet.desk.tokens.create(
            Actor.system(), title="t", scopes=sorted(outlet[login].permissions), user_id=outlet[login].id).token

    def call(by: str, path: str, body: object = None, key: str = "") -> tuple[int, Any]:
        says = {"Authorization": f"Bearer {tokens[by]}", **({"Idempotency-Key": key} if key else {})}
        method = "GET" if body is None else "POST"
        reply = client.open(f"/api/v1/appliance{path}", method=method, json=body, headers=says)
        return reply.status_code, reply.json

    reviews, units = f"/cases/{number}/reviews", f"/cases/{number}/units"
    check = {"what": "check", "answers": CHECK}
    for by in PEOPLE:
        money, checks = by in ("qian", "zhou"), by == "zhou"
        assert call(by, "/hand-ins")[0] == (200 if money else 403), by
        assert call(by, "/hand-ins/99", {})[0] == (404 if money else 403), by
        assert call(by, reviews, {**check, "answers": {}})[0] == (422 if checks else 403), by
        assert call(by, units, {"more_units": -1})[0] == 422, by
    [cash] = call("qian", "/hand-ins")[1]["cash"]
    assert (cash["number"], cash["person"], cash["amount"], cash["due_at"]) == (number, "sun", "120.00", None)
    entry = f"/hand-ins/{cash['entry_id']}"
    assert "at" in call("qian", entry, {"at": "2020-01-01T00:00:00+08:00"})[1]["errors"]
    for wrong in ({"at": "x"}, {"at": 1}, {"when": None}):
        assert call("qian", entry, wrong)[0] == 422
    assert call("qian", entry, {}, "cash-is-in")[0] == call("qian", entry, {}, "cash-is-in")[0] == 200
    assert call("qian", entry, {"at": "2025-03-05T00:00:00+08:00"}, "cash-is-in")[1]["code"] == "key-reused"
    assert call("qian", entry, {})[0] == 409 and call("qian", "/hand-ins")[1] == {"cash": []}
    for field, said in (("units_seen", -1), ("units_charged", "NaN"), ("units_known", [1]), ("units_knwon", 1)):
        status, told = call("zhou", reviews, {**check, "answers": {**CHECK, field: said}})
        assert status == 422 and field in told["errors"], field
    assert call("zhou", reviews, {"what": "units", "answers": {"more_units": 2}})[0] == 422, "that is another operation"
    assert call("zhou", reviews, {**check, "version": 1})[1]["code"] == "stale-version"
    assert call("zhou", "/cases/WX-1999-00001/reviews", check)[0] == 404
    assert outlet.register() == []
    assert call("zhou", reviews, check, "checked-once")[0] == call("zhou", reviews, check, "checked-once")[0] == 200
    assert outlet.register() == [("units_not_reported", "proposed", 4500)]
    assert call("sun", units, {"more_units": 2})[0] == 200
    assert outlet.register() == [("units_not_reported", "waived", 4500)]


def test_in_the_shell(outlet: Outlet, tmp_path: Path) -> None:
    number = outlet.dispatched()
    paid(outlet, number, "A1")
    toml = tmp_path / "shouhou.toml"
    toml.write_text(f'business = "格力网点"\ndata = "{tmp_path / "data"}"\ndatabase = "{outlet.desk.config.database}"\n'
                    'plugins = ["appliance"]\npolicies = ["appliance/gree-crew-penalties"]\n', "utf-8")

    def shell(*said: str, code: int = 0, by: str = "zhou") -> str:
        ran = CliRunner().invoke(shouhou, ["--config", str(toml), "--language", "en", "appliance", *said, "--as", by])
        assert ran.exit_code == code, ran.output
        return ran.output

    for said in (["hand-ins"], ["hand-in", "1"], ["label", number, "missing"], ["excuse", number, "parts"],
                 ["check", number, "--known", "1", "--seen", "3", "--charged", "450"]):
        assert "permission" in shell(*said, code=1, by="sun"), said
    [cash] = json.loads(shell("hand-ins", "--json", by="qian"))
    assert cash["number"] == number and number in shell("hand-ins", by="qian")
    assert "at" in shell("hand-in", str(cash["entry_id"]), "--at", "noon", code=1)
    shell("hand-in", "0", code=2)
    shell("hand-in", "99", code=1)
    shell("hand-in", str(cash["entry_id"]))
    shell("hand-in", str(cash["entry_id"]), code=1)
    assert "units_seen" in shell("check", number, "--known", "1", "--seen", "-1", "--charged", "450", code=1)
    shell("check", number, "--known", "1", "--seen", "3", "--charged", "450", "--key", "one-check")
    assert json.loads(shell("check", number, "--known", "1", "--seen", "3", "--charged", "450", "--key", "one-check",
                            "--json"))["replayed"]
    assert ("units_not_reported", "proposed", 4500) in outlet.register()
    shell("units", number, "2", by="sun")
    assert "label_shows" in shell("label", number, "nothing", code=1)
    shell("label", number, "missing")
    shell("excuse", number, "parts", "--told", "等厂家发货")
    assert ("units_not_reported", "waived", 4500) in outlet.register()
    told = [each.data.get("signal", "") for each in outlet.desk.views.case(outlet["zhou"], number).events]
    assert [each.partition(".")[2] for each in told if each.startswith("appliance.")] == [
        "units_checked", "units_added", "label_seen", "excused"]
