"""How gunicorn runs a desk of several processes: `gunicorn -c python:core.operating.gunicorn`.

Its own options and the environment go before what stands here. The configuration is found as `shouhou` finds it
(`SHOUHOU_CONFIG`, else `shouhou.toml` in the folder). Each process serves; `shouhou worker` works beside them.
"""

import gc
import os
import shutil
import tempfile
from typing import Any

_TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
"""Read when prometheus_client is first imported, so nothing that does may be imported here."""
wsgi_app = "core.commands.wsgi:create()"
bind = os.environ.get("SHOUHOU_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# Loaded once and shared: two processes take little more memory than one.
preload_app = True
graceful_timeout = 20
timeout = 60
keepalive = 5
# Nothing a sender says of its own way is believed here; the desk's `proxies` says whose word counts.
forwarded_allow_ips = ""
_own_folder = ""

if not os.environ.get(_TOGETHER):
    _own_folder = os.environ[_TOGETHER] = tempfile.mkdtemp(prefix="shouhou-figures-")


def when_ready(server: Any) -> None:
    """Nothing loaded so far will be thrown away: the processes need not touch, and so copy, it to find that out."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Leave the parent's connections to the parent."""
    desk = server.app.wsgi().extensions["desk"]
    desk.store.engine.dispose(close=False)


def child_exit(server: Any, worker: Any) -> None:
    """What a process had answered stays counted, what it was doing does not."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Take the folder of figures away."""
    if _own_folder:
        shutil.rmtree(_own_folder, ignore_errors=True)
