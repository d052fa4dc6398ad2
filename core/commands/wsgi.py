"""The desk as a WSGI application, for servers of several processes: `core.commands.wsgi:create()`."""

import os
from pathlib import Path

from flask import Flask

from core.app import Desk
from core.commands.serving import check_database, set_up_log
from core.config import FILE, Config
from core.site import create_site


def create() -> Flask:
    """The site of the desk whose configuration `SHOUHOU_CONFIG` names (default: `shouhou.toml` in this folder), with
    no connection open. Raises `BadConfig`, and `DatabaseTrouble` where the database is not up to date."""
    desk = Desk(Config.load(Path(os.environ.get("SHOUHOU_CONFIG", FILE))))
    set_up_log(desk)
    check_database(desk)
    app = create_site(desk)
    desk.store.dispose()
    return app
