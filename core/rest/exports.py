"""Exports: tables of what a list of cases shows, and all that is held on a customer, made in the background for whoever
asked, fetched for a while."""

from typing import Any, cast
from urllib.parse import quote

from flask import Response, send_file, url_for
from flask.views import MethodView

from core.domain.people import EXPORT, PARTIES
from core.exports.columns import TABLES
from core.exports.service import MEDIA_TYPES, SMALL
from core.exports.writing import FORMS
from core.http.replies import NOTHING
from core.representation.outside import said_export
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.cases import the_filter
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, said
from core.rest.samples import sample
from core.store.lists import Order
from core.store.tables import ExportRow

resource = Resource("exports", "Exports",
                    "Tables of cases, their events, or customers, as CSV or workbook; archives of one customer.")

MADE: dict[str, Any] = {
    "id": 4, "what": "cases", "form": "csv", "customer_id": None, "state": "done",
    "rows_done": 8, "rows_total": 8, "size": 2113,
    "asked_at": "2025-10-13T02:42:00+00:00", "finished_at": "2025-10-13T02:42:01+00:00",
    "expires_at": "2025-10-14T02:42:01+00:00", "error": ""}


class NewExport(ask.Input):
    """Which table, of which cases. Everything given must hold."""

    what = ask.text("Lines of the table.", one_of=tuple(TABLES), required=True)
    form = ask.text("Kind of file.", one_of=tuple(FORMS), required=True)
    kind = ask.texts("Kinds of case.", longest=100)
    state = ask.texts("Keys of states.", longest=100)
    open = ask.flag("Open ones (true) or ended ones (false); both if not given.", default=None)
    assignee = ask.text("Id of the person who has them, `me`, or `none`.", pattern=r"me|none|[0-9]{1,9}", default=None)
    customer = ask.whole("Id of the customer.", least=1)
    waiting = ask.text("Whom they wait for.", one_of=tuple(PARTIES), default=None)
    late = ask.flag("Only open ones whose deadline has passed.")
    today = ask.flag("Only open ones whose deadline is still to come today.")
    since = ask.day("Opened on this day or later.")
    until = ask.day("Opened on this day or before.")
    q = ask.text("Number, goods, customer, order, or the end of a telephone number.", longest=80)
    order = ask.text("By the next deadline, or the latest opened first.", one_of=("due", "opened"), default="opened")

    example = sample({"what": "cases", "form": "csv", "open": True, "kind": ["furniture.return"]})


class Export(tell.Output):
    """A table or an archive for whoever asked for it, and how far it is."""

    id = tell.counts("Id.")
    what = tell.says("`cases`, `events`, `customers`, or `person`: all that is held on one customer.")
    form = tell.says("`csv` or `xlsx`; `zip` for `person`.")
    customer_id = tell.maybe_counts("Whose archive; null for tables.")
    state = tell.says("`waiting`, `making`, `done` (to be fetched), `failed` or `expired` (the file is gone).")
    rows_done = tell.counts("Lines, or parts of an archive, written so far.")
    rows_total = tell.counts("Lines or parts there will be.")
    size = tell.counts("Bytes of the file; 0 until it is done.")
    asked_at = tell.at("When it was asked for.")
    finished_at = tell.maybe_at("When it was done or had failed.")
    expires_at = tell.maybe_at("When the file goes.")
    error = tell.says("Why it has failed.")

    example = sample(MADE)


class Exports(tell.Output):
    """One's own exports."""

    exports = tell.parts(Export, "The exports, the latest first.")
    example = sample({"exports": [MADE]})


class RemovedExport(tell.Output):
    """What was taken away."""

    id = tell.counts("Its id.")
    removed = tell.truth("That it is gone.")
    example = sample({"id": 4, "removed": True})


def export_of(row: ExportRow) -> dict[str, Any]:
    """An export as it is told."""
    return said_export(row, say(), the_desk().now())


def _export(export: int) -> dict[str, Any]:
    return export_of(the_desk().exports.get(the_actor(), export))


@resource.route("/exports")
class ManyExports(MethodView):
    @resource.reads("list_exports", EXPORT, Exports)
    def get(self) -> Response:
        """List one's own exports"""
        return said({"exports": [export_of(each) for each in the_desk().exports.mine(the_actor())]})

    @resource.does("ask_export", EXPORT, Export, takes=NewExport, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Ask for a table; a small one is made at once

        A larger one is made in the background: look at it again until its state is `done`, then fetch its file. Takes
        `case.view` too. Telephone numbers are whole where the token sees them."""
        desk = the_desk()

        def do() -> dict[str, Any]:
            row = desk.exports.ask(the_actor(), body["what"], body["form"], the_filter(body),
                                   order=cast(Order, body["order"]), language=say().language, face="rest")
            if row.rows_total <= SMALL:
                desk.exports.make(row.id)
            return _export(row.id)

        answer, replayed = once_by_key("ask_export", {**body, "language": say().language}, do)
        return made(answer, 201, replayed=replayed, location=url_for("api-exports.OneExport", export=answer["id"]))


@resource.route("/exports/<int(max=2147483647):export>")
class OneExport(MethodView):
    @resource.reads("get_export", EXPORT, Export)
    def get(self, export: int) -> Response:
        """Look how far one of one's own exports is"""
        return said(_export(export))

    @resource.does("remove_export", EXPORT, RemovedExport, keyed=False)
    def delete(self, export: int) -> Response:
        """Take one of one's own exports away, also while it is being made"""
        the_desk().exports.remove(the_actor(), export)
        return made({"id": export, "removed": True})


@resource.route("/exports/<int(max=2147483647):export>/file")
class ExportFile(MethodView):
    @resource.fetches("fetch_export", EXPORT, tuple(MEDIA_TYPES.values()), noted=True)
    def get(self, export: int) -> Response:
        """Fetch the file of one of one's own exports

        That it was fetched is noted. Refused where it is not done, has run out, or was made when its owner might see
        more than the token may now. Takes `case.view` too, for a customer's archive `customer.disclose` instead."""
        found = the_desk().exports.fetch(the_actor(), export, face="rest")
        reply = send_file(found.path.resolve(), mimetype=found.media_type, conditional=False, etag=False)
        reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
        reply.headers["Content-Security-Policy"] = NOTHING
        return reply
