"""Whoever is sent does the work there and takes the signature, whatever their duty is; nobody else does."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.capabilities.visits.going import Going
from core.capabilities.visits.people_tables import AreaRow, PersonRow, ShiftRow, SkillRow
from core.capabilities.visits.roster import Roster, Turn
from core.capabilities.visits.signing import Signing
from core.capabilities.visits.whereabouts import Whereabouts
from core.commands import shouhou
from core.domain.errors import Forbidden, NotFound, StaleVersion
from core.domain.people import Actor
from core.site import create_site
from core.store.tables import UserRow
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.capabilities.visits.conftest import AT_THE_DOOR, BEGUN, CHECKED, DAY, JOB, LATER, Ovens
from tests.services.shop import HASHED, PASSWORD, at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def carrier(ovens: Ovens) -> None:
    """Somebody of logistics who goes to customers too."""
    with ovens.desk.store.unit_of_work() as work:
        row = UserRow(login="kong", name="Kong", duties=["logistics"], language="zh", password_hash=HASHED, scope="own")
        work.users.add(row)
        work.session.flush()
        work.session.add_all([
            PersonRow(user_id=row.id, badge="G-9"), SkillRow(user_id=row.id, skill="烤箱"),
            AreaRow(user_id=row.id, area="禅城"),
            ShiftRow(user_id=row.id, day=at(f"{DAY} 09:00").date(), kind="duty", opens=at(f"{DAY} 08:00"),
                     closes=at(f"{DAY} 18:00"))])
        work.commit()


def test_a_carrier_delivers_and_takes_the_signature(ovens: Ovens) -> None:
    carrier(ovens)
    going, signing = Going(ovens.desk.place), Signing(ovens.desk.place)
    number, other = ovens.sent("kong"), ovens.sent("wu", LATER)
    ovens.clock.at = at(f"{DAY} 10:00")
    kong, version = ovens["kong"], ovens.desk.views.case(ovens["kong"], number).row.version
    for who in ("wu", "lin", "zhou"):
        with pytest.raises(NotFound):
            going.take(ovens[who], number, "visit.set_out")
    with pytest.raises(NotFound):
        going.take(kong, other, "visit.set_out")
    with pytest.raises(Forbidden):
        going.take(kong, number, "visit.postpone", LATER)
    with pytest.raises(StaleVersion):
        going.take(kong, number, "visit.set_out", version=version - 1)
    for step, answers in (("visit.set_out", None), ("visit.arrive", AT_THE_DOOR), ("visit.begin", BEGUN),
                          ("bench.finish", JOB), ("joint.inspect", CHECKED)):
        going.take(kong, number, step, answers, key=f"key-of-{step}")
    assert going.take(kong, number, "joint.inspect", CHECKED, key="key-of-joint.inspect").replayed
    shown = signing.show(kong, number)
    for who in ("lin", "han", "zhou"):
        with pytest.raises(Forbidden):
            signing.show(ovens[who], number)
        with pytest.raises(Forbidden):
            signing.sign(ovens[who], number, digest=shown.digest, result="accept", signed_by="王先生")
    signing.sign(kong, number, digest=shown.digest, result="accept", signed_by="王先生")
    assert ovens.state(number) == "thanks.last"
    last = ovens.desk.views.case(ovens["lin"], number).events[-1]
    assert last.actor_name == "Kong"


def test_on_the_phone_and_for_programs(ovens: Ovens) -> None:
    carrier(ovens)
    number, client = ovens.sent("kong"), create_site(ovens.desk).test_client()
    ovens.clock.at = at(f"{DAY} 10:00")
    client.set_cookie(COOKIE, ovens.desk.users.log_in("kong", PASSWORD))
    assert number in client.get("/visits/mine").text and 'href="/visits/mine"' in client.get("/workbench").text
    way = f'href="/visits/case/{number}"'
    assert way in client.get(f"/cases/{number}").text
    page = client.get(f"/visits/case/{number}").text
    assert "出发" in page
    done = client.post(f"/visits/case/{number}/do/visit.set_out", data={
        "csrf_token": token_of(client), "key": "a-key-for-the-way"})
    assert done.status_code == 302 and ovens.state(number) == "visit.travelling"
    with ovens.desk.store.unit_of_work() as work:
        row = work.users.by_login("kong")
        assert row
        row.duties = ["logistics", "manager"]
        work.commit()
    made = ovens.desk.tokens.create(ovens["kong"], title="phone", scopes=["case.view", "visits.see", "visits.go"]).token
    bearer = {"Authorization": f"Bearer {made}"}
    path = f"/api/v1/visits/of/{number}"

    def take(step: str, answers: object, version: int, key: str = "") -> tuple[int, Any]:
        reply = client.post(f"{path}/steps/{step}", json={"answers": answers, "version": version},
                            headers={**bearer, **({"Idempotency-Key": key} if key else {})})
        return reply.status_code, reply.json

    version = ovens.desk.views.case(ovens["lin"], number).row.version
    assert take("visit.arrive", AT_THE_DOOR, version - 1)[1]["code"] == "stale-version"
    status, told = take("visit.arrive", {**AT_THE_DOOR, "greeted": "perhaps"}, version)
    assert status == 422 and "greeted" in told["errors"]
    first, again = (take("visit.arrive", AT_THE_DOOR, version, "at-the-door-1") for _ in range(2))
    assert first == again and first[1]["state"] == "visit.on_site"
    assert take("visit.arrive", {}, version, "at-the-door-1")[1]["code"] == "key-reused"
    assert take("book.book", LATER, version)[0] in (403, 409)
    other = ovens.sent("wu", LATER)
    assert client.post(f"/api/v1/visits/of/{other}/steps/visit.set_out", json={"version": 1},
                       headers=bearer).status_code == 404


def test_in_the_shell(ovens: Ovens, tmp_path: Path) -> None:
    carrier(ovens)
    number, now = ovens.sent("kong"), datetime.now(UTC)
    toml = tmp_path / "shouhou.toml"
    toml.write_text(f'business = "烤炉匠"\ndata = "{tmp_path / "data"}"\ndatabase = "{ovens.desk.config.database}"\n'
                    'plugins = ["ovens"]\nextra_plugins = ["tests.capabilities.visits.ovens"]\n'
                    'policies = ["ovens/simple"]\n', "utf-8")

    def shell(*said: str, code: int = 0, by: str = "kong") -> str:
        ran = CliRunner().invoke(shouhou, ["--config", str(toml), "--language", "en", "visits", *said, "--as", by])
        assert ran.exit_code == code, ran.output
        return ran.output

    assert json.loads(shell("mine", "--json"))[0]["case"] == number and number in shell("mine")
    window, later = f"{DAY}T09:00", (now + timedelta(1)).isoformat()
    assert "starts" in shell("confirm", number, "noon", code=1, by="lin")
    shell("confirm", number, f"{DAY}T08:00", code=1, by="lin")
    shell("confirm", number, window, by="lin")
    until = (now + timedelta(1, hours=2)).isoformat()
    assert "ends" in shell("wish", number, until, later, code=1, by="lin")
    assert "why" in shell("wish", number, later, until, "--why", "长" * 401, code=1, by="lin")
    shell("wish", number, later, until, "--why", "请带梯子", "--key", "one-wish-only", by="lin")
    assert json.loads(shell("wish", number, later, until, "--why", "请带梯子", "--key", "one-wish-only", "--json",
                            by="lin"))["replayed"]
    shell("step", number, "visit.set_out", code=1, by="wu")
    shell("step", number, "visit.set_out", "--version", "1", code=1)
    shell("step", number, "visit.set_out")
    assert "greeted" in shell("step", number, "visit.arrive", "--set", "greeted=perhaps", code=1)
    answers = tmp_path / "said.json"
    for step, said in (("visit.arrive", AT_THE_DOOR), ("visit.begin", BEGUN), ("bench.finish", JOB)):
        answers.write_text("{", "utf-8")
        shell("step", number, step, "--answers", str(answers), code=1)
        answers.write_text(json.dumps(said), "utf-8")
        shell("step", number, step, "--answers", str(answers))
    assert "! " in shell("sheet", number) and "tested" in shell("step", number, "joint.inspect", code=1)
    shell("step", number, "joint.inspect", "--set", "opened=yes", "--set", "tested=yes")
    shown = json.loads(shell("sheet", number, "--json"))
    assert shown["open"] and shown["digest"] in shell("sheet", number)
    shell("sheet", number, code=1, by="lin")
    shell("sign", number, shown["digest"], "maybe", "王先生", code=2)
    assert "sheet" in shell("sign", number, "0" * 64, "accept", "王先生", code=1)
    shell("sign", number, shown["digest"], "accept", "王先生", "--key", "signed-once")
    assert json.loads(shell("sign", number, shown["digest"], "accept", "王先生", "--key", "signed-once",
                            "--json"))["replayed"]
    assert ovens.state(number) == "thanks.last"


def test_disasters_rotations_and_leaving_in_the_shell_and_for_programs(ovens: Ovens, tmp_path: Path) -> None:
    toml = tmp_path / "shouhou.toml"
    toml.write_text(f'business = "烤炉匠"\ndata = "{tmp_path / "data"}"\ndatabase = "{ovens.desk.config.database}"\n'
                    'plugins = ["ovens"]\nextra_plugins = ["tests.capabilities.visits.ovens"]\n'
                    'policies = ["ovens/simple"]\n', "utf-8")

    def shell(*said: str, code: int = 0, by: str = "zhou") -> str:
        ran = CliRunner().invoke(shouhou, ["--config", str(toml), "--language", "en", "visits", *said, "--as", by])
        assert ran.exit_code == code, ran.output
        return ran.output

    shell("disaster", "台风", "2025-03-06T00:00")
    [declared] = json.loads(shell("disasters", "--json", by="wu"))
    assert declared["title"] == "台风" and "台风" in shell("disasters")
    shell("disaster-over", "1", code=1, by="wu")
    assert "ends_at" in shell("disaster-over", "1", "--at", "2025-03-05T00:00", code=1)
    shell("disaster-over", "1", "--at", "2025-03-06T12:00")
    assert "12:00" in shell("disaster-over", "1", code=1) and "99" not in shell("disaster-over", "99", code=1)
    ovens.clock.at = now = datetime.now(UTC)
    assert now > at(f"{DAY} 09:00")
    Whereabouts(ovens.desk.place).say(ovens["wu"], "out", note="买零件")
    [left] = json.loads(shell("exceptions", "--json"))
    assert left["note"] == "买零件" and "买零件" in shell("exceptions", by="wu")
    shell("allow", str(left["id"]), code=1, by="wu")
    shell("allow", str(left["id"]))
    shell("allow", str(left["id"]), code=1)
    Roster(ovens.desk.place).save_pattern(ovens["zhou"], "两班", [Turn.parse("早班 08:30-17:30"), Turn.parse("rest")])
    assert json.loads(shell("patterns", "--json")) == [{"title": "两班", "turns": ["早班 08:30-17:30", "轮休"]}]
    assert "两班" in shell("patterns", by="wu")
    ovens.clock.at = at("2025-03-05 09:00")
    number = ovens.there(ovens.sent())
    ovens.take("wu", number, "bench.take", {"what": "门", "condition_taken": "裂", "receipt_signed": True})
    token = ovens.desk.tokens.create(Actor.system(), title="t", scopes=["visits.see"], user_id=ovens["lin"].id).token
    client, bearer = create_site(ovens.desk).test_client(), {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/visits/roster/patterns", headers=bearer).json == {
        "patterns": [{"title": "两班", "turns": ["早班 08:30-17:30", "轮休"]}]}
    piece: Any = client.get("/api/v1/visits/pieces/1", headers=bearer).json
    assert piece["what"] == "门"
    assert client.get("/api/v1/visits/pieces/99", headers=bearer).status_code == 404
