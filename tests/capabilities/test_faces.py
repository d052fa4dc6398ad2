"""A capability brings tables, reactions, pages, panels, endpoints, commands, jobs and permissions, and all of it works
with the industry that needs it."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from core.commands import shouhou
from core.domain.errors import Forbidden, InvalidInput, Refused
from core.jobs import Worker
from core.operating.archive import BadBackup
from core.operating.backup import back_up
from core.operating.restore import restore
from core.privacy import brought
from core.privacy.disclosing import held_on
from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.capabilities.conftest import Scooters, a_desk
from tests.capabilities.sheds.permissions import KEEP
from tests.capabilities.sheds.service import Sheds
from tests.capabilities.sheds.tables import SpotRow, StayRow
from tests.services.shop import PASSWORD, HandClock

ROOT = Path(__file__).parents[2]
NAMED = 'business = "滑板车行"\ndata = "{data}"\ndatabase = "{url}"\nplugins = ["scooters"]\n' \
        'policies = ["scooters/simple"]\n' \
        'extra_plugins = ["tests.capabilities.scooters"]\n'


@pytest.fixture
def app(shop: Scooters) -> Flask:
    return create_site(shop.desk)


def browser(shop: Scooters, app: Flask, login: str) -> FlaskClient:
    found = app.test_client()
    found.set_cookie(COOKIE, shop.desk.users.log_in(login, PASSWORD))
    return found


def test_tables_follow_cases_or_nothing_happens(shop: Scooters) -> None:
    desk = shop.desk
    assert desk.store.pending() == [] and desk.store.differences() == []
    assert [each.name for each in desk.store.histories] == ["sheds"]
    one, other = shop.open(), shop.open()
    shop.enter(one, "A1")
    sheds = Sheds(desk.place)
    assert [(each.number, each.spot) for each in sheds.standing(shop["kong"])] == [(one, "A1")]
    before = desk.views.case(shop["kong"], other).row.version
    with pytest.raises(Refused, match="A1"):
        shop.enter(other, "A1")
    assert desk.views.case(shop["kong"], other).row.version == before
    with pytest.raises(InvalidInput):
        shop.enter(other, "", visitor="")
    sheds.release(shop["zhou"], one)
    shop.enter(other, "A1")
    with pytest.raises(Refused):
        sheds.release(shop["zhou"], one)
    with pytest.raises(Forbidden):
        sheds.standing(shop["lin"])
    assert shop["kong"].may(KEEP) and not shop["lin"].may(KEEP)


def test_a_trial_has_the_tables_and_leaves_none_of_it(shop: Scooters) -> None:
    given = {"facts": {"Request": {"model": "X1"}}, "events": [
        {"at": "2025-03-05T09:00:00+08:00", "step": "parking.enter", "form": {"spot": "A1", "visitor": "王先生"}}]}
    trial = shop.desk.trials.run("scooters.battery", [], shop.clock.at, given)
    assert trial.refused == () and trial.view.row.state == "handover.ready"
    with shop.desk.store.read() as work:
        assert work.session.scalars(select(StayRow)).all() == []


def test_page_panel_and_navigation(shop: Scooters, app: Flask) -> None:
    number = shop.open()
    shop.enter(number, "A1")
    kong, lin = browser(shop, app, "kong"), browser(shop, app, "lin")
    page = kong.get("/sheds/")
    assert page.status_code == 200 and "王先生" in page.text and 'href="/sheds/"' in page.text
    assert lin.get("/sheds/").status_code == 403 and 'href="/sheds/"' not in lin.get("/").text
    assert app.test_client().get("/sheds/").status_code == 302
    css = kong.get("/sheds/static/sheds/shed.css")
    assert css.status_code == 200 and "color" in css.text and "/sheds/static/sheds/shed.css" in page.text
    kong.set_cookie("shouhou_language", "en")

    case = kong.get(f"/cases/{number}")
    assert case.status_code == 200 and "停在 A1" in case.text and "车棚车位" in case.text
    assert "轮胎气压" in case.text and "这一部分暂时显示不了" in case.text
    assert "车棚车位" not in lin.get(f"/cases/{number}").text
    problems = shop.desk.plugins.health["sheds"].problems
    assert problems == ["its panel “轮胎气压” fails: ZeroDivisionError"]
    assert shop.desk.plugins.health["sheds"].state == "faulty"

    token = token_of(kong)
    refused = kong.post("/sheds/release", data={"csrf_token": token, "number": "HB-9"})
    assert refused.status_code == 404
    assert kong.post("/sheds/release", data={"number": number}).status_code == 400
    done = kong.post("/sheds/release", data={"csrf_token": token, "number": number})
    assert done.status_code == 302 and "车棚是空的" in kong.get("/sheds/").text
    again = kong.post("/sheds/release", data={"csrf_token": token, "number": number})
    assert again.status_code == 409 and "车不在车棚里" in again.text


def test_endpoints_and_their_specification(shop: Scooters, app: Flask) -> None:
    number = shop.open()
    shop.enter(number, "A1")
    new = shop.desk.tokens.create(shop["zhou"], title="shed", scopes=["sheds.keep", "case.view"]).token
    poor = shop.desk.tokens.create(shop["zhou"], title="view", scopes=["case.view"]).token
    client, says = app.test_client(), {"Authorization": f"Bearer {new}"}
    found = client.get("/api/v1/sheds/stays", headers=says)
    assert [each["number"] for each in json.loads(found.data)["stays"]] == [number]
    assert client.get("/api/v1/sheds/stays", headers={"Authorization": f"Bearer {poor}"}).status_code == 403
    for replayed in (None, "true"):
        done = client.post("/api/v1/sheds/releases", json={"number": number},
                           headers={**says, "Idempotency-Key": "release-1"})
        assert done.status_code == 200 and done.headers.get("Idempotency-Replayed") == replayed
    wrong = client.post("/api/v1/sheds/releases", json={"number": number, "more": 1}, headers=says)
    assert wrong.status_code == 422 and json.loads(wrong.data)["code"] == "invalid-input"
    spec = json.loads(client.get("/api/v1/openapi.json").data)
    assert spec["paths"]["/api/v1/sheds/stays"]["get"]["operationId"] == "list_shed_stays"
    assert "ShedStays" in spec["components"]["schemas"]
    assert shop.desk.plugins.health["sheds"].problems == []


def test_jobs_run_once_a_day(shop: Scooters) -> None:
    number = shop.open()
    shop.enter(number, "A1")
    worker = Worker(shop.desk)
    shop.clock.at += timedelta(days=1)
    assert "sheds.sweep" in worker.jobs
    worker.turn()
    with shop.desk.store.read() as work:
        assert work.session.scalars(select(SpotRow.marks)).all() == [["2025-03-05"]]


def configured(shop: Scooters, folder: Path) -> Path:
    path = folder / "shouhou.toml"
    url = shop.desk.config.database_url
    path.write_text(NAMED.format(data=folder / "data", url=url), "utf-8")
    return path


def test_commands_are_found_by_the_plugins_name(shop: Scooters, tmp_path: Path) -> None:
    number, run = shop.open(), CliRunner()
    shop.enter(number, "A1")
    toml = str(configured(shop, tmp_path))
    found = run.invoke(shouhou, ["--config", toml, "scooters"])
    assert found.exit_code == 2 and "No such command" in found.output
    listed = run.invoke(shouhou, ["--config", toml, "plugin", "list", "--json"])
    assert {each["plugin"]: (each["sort"], each["needs"]) for each in json.loads(listed.output)} == {
        "sheds": ("capability", []), "scooters": ("industry", ["sheds"])}
    kinds = json.loads(run.invoke(shouhou, ["--config", toml, "privacy", "show", "--as", "zhou", "--json"]).output)
    assert {"customers", "exports", "sheds"} < {each["kind"] for each in kinds}
    doctor = json.loads(run.invoke(shouhou, ["--config", toml, "doctor", "--json"]).output)
    assert {"check": "capability sheds", "state": "ok", "detail": "正常"} in doctor["checks"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_group_is_imported_alone(shop: Scooters, tmp_path: Path) -> None:
    number = shop.open()
    shop.enter(number, "A1")
    toml = tmp_path / "shouhou.toml"
    toml.write_text(configured(shop, tmp_path).read_text("utf-8").replace(
        '"tests.capabilities.scooters"]', '"tests.capabilities.scooters", "tests.capabilities.sheds"]'), "utf-8")
    shop.desk.store.dispose()
    program = ("import sys\nfrom core.commands import shouhou\n"
               "try:\n    shouhou([*sys.argv[1:]], prog_name='shouhou')\nfinally:\n"
               "    print(*sorted({'flask', 'sqlalchemy', 'plugins.furniture'} & set(sys.modules)), file=sys.stderr)")
    command = [sys.executable, "-c", program, "--config", str(toml), "sheds"]
    asked = subprocess.run([*command, "list", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "List what stands in the shed." in asked.stdout and asked.stderr.split() == []
    listed = subprocess.run([*command, "list", "--as", "kong", "--json"], cwd=ROOT, capture_output=True, text=True,
                            check=True)
    assert [each["number"] for each in json.loads(listed.stdout)] == [number]
    refused = subprocess.run([*command, "list", "--as", "lin"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "管理车棚" in refused.stderr


def test_what_is_kept_of_a_customer_is_given_out_and_erased(shop: Scooters) -> None:
    desk = shop.desk
    customer = desk.customers.register(shop["lin"], name="王先生", phones=["13800006621"])
    number = shop.open(customer)
    shop.enter(number, "A1")
    shop.enter(shop.open(), "B2", visitor="李女士")
    with desk.store.read() as work:
        held = held_on(work, customer, desk.store.histories)["sheds"]
    assert [(each["visitor"], each["left_at"]) for each in held.pop("sheds_stays")] == [("王先生", None)] and not held
    kinds = {each.key: each.columns for each in brought.kinds(desk.store.histories)}
    assert kinds == {"sheds": {"sheds_stays": ("visitor",)}}
    desk.steps.take(shop["kong"], number, "handover.give")
    desk.erasing.erase(shop["zhou"], customer, "asked", confirm=str(customer))
    with desk.store.read() as work:
        assert work.session.scalars(select(StayRow.visitor).order_by(StayRow.id)).all() == ["", "李女士"]


def test_backups_carry_the_tables(shop: Scooters, tmp_path: Path, clock: HandClock) -> None:
    number = shop.open()
    shop.enter(number, "A1")
    with shop.desk.store.unit_of_work() as work:
        work.session.add(SpotRow(name="B2", fee="1.50", marks=["x"]))
        work.commit()
    made = back_up(shop.desk.place, tmp_path / "one.zip")

    def other(name: str, plugins: tuple[str, ...] = ("scooters",)) -> Scooters:
        found = Scooters.__new__(Scooters)
        found.clock, found.desk = clock, a_desk(f"sqlite:///{tmp_path / name}.db", tmp_path / name, clock,
                                                "tests.kernel.bicycles", plugins=plugins)
        return found

    there = other("there")
    done = restore(there.desk.place, made.path)
    assert done.aside == () and done.verified.holds
    with there.desk.store.read() as work, shop.desk.store.read() as before:
        for query in (select(SpotRow.name, SpotRow.fee, SpotRow.marks).order_by(SpotRow.name),
                      select(StayRow.case_id, StayRow.spot_id, StayRow.visitor, StayRow.came_at)):
            assert work.session.execute(query).all() == before.session.execute(query).all() != []
    assert there.desk.store.pending() == [] and there.desk.store.differences() == []
    Sheds(there.desk.place).release(there["zhou"], number)

    without = other("without", ("bicycles",)).desk
    with pytest.raises(BadBackup, match="sheds"):
        restore(without.place, made.path)
    assert inspect(without.store.engine).get_table_names() == []

    bare = Scooters.__new__(Scooters)
    bare.desk = a_desk(shop.desk.config.database_url, tmp_path / "bare", clock, "tests.kernel.bicycles",
                       plugins=("bicycles",))
    left = back_up(bare.desk.place, tmp_path / "two.zip")
    aside = restore(other("aside", ("bicycles",)).desk.place, left.path)
    assert sorted(aside.aside) == ["sheds_spots", "sheds_stays"]
    back = other("back")
    if shop.desk.store.engine.dialect.name != "sqlite":
        with pytest.raises(BadBackup, match="postgresql"):
            restore(back.desk.place, left.path)
        return
    assert restore(back.desk.place, left.path).aside == ()
    assert [each.number for each in Sheds(back.desk.place).standing(back["kong"])] == [number]
