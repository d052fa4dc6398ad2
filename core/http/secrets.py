"""The desk's own secrets: what signs notices and cross-site tokens in browsers, and messages to other programs. A weak
one stops the desk from starting."""

import os
from pathlib import Path

from core.config import BadConfig, Config
from core.keys import kept_key

ENVIRONMENT = "SHOUHOU_SECRET"
SHORTEST, FEWEST_DIFFERENT = 32, 8
PAGES, WEBHOOKS = "web.key", "webhook.key"


def page_key(config: Config) -> bytes:
    """The key that signs what pages keep in the browser: of the environment, of the file that the configuration
    names, or made once and kept beside the data. Raises `BadConfig` for a weak one."""
    if given := os.environ.get(ENVIRONMENT):
        return _strong(given.encode(), ENVIRONMENT)
    if config.secret_file:
        return read_key(Path(config.secret_file))
    kept_key(config.data / PAGES)
    return read_key(config.data / PAGES)


def read_key(path: Path) -> bytes:
    """A key from a file. Raises `BadConfig` where it is missing, weak, or open to others."""
    try:
        key, mode = path.read_bytes(), path.stat().st_mode
    except OSError as error:
        raise BadConfig("密钥文件 {path} 读不了:{why};请恢复它,或删除后重新启动以生成新的", path=str(path),
                        why=error.strerror or "") from None
    if mode & 0o077:
        raise BadConfig("密钥文件 {path} 其他用户也能读写;请运行 chmod 600 {file}", path=str(path), file=str(path))
    return _strong(key, str(path))


def _strong(key: bytes, where: str) -> bytes:
    if len(key) < SHORTEST or len(set(key)) < FEWEST_DIFFERENT:
        raise BadConfig("密钥 {where} 太弱:至少 {shortest} 个字节,且须随机;请用 openssl rand -base64 48 生成新的,"
                        "或删除密钥文件后重新启动", where=where, shortest=SHORTEST)
    return key


def check_secret(config: Config) -> BadConfig | None:
    """What is wrong with the desk's secrets, without making any that is not there yet."""
    try:
        if os.environ.get(ENVIRONMENT) or config.secret_file or (config.data / PAGES).exists():
            page_key(config)
        if (config.data / WEBHOOKS).exists():
            read_key(config.data / WEBHOOKS)
    except BadConfig as problem:
        return problem
    return None
