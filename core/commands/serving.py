"""`shouhou serve` and `shouhou worker`: processes that stay until they are told to stop."""

from __future__ import annotations

import ctypes
import ipaddress
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from core.commands.errors import CannotListen, wants_upgrade
from core.commands.session import F, Session, examples, pass_session

if TYPE_CHECKING:
    from core.app import Desk

THREADS = 8
WORKER_AFTER_SECONDS = 2.0
"""The first page comes before the work that waits: Python lets one thread run at a time."""


def check_database(desk: Desk) -> None:
    """Raise `DatabaseTrouble` unless the database is up to date."""
    if pending := desk.store.pending():
        raise wants_upgrade(pending)


def on_stop(do: Callable[[], Any]) -> None:
    """Call something at SIGTERM and SIGINT; a second signal ends the process as usual."""
    def stop(number: int, _: object) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_DFL)
        do()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)


def share_one_heap() -> None:
    """Keep the C library from giving each thread a heap of its own: Python lets one thread run at a time, and every
    heap keeps the most it ever held. To be called before the threads are there; elsewhere than on glibc it does
    nothing."""
    most_heaps = -8  # M_ARENA_MAX
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(most_heaps, 1)


def serve_desk(session: Session, desk: Desk, host: str, port: int, *, with_worker: bool = True,
               announce: Callable[[str], None] | None = None, demo_in_public: bool = False) -> None:
    """Serve until told to stop; requests in hand and the job in hand are finished. Raises `CannotListen`."""
    if desk.config.demo and not demo_in_public and not is_loopback(host):
        raise CannotListen("演示商家的口令是公开的,只能在本机提供服务;确要公开,请加 --demo-in-public")
    from core.http.server import open_server
    from core.http.stopping import serve_until
    from core.jobs import Worker
    from core.site import create_site

    share_one_heap()
    app = create_site(desk)
    try:
        server = open_server(app, host, port, threads=THREADS, proxies=desk.config.proxies)
    except (OSError, ValueError) as error:
        raise CannotListen("不能在 {host}:{port} 上提供服务:{why};请用 --port 换一个端口", host=host, port=port,
                           why=getattr(error, "strerror", None) or str(error)) from None
    shown = getattr(server, "effective_listen", None) or [(server.effective_host, server.effective_port)]
    worker = Worker(desk) if with_worker else None
    stopping = desk.health.stopping

    def stop() -> None:
        stopping.set()
        if worker:
            worker.stopping.set()

    on_stop(stop)
    if worker:
        worker.start(after=WORKER_AFTER_SECONDS)
    try:
        (announce or (lambda address: session.tell("{business}:{address}", business=desk.config.business,
                                                   address=address)))(f"http://{shown[0][0]}:{shown[0][1]}")
        if not serve_until(server, stopping):
            session.note("有的请求没能在限定时间内做完")
    finally:
        if worker and not worker.stop():
            session.note("还有一项后台工作没做完,以后会重新做")
        desk.store.dispose()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address_options(command: F) -> F:
    """Where to listen."""
    command = click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
                           help="Port; 0 takes a free one.")(command)
    command = click.option("--demo-in-public", is_flag=True, help="Serve a demo, whose passwords everybody knows, on a "
                           "network.")(command)
    return click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")(command)


def set_up_log(desk: Desk) -> None:
    """Say on stderr what happens, the way the configuration wants it."""
    from core.http import logs

    logs.set_up(desk.config.log_format)


@click.command(epilog=examples("shouhou serve", "shouhou serve --host 0.0.0.0 --port 80",
                               "shouhou serve --no-worker   # with `shouhou worker` beside it"))
@address_options
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run the worker inside (default: yes).")
@pass_session
def serve(session: Session, host: str, port: int, demo_in_public: bool, with_worker: bool) -> None:
    """Serve the pages of the desk, with its worker, until SIGTERM or Ctrl-C."""
    desk = session.desk
    set_up_log(desk)
    check_database(desk)
    serve_desk(session, desk, host, port, with_worker=with_worker, demo_in_public=demo_in_public)


@click.command(epilog=examples("shouhou worker", "shouhou worker --once"))
@click.option("--once", is_flag=True, help="Do what is due now and leave.")
@pass_session
def worker(session: Session, once: bool) -> None:
    """Sweep clocks, seal the audit trail, do what is waiting, until SIGTERM or Ctrl-C. Several may run."""
    from core.jobs import Worker

    desk = session.desk
    set_up_log(desk)
    check_database(desk)
    doing = Worker(desk)
    if once:
        session.tell("完成 {count} 项后台工作", count=doing.turn() + doing.courier.turn())
        return
    on_stop(doing.stopping.set)
    session.note("后台工作已开始")
    doing.run()
    desk.store.dispose()
