"""A new desk from nothing: `init` shows a code, a page takes it once, and there is no account anybody else knows."""

import json
import re
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from core.accounts.lockout import TooManyAttempts
from core.accounts.users import Users
from core.app import Desk
from core.commands import shouhou
from core.config import Config
from core.domain.errors import InvalidInput, NotFound
from core.domain.people import Actor
from core.setting_up import CODE, awaits_administrator, first_administrator, new_setup_code
from core.site import create_site
from tests.attack.desk import CHEAP, Shop, token_of

NEW = {"login": "chief", "name": "Chief", "password": "quite-a-long-one-5"}
CODES = r"(?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}"


def init(folder: Path, *more: str) -> str:
    result = CliRunner().invoke(shouhou, ["--config", str(folder / "shouhou.toml"), "--language", "en", "init", *more])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def fresh(tmp_path: Path) -> tuple[Desk, str]:
    """A desk just set up, and the code it showed."""
    said = init(tmp_path)
    desk = Desk(Config.load(tmp_path / "shouhou.toml"))
    desk.users = Users(desk.place, CHEAP)
    found = re.search(CODES, said)
    assert found
    return desk, found[0]


def test_the_code_is_shown_once_and_kept_as_a_digest_for_the_desk_alone(fresh: tuple[Desk, str]) -> None:
    desk, code = fresh
    path = desk.config.data / CODE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert code.replace("-", "") not in path.read_text().upper() and code not in path.read_text()
    assert not desk.users.all(Actor.system()), "no account that everybody knows"


def test_a_code_makes_one_administrator(fresh: tuple[Desk, str]) -> None:
    desk, code = fresh
    browser = create_site(desk).test_client()
    browser.set_cookie("shouhou_language", "en")
    assert "/setup" in browser.get("/login").text and browser.get("/setup").status_code == 200
    form = {"csrf_token": token_of(browser), **NEW, "again": NEW["password"]}
    assert browser.post("/setup", data={**form, "code": "2222-2222-2222-2222-2222"}).status_code == 422
    assert browser.post("/setup", data={**form, "code": code, "again": "else"}).status_code == 422
    weak = browser.post("/setup", data={**form, "code": code, "password": "short", "again": "short"})
    assert weak.status_code == 422 and code not in weak.text and awaits_administrator(desk)
    done = browser.post("/setup", data={**form, "code": f" {code.lower().replace('-', ' ')} "})
    assert done.status_code == 302 and done.location == "/login"
    assert browser.get("/setup").status_code == 404 and "/setup" not in browser.get("/login").text
    again = browser.post("/setup", data={**form, "csrf_token": token_of(browser), "code": code, "login": "second"})
    assert again.status_code == 404 and not (desk.config.data / CODE).exists()
    assert desk.users.by_login("chief").duties == {"administrator"} and desk.users.log_in("chief", NEW["password"])


def test_wrong_codes_wait_longer_and_longer(fresh: tuple[Desk, str]) -> None:
    desk, code = fresh
    for _ in range(5):
        with pytest.raises(InvalidInput):
            first_administrator(desk, "nonsense", **NEW)
    with pytest.raises(TooManyAttempts):
        first_administrator(desk, code, **NEW)
    browser = create_site(desk).test_client()
    form = {"csrf_token": token_of(browser), **NEW, "again": NEW["password"], "code": code}
    reply = browser.post("/setup", data=form)
    assert reply.status_code == 429 and int(reply.headers["Retry-After"]) > 50
    first_administrator(desk, new_setup_code(desk), **NEW)


def test_wrong_passwords_are_no_wrong_codes(fresh: tuple[Desk, str]) -> None:
    desk, code = fresh
    for _ in range(10):
        with pytest.raises(InvalidInput) as caught:
            first_administrator(desk, code, **{**NEW, "password": "short"})
        assert "password" in caught.value.errors
    first_administrator(desk, code, **NEW)


def test_whoever_comes_first_makes_it(fresh: tuple[Desk, str]) -> None:
    desk, code = fresh
    barrier, found = threading.Barrier(4), list[str]()

    def come(number: int) -> None:
        barrier.wait()
        try:
            first_administrator(desk, code, **{**NEW, "login": f"chief{number}"})
            found.append("made")
        except (NotFound, TooManyAttempts) as error:
            found.append(error.code)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found.count("made") == 1 and len(desk.users.all(Actor.system())) == 1


def test_running_init_again_shows_another_code_until_there_is_an_administrator(fresh: tuple[Desk, str]) -> None:
    desk, code = fresh
    folder = desk.config.data.parent
    other = json.loads(init(folder, "--json"))["setup_code"]
    with pytest.raises(InvalidInput):
        first_administrator(desk, code, **NEW)
    first_administrator(desk, other, **NEW)
    assert json.loads(init(folder, "--json"))["setup_code"] is None


def test_a_code_is_void_once_there_is_an_administrator_by_another_way(fresh: tuple[Desk, str]) -> None:
    desk, code = fresh
    desk.users.create(Actor.system(), **NEW, duties=["administrator"])
    assert not awaits_administrator(desk)
    desk.users.change(Actor.system(), 1, name="C", duties=["administrator"], scope="all", active=False)
    with pytest.raises(NotFound):
        first_administrator(desk, code, **NEW)


def test_a_desk_with_an_administrator_has_no_such_page(shop: Shop) -> None:
    (shop.folder / CODE).write_text("0" * 64)
    assert shop.client().get("/setup").status_code == 404
    assert not (shop.folder / CODE).exists()


@pytest.mark.parametrize("arguments", [["demo", "--serve", "--folder", "FOLDER"], ["serve"]])
def test_a_demo_is_not_served_on_a_network(tmp_path: Path, arguments: list[str],
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    from core.commands import serving
    from core.setting_up import configuration

    (tmp_path / "shouhou.toml").write_text(configuration("X", ["furniture"], [], demo=True), "utf-8")
    Desk(Config.load(tmp_path / "shouhou.toml")).store.upgrade()
    called = list[Any]()

    def listen(app: object, host: str, *_: object, **__: object) -> None:
        called.append(host)
        raise OSError("far enough")

    monkeypatch.setattr("core.http.server.open_server", listen)
    monkeypatch.setattr(serving, "on_stop", lambda do: None)
    words = [each.replace("FOLDER", str(tmp_path)) for each in arguments]

    def run(*more: str) -> Any:
        return CliRunner().invoke(shouhou, ["--config", str(tmp_path / "shouhou.toml"), "--language", "en",
                                            *words, *more])

    for host in ("0.0.0.0", "192.0.2.1", "::", "example.com"):
        refused = run("--host", host)
        assert refused.exit_code == 1 and "--demo-in-public" in refused.stderr and not called, refused.output
    for host in ("127.0.0.1", "::1", "localhost"):
        run("--host", host)
    run("--host", "0.0.0.0", "--demo-in-public")
    assert called == ["127.0.0.1", "::1", "localhost", "0.0.0.0"]


@pytest.mark.slow
def test_from_nothing_to_an_administrator(tmp_path: Path) -> None:
    """The real commands, the real server: init → serve → /setup → logged in → no such page."""
    run = [sys.executable, "-m", "cli", "--config", str(tmp_path / "shouhou.toml"), "--language", "en"]
    made = subprocess.run([*run, "init"], capture_output=True, text=True, check=True)
    code = re.search(CODES, made.stdout)
    assert code
    server = subprocess.Popen([*run, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        address = re.search(r"http://\S+", server.stdout.readline())
        assert address
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

        def post(path: str, form: str, **said: str) -> str:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.open(address[0] + form).read().decode())
            assert token
            data = urlencode({"csrf_token": token[1], **said}).encode()
            return str(browser.open(address[0] + path, data).read().decode())

        post("/setup", "/setup", code=code[0], **NEW, again=NEW["password"])
        assert "Chief" in post("/login", "/login", login="chief", password=NEW["password"])
        with pytest.raises(urllib.error.HTTPError) as gone:
            browser.open(address[0] + "/setup")
        assert gone.value.code == 404
    finally:
        server.terminate()
        server.communicate(timeout=30)
