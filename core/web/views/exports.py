"""Exports: asked for with the filters of the list, followed while they are made, downloaded by whoever asked."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import EXPORT
from core.domain.reasons import Reason
from core.exports.columns import TABLES
from core.exports.kept import DONE, EXPIRED, FAILED, MAKING, MOVING, PERSON, WAITING, ZIP, error_of, filter_of
from core.exports.service import SMALL
from core.http.admission import allowed
from core.http.replies import NOTHING
from core.store.tables import ExportRow
from core.telling import Titles
from core.web.acting import NO_TROUBLE, Trouble, attempt
from core.web.desk import say, the_actor, the_desk
from core.web.lists import STANDS, Wanted, chips

pages = Blueprint("exports", __name__, url_prefix="/exports")

FORMS = {"xlsx": "Excel (.xlsx)", "csv": "CSV"}
SHOWN = {**FORMS, ZIP: "ZIP"}
STATES = {WAITING: "等待制作", MAKING: "制作中", DONE: "可以下载", FAILED: "没有做成", EXPIRED: "已过期"}


@dataclass(frozen=True)
class Shown:
    """An export in the list."""

    row: ExportRow
    what: str
    asked: tuple[str, ...]
    state: str
    percent: int
    error: Reason | None
    customer: int | None

    @property
    def moving(self) -> bool:
        return self.state in MOVING


@pages.get("")
@allowed(EXPORT)
def show() -> str:
    """One's own exports, and a form to ask for another."""
    return _page(NO_TROUBLE)


@pages.post("")
@allowed(EXPORT)
def ask() -> AnyResponse:
    """Ask for an export of what the list shows; a small one is made at once."""
    desk, actor, wanted = the_desk(), the_actor(), _wanted()

    def do() -> None:
        row = desk.exports.ask(actor, request.form.get("what", ""), request.form.get("form", ""),
                               wanted.filter(actor, desk.now(), say().zone), order=wanted.order,
                               language=say().language, face="web")
        if row.rows_total <= SMALL:
            desk.exports.make(row.id)

    return attempt(do, lambda _: redirect(url_for("exports.show", **_args(wanted))), _page)


@pages.get("/<int:export>/file")
@allowed(EXPORT)
def download(export: int) -> AnyResponse:
    """The file, to be saved."""
    found = the_desk().exports.fetch(the_actor(), export, face="web")
    reply = send_file(found.path.resolve(), mimetype=found.media_type, as_attachment=True, download_name=found.name,
                      conditional=False, etag=False)
    reply.headers["Content-Security-Policy"] = NOTHING
    return reply


@pages.post("/<int:export>/remove")
@allowed(EXPORT)
def remove(export: int) -> AnyResponse:
    """Take an export away, also one that is being made."""
    the_desk().exports.remove(the_actor(), export)
    flash(say()("已删除这个导出"))
    return redirect(url_for("exports.show"))


def _wanted() -> Wanted:
    """What the list showed; everything where no list was looked at."""
    said = request.args.get("stand", "")
    return replace(Wanted.read(request.args), stand=said if said in STANDS else "all")


def _args(wanted: Wanted) -> dict[str, Any]:
    """As the address of this page, which takes everything unless told otherwise."""
    found = {**wanted.args(), "stand": wanted.stand}
    return {} if found == {"stand": "all"} else found


def _page(trouble: Trouble) -> str:
    desk, actor, wanted = the_desk(), the_actor(), _wanted()
    titles = Titles(desk.place.industries.values())
    shown = [_shown(row, titles) for row in desk.exports.mine(actor)]
    filtered = [(say()("情况"), say()(STANDS[wanted.stand]))] if wanted.stand != "all" else []
    with desk.store.read() as work:
        customers = work.customers.names({each.customer for each in shown if each.customer})
    people = {row.id: row.name for row in desk.users.colleagues(actor)}
    filtered += [(label, value) for label, value, _ in chips(say(), wanted, titles, people)]
    return render_template(
        "exports.html", shown=shown, moving=any(each.moving for each in shown), trouble=trouble, forms=FORMS,
        formats=SHOWN, customers=customers, what=[(key, table.title) for key, table in TABLES.items()],
        filtered=filtered, args=_args(wanted), states=STATES, hours=desk.config.exports_kept_hours, chosen=request.form)


def _shown(row: ExportRow, titles: Titles) -> Shown:
    asked, _ = filter_of(row)
    stand = "late" if asked.late_before else {None: "", True: "open", False: "closed"}[asked.open]
    parts = (*(say()(titles.kinds.get(kind, kind)) for kind in asked.kinds), say()(STANDS[stand]) if stand else "",
             say()("搜索“{words}”", words=asked.search) if asked.search else "")
    over = row.expires_at is not None and row.expires_at <= the_desk().now()
    percent = round(100 * row.rows_done / row.rows_total) if row.rows_total else 0
    what = "客户的全部信息" if row.what == PERSON else TABLES[row.what].title
    return Shown(row, what, tuple(filter(None, parts)), EXPIRED if over else row.state, min(percent, 100),
                 error_of(row), row.asked.get("customer"))
