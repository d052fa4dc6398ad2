"""A desk with a weak secret does not start, and says what to do."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from core.app import Desk
from core.commands import shouhou
from core.config import BadConfig, Config
from core.http.secrets import check_secret, page_key
from core.setting_up import configuration
from core.web.application import create_app

STRONG = bytes(range(40))


def put(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_key_is_made_once_for_the_desk_alone(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "new")
    assert check_secret(config) is None and not config.data.exists()
    key = page_key(config)
    assert len(key) >= 32 and page_key(config) == key and check_secret(config) is None
    assert (config.data / "web.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("content", "mode", "says"), [
    (b"", 0o600, "openssl"), (STRONG[:31], 0o600, "openssl"), (b"\0" * 64, 0o600, "openssl"),
    (b"change" * 8, 0o600, "openssl"), (STRONG, 0o640, "chmod 600"), (STRONG, 0o604, "chmod 600"),
    (STRONG, 0o660, "chmod 600")])
@pytest.mark.parametrize("name", ["web.key", "webhook.key"])
def test_weak_keys_are_refused_with_the_cure(tmp_path: Path, content: bytes, mode: int, says: str, name: str) -> None:
    put(tmp_path / name, content, mode)
    config = Config(data=tmp_path)
    problem = check_secret(config)
    assert problem is not None and says in str(problem) and name in str(problem)
    if name == "web.key":
        with pytest.raises(BadConfig):
            create_app(Desk(config))


def test_a_key_by_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = put(tmp_path / "other.key", STRONG)
    (tmp_path / "shouhou.toml").write_text('secret_file = "other.key"\n')
    config = Config.load(tmp_path / "shouhou.toml")
    assert page_key(config) == STRONG and not (config.data / "web.key").exists()
    named.chmod(0o644)
    assert "chmod 600" in str(check_secret(config))
    named.unlink()
    assert str(named) in str(check_secret(config))
    monkeypatch.setenv("SHOUHOU_SECRET", "a-long-secret-of-the-environment-0123456789")
    assert page_key(config) == b"a-long-secret-of-the-environment-0123456789" and check_secret(config) is None
    for weak in ("short", "x" * 64):
        monkeypatch.setenv("SHOUHOU_SECRET", weak)
        said = str(check_secret(config))
        assert "SHOUHOU_SECRET" in said and weak not in said


def test_serving_with_a_weak_key_ends_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "shouhou.toml").write_text(configuration("X", ["furniture"], []), "utf-8")
    config = Config.load(tmp_path / "shouhou.toml")
    Desk(config).store.upgrade()
    put(config.data / "web.key", b"\0" * 32)
    result = CliRunner().invoke(shouhou, ["--config", str(tmp_path / "shouhou.toml"), "--language", "en", "serve",
                                          "--port", "0"])
    assert result.exit_code == 3 and "weak" in result.stderr and "openssl" in result.stderr, result.output
