"""What the desk stands on: database, disk, files, backups, and the work that waits."""

from __future__ import annotations

import hashlib
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from core.operating.archive import file_chunks
from core.operating.backup import last_backup
from core.operating.beat import last_beat
from core.operating.figures import figures
from core.operating.findings import OK, WARNING, WRONG, Finding, found
from core.store.tables import CaseRow, EventRow, EvidenceRow, WebhookRow

if TYPE_CHECKING:
    from core.app import Desk

OLDEST_SQLITE = (3, 51, 3)
"""Earlier ones may lose commits when several connections reset the write-ahead log at once."""
OLDEST_POSTGRES = 140_000
LITTLE_DISK = 1 * 2**30
SILENT_AFTER = timedelta(minutes=5)
"""A worker that took no turn for so long does not run."""
BACKUP_GOOD_FOR = timedelta(days=2)
SKEW_SECONDS = 5
SAMPLE = 100
"""Files looked at of the oldest and of the latest, unless all are."""


def database(desk: Desk) -> Iterator[Finding]:
    """Whether it can be reached and is up to date."""
    url = desk.store.engine.url.render_as_string(hide_password=True)
    try:
        desk.store.answers()
        pending = desk.store.pending()
    except Exception as error:
        first = (str(getattr(error, "orig", error)).strip().splitlines() or [""])[0]
        yield found("database", WRONG, "{url} 连接不上:{why}", url=url, why=first)
        return
    yield found("database", OK, "{url}", url=url)
    if pending:
        yield found("migrations", WRONG, "{count} 项待更新;请运行 shouhou db upgrade", count=len(pending))
    else:
        yield found("migrations", OK, "最新")


def sqlite(desk: Desk) -> Iterator[Finding]:
    """Its version and mode."""
    if desk.store.engine.dialect.name != "sqlite":
        return
    with desk.store.engine.connect() as connection:
        version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    old = tuple(map(int, version.split("."))) < OLDEST_SQLITE
    said = "版本 {version}(较旧,多个连接写入时可能丢失)" if old else "版本 {version}"
    yield found("sqlite", WARNING if old else OK, said, version=version)
    yield found("sqlite mode", OK if mode == "wal" else WARNING, "{mode}", mode=mode)


def postgres(desk: Desk) -> Iterator[Finding]:
    """Its version, whether it keeps what it acknowledges, whether it has room for connections, its clock."""
    if desk.store.engine.dialect.name != "postgresql":
        return
    wanted = ("server_version", "server_version_num", "server_encoding", "fsync", "synchronous_commit",
              "max_connections")
    with desk.store.engine.connect() as connection:
        said = {name: str(connection.scalar(text(f"SHOW {name}"))) for name in wanted}
        theirs = connection.scalar(text("SELECT clock_timestamp()"))
    old = int(said["server_version_num"]) < OLDEST_POSTGRES
    yield found("postgresql", WARNING if old else OK, "版本 {version}", version=said["server_version"])
    if said["server_encoding"] != "UTF8":
        yield found("encoding", WRONG, "数据库编码是 {encoding},应为 UTF8", encoding=said["server_encoding"])
    if "off" in (said["fsync"], said["synchronous_commit"]):
        yield found("durability", WARNING, "fsync 或 synchronous_commit 已关闭,断电时可能丢失已确认的数据")
    most = 2 * 15
    enough = int(said["max_connections"]) >= most
    yield found("connections", OK if enough else WARNING, "数据库允许 {allowed} 个连接,每个进程最多用 15 个",
                allowed=said["max_connections"])
    apart = abs((datetime.now(UTC) - theirs).total_seconds()) if theirs else 0.0
    yield found("clock", OK if apart < SKEW_SECONDS else WARNING if apart < 60 else WRONG,
                "与数据库的时钟相差 {seconds} 秒", seconds=f"{apart:.1f}")


def recorded(desk: Desk) -> Iterator[Finding]:
    """Whether the clock went back: nothing was recorded in the future."""
    with desk.store.read() as work:
        last = work.session.scalar(select(EventRow.recorded_at).order_by(EventRow.id.desc()).limit(1))
    if last and last > desk.now() + timedelta(minutes=1):
        yield found("recorded", WARNING, "最近的记录时间 {at} 晚于现在;请核对这台机器的时钟", at=last)


def outbox(desk: Desk) -> Iterator[Finding]:
    """Whether work is done, fails, is held, and whether anybody does it."""
    counted, now = figures(desk.place), desk.now()
    with desk.store.read() as work:
        troubled = [row for row in work.outbox.troubled() if not row.held]
        disabled = work.session.scalar(
            select(func.count()).select_from(WebhookRow).where(WebhookRow.state == "disabled")) or 0
    if troubled:
        yield found("background work", WARNING, "{count} 项一再失败,例如 {topic}:{error}", count=len(troubled),
                    topic=troubled[0].topic, error=troubled[0].last_error[:200])
    else:
        yield found("background work", OK, "{count} 项等待", count=counted.waiting)
    if counted.held:
        yield found("held work", WARNING, "恢复后扣住 {count} 项;核对后请运行 shouhou db release-outbox",
                    count=counted.held)
    if disabled or counted.deliveries.get("failed"):
        yield found("webhooks", WARNING, "{disabled} 个外发通知已停用,{failed} 次投递失败", disabled=disabled,
                    failed=counted.deliveries.get("failed", 0))
    beat = last_beat(desk.config.data)
    if beat is None:
        yield found("worker", WARNING if counted.waiting else OK, "后台进程还没有运行过")
    elif now - beat > SILENT_AFTER:
        yield found("worker", WARNING, "后台进程自 {at} 起没有动静;请运行 shouhou serve 或 shouhou worker", at=beat)
    else:
        yield found("worker", OK, "正常")


def backups(desk: Desk) -> Iterator[Finding]:
    """Whether there is a recent one."""
    last = last_backup(desk.config.data)
    if last is None:
        with desk.store.read() as work:
            something = work.session.scalar(select(CaseRow.id).limit(1)) is not None
        yield found("backup", WARNING if something else OK, "还没有备份过;请运行 shouhou db backup FILE")
    else:
        old = desk.now() - last > BACKUP_GOOD_FOR
        yield found("backup", WARNING if old else OK, "最近一次备份 {at}", at=last)


def disk(desk: Desk) -> Iterator[Finding]:
    """Room in the data folder, and who may look into it."""
    data = desk.config.data
    if not data.exists():
        yield found("data folder", WRONG, "没有文件夹 {folder}", folder=str(data))
        return
    free = shutil.disk_usage(data).free
    yield found("disk", WRONG if free < LITTLE_DISK // 10 else WARNING if free < LITTLE_DISK else OK,
                "{folder} 剩余 {free} GB", folder=str(data), free=f"{free / 2**30:.1f}")
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        yield found("permissions", WARNING, "其他用户能读 {folder}(权限 {mode});请运行 chmod 700 {again}",
                    folder=str(data), mode=f"{mode:o}", again=str(data))
    else:
        yield found("permissions", OK, "正常")


def evidence(desk: Desk, *, deep: bool = False) -> Iterator[Finding]:
    """Whether files that rows name are there: some of the oldest and latest, or all, then also whether they are still
    what they were."""
    missing, changed, looked = list[str](), list[str](), 0
    for name, digest in _files(desk, deep):
        path, looked = desk.config.files / name, looked + 1
        if not path.is_file():
            missing.append(name)
        elif deep and digest and _digest(path) != digest:
            changed.append(name)
    if missing:
        yield found("files", WRONG, "看过的 {looked} 个文件里缺少 {count} 个,例如 {name}", looked=looked,
                    count=len(missing), name=missing[0])
    if changed:
        yield found("files", WRONG, "{count} 个文件的内容变了,例如 {name}", count=len(changed), name=changed[0])
    if not missing and not changed:
        yield found("files", OK, "看过 {looked} 个文件,都在", looked=looked)


def _files(desk: Desk, deep: bool) -> Iterator[tuple[str, str]]:
    """Names of files, and the digest of those of which it is known."""
    row, last = EvidenceRow, 0
    query = select(row.id, row.stored_name, row.public_name, row.sha256)
    with desk.store.read() as work:
        while True:
            page = list(work.session.execute(query.where(row.id > last).order_by(row.id).limit(SAMPLE)))
            if not deep:
                page = [*dict.fromkeys((*page, *work.session.execute(query.order_by(row.id.desc()).limit(SAMPLE))))]
            for number, stored, public, digest in page:
                last = number
                yield stored, digest
                if public:
                    yield public, ""
            if not deep or not page:
                return


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in file_chunks(path):
        digest.update(chunk)
    return digest.hexdigest()
