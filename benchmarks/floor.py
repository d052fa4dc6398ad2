# ruff: noqa: E501 (lines of HTML)
"""The floor: what any desk must do on the same rows, by bare Flask and SQLAlchemy Core, and nothing else.

It knows who asks (one row of a log-in, one of an account), reads the rows a page shows and draws them with a plain
template that is about as long as ours, or writes the rows that a case or a step brings, known beforehand, in one
transaction. It judges nothing, folds nothing, hashes nothing, checks no rights, escapes by default and translates
nothing.
"""

import hashlib
from typing import Any

from flask import Flask, abort, redirect, request
from sqlalchemy import ColumnElement, Connection, FromClause, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.wrappers import Response

from benchmarks.large import Large, read, without
from core.store.engine import for_writing
from core.store.store import Store
from core.store.tables import (
    CaseItemRow,
    CaseLinkRow,
    CaseRow,
    ClockRow,
    CustomerRow,
    EventPayloadRow,
    EventRow,
    EvidenceRow,
    IdempotencyRow,
    NumberSeriesRow,
    PhoneRow,
    ProductRow,
    SessionRow,
    UserRow,
)

PAGE = 50
FILLING = "".join(f'<p class="w{place}"><label for="f-{place}">{place}</label> <kbd>{place}</kbd></p>\n' for place in range(170))
"""What stands on every page of ours besides rows: menus, help, forms."""

SHELL = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ title }}</title>{% for each in range(18) %}
<link rel="stylesheet" href="/static/css/{{ each }}.css?v=0123456789">{% endfor %}</head><body><nav>{% for each in places %}
<a href="/{{ each }}"><i class="bi bi-{{ each }}" aria-hidden="true"></i><span>{{ each }}</span></a>{% endfor %}</nav>
<p>{{ user.name }}</p><main>{BODY}</main>{FILLING}</body></html>""".replace("{FILLING}", FILLING)
LIST = SHELL.replace("{BODY}", """<table>{% for row in cases %}
<tr data-row><td class="tick"><input class="form-check-input" type="checkbox" name="number" value="{{ row.number }}"></td>
<td class="c-no nowrap muted">{{ row.number }}</td>
<th scope="row" class="c-title"><a class="go" href="/cases/{{ row.number }}">{{ row.title }}</a></th>
<td class="c-kind nowrap">{{ row.kind }}</td><td class="c-who nowrap">{{ customers[row.customer_id] }}</td>
<td class="c-state"><span class="state"><i class="bi bi-record-circle" aria-hidden="true"></i>{{ row.state }}</span></td>
<td class="c-time nowrap"><span class="time is-ok"><i class="bi bi-circle" aria-hidden="true"></i>
<b>{{ row.next_due_target }}</b> {% if row.next_due_at %}<time class="at" datetime="{{ row.next_due_at.isoformat() }}">
{{ row.next_due_at.strftime("%Y-%m-%d %H:%M") }}</time>{% endif %}</span></td>
<td class="c-own nowrap">{{ people.get(row.assignee_id, "-") }}</td>
<td class="c-day nowrap muted">{{ row.opened_at.strftime("%Y-%m-%d") }}</td></tr>{% endfor %}</table>""")
CASE = SHELL.replace("{BODY}", """<h1>{{ case.title }} <small>{{ case.number }}</small> <span class="state">{{ case.state }}</span></h1>
<p class="meta"><a href="/customers/{{ customer.id }}">{{ customer.name }}</a>
{% for phone in phones %}{{ phone.raw }} {% endfor %} {{ assignee }} {{ case.version }}</p>
<section class="panel"><h2>clocks</h2>{% for each in clocks %}<article class="clock"><h3>{{ each.title }}</h3>
<span class="time">{{ each.state }} {{ each.due_at.strftime("%Y-%m-%d %H:%M") if each.due_at else "-" }}</span>
{% for cited in each.basis %}<a class="clause" href="/policies/clause/{{ cited.clause }}">{{ cited.clause }}</a>
{% endfor %}</article>{% endfor %}</section>
<section class="panel"><h2>items</h2>{% for each in items %}<tr><th>{{ each.product }}</th><td>{{ each.model }}</td>
<td>{{ each.quantity }}</td><td>{{ each.price }}</td></tr>{% endfor %}</section>
<section class="panel"><h2>events</h2>{% for each in events %}<li class="key-event"><h4>{{ each.kind }}</h4>
<p class="when"><time datetime="{{ each.occurred_at.isoformat() }}">{{ each.occurred_at.strftime("%Y-%m-%d %H:%M") }}</time>
{{ each.actor_name }}</p>{% if each.data.form %}{% for label, said in each.data.form.shown %}<p>{{ label }}: {{ said }}</p>
{% endfor %}{% endif %}{% for made in each.data.decisions %}<article class="verdict is-{{ made.outcome }}">
<i class="bi bi-check-circle" aria-hidden="true"></i><h3>{{ made.title }}</h3><p class="say">{{ made.reason.template }}
{% for cited in made.basis %}<a class="clause" href="/policies/clause/{{ cited.clause }}">{{ cited.clause }}</a>
{% endfor %}</p></article>{% endfor %}</li>{% endfor %}</section>
{% for link in links %}<p>{{ link.relation }}</p>{% endfor %}
{% for each in others %}<p>{{ each.number }} {{ each.title }}</p>
{% endfor %}{% for each in evidence %}<p>{{ each.original_name }}</p>{% endfor %}""")
PLACES = ("workbench", "cases", "import", "policies", "settings", "people", "audit")


class Story:
    """The rows a case has, to be written again under other keys."""

    def __init__(self, connection: Connection, number: str) -> None:
        [self.case] = read(connection, CaseRow.__table__, CaseRow.number == number)
        key = self.case["id"]
        self.items = read(connection, CaseItemRow.__table__, CaseItemRow.case_id == key)
        self.clocks = read(connection, ClockRow.__table__, ClockRow.case_id == key)
        self.events = read(connection, EventRow.__table__, EventRow.case_id == key)
        self.payloads = {each["event_id"]: each for each in read(
            connection, EventPayloadRow.__table__,
            EventPayloadRow.event_id.in_([each["id"] for each in self.events]))}

    def open(self, connection: Connection, number: str) -> None:
        """All of them."""
        added = connection.execute(insert(CaseRow), {**without(self.case, "id"), "number": number})
        key = _key(added)
        connection.execute(insert(CaseItemRow), [{**without(each, "id"), "case_id": key} for each in self.items])
        for each in self.events:
            self._tell(connection, key, each)
        self._promise(connection, key)

    def step(self, connection: Connection, key: int) -> None:
        """Those that its last event brought."""
        self._tell(connection, key, self.events[-1])
        changed = without(self.case, "id", "number", "search_text", "customer_id", "order_no", "title")
        connection.execute(update(CaseRow).where(CaseRow.id == key).values(changed))
        connection.execute(delete(ClockRow).where(ClockRow.case_id == key))
        self._promise(connection, key)

    def _tell(self, connection: Connection, key: int, event: dict[str, Any]) -> None:
        fresh = _key(connection.execute(insert(EventRow), {**without(event, "id"), "case_id": key}))
        connection.execute(insert(EventPayloadRow), {**self.payloads[event["id"]], "event_id": fresh})

    def _promise(self, connection: Connection, key: int) -> None:
        connection.execute(insert(ClockRow), [{**each, "case_id": key} for each in self.clocks])


def _key(added: Any) -> int:
    return int(added.inserted_primary_key[0])


def create_floor(large: Large) -> Flask:
    """The bare application."""
    app = Flask("floor")
    store = Store(large.url)
    reading, writing = store.engine, for_writing(store.engine)
    with reading.connect() as connection:
        opened, stepped = Story(connection, large.opened), Story(connection, large.stepped)
    list_page, case_page = app.jinja_env.from_string(LIST), app.jinja_env.from_string(CASE)

    def who(connection: Connection) -> Any:
        digest = hashlib.sha256(request.cookies.get("shouhou", "").encode()).hexdigest()
        found = connection.execute(
            select(SessionRow.__table__, UserRow.__table__).join_from(SessionRow, UserRow)
            .where(SessionRow.token_digest == digest)).first()
        return found or abort(401)

    def claim(connection: Connection, user: int) -> None:
        connection.execute(insert(IdempotencyRow), {
            "key": request.form["key"], "actor_id": user, "operation": "step", "request_digest": "0" * 64,
            "state": "done", "created_at": opened.case["recorded_at"], "response": {"number": "", "version": 1}})

    @app.get("/cases")
    def cases() -> str:
        with reading.connect() as connection:
            user = who(connection)
            row = CaseRow.__table__.c
            found = connection.execute(select(CaseRow.__table__).where(row.closed_at.is_(None))
                                       .order_by(row.due_order, row.id).limit(PAGE)).all()
            customers = {each.customer_id for each in found}
            return list_page.render(
                title="cases", places=PLACES, user=user, cases=found,
                customers={each.id: each.name for each in connection.execute(
                    select(CustomerRow.id, CustomerRow.name).where(CustomerRow.id.in_(customers)))},
                people={each.id: each.name for each in connection.execute(select(UserRow.id, UserRow.name).where(
                    UserRow.id.in_({each.assignee_id for each in found if each.assignee_id})))})

    @app.get("/cases/<number>")
    def case(number: str) -> str:
        with reading.connect() as connection:
            user = who(connection)
            row = _all(connection, CaseRow.__table__, CaseRow.number == number)[0]
            events = connection.execute(
                select(EventRow.__table__, EventPayloadRow.data).join_from(EventRow, EventPayloadRow)
                .where(EventRow.case_id == row.id).order_by(EventRow.sequence)).all()
            others = _all(connection, CaseRow.__table__, CaseRow.customer_id == row.customer_id)
            return case_page.render(
                title=number, places=PLACES, user=user, case=row, events=events, others=others[:8],
                items=_all(connection, CaseItemRow.__table__, CaseItemRow.case_id == row.id),
                clocks=_all(connection, ClockRow.__table__, ClockRow.case_id == row.id),
                evidence=_all(connection, EvidenceRow.__table__, EvidenceRow.case_id == row.id),
                links=_all(connection, CaseLinkRow.__table__, CaseLinkRow.case_id == row.id),
                customer=_all(connection, CustomerRow.__table__, CustomerRow.id == row.customer_id)[0],
                phones=_all(connection, PhoneRow.__table__, PhoneRow.customer_id == row.customer_id),
                product=_all(connection, ProductRow.__table__, ProductRow.id == row.product_id),
                assignee=connection.scalar(select(UserRow.name).where(UserRow.id == row.assignee_id)))

    @app.post("/cases/new")
    def open_case() -> Response:
        with writing.begin() as connection:
            user = who(connection)
            claim(connection, user.user_id)
            series = NumberSeriesRow
            into = postgresql.insert(series) if connection.dialect.name == "postgresql" else sqlite.insert(series)
            last = connection.scalar(
                into.values(prefix="B", year=2000, last=1).on_conflict_do_update(
                    index_elements=["prefix", "year"], set_={"last": series.last + 1}).returning(series.last))
            opened.open(connection, f"B-{last:06}")
        return redirect(f"/cases/B-{last:06}")

    @app.post("/cases/<number>/steps/<step>")
    def take(number: str, step: str) -> Response:
        with writing.begin() as connection:
            user = who(connection)
            claim(connection, user.user_id)
            [row] = connection.execute(select(CaseRow.__table__).where(CaseRow.number == number).with_for_update())
            stepped.step(connection, row.id)
        return redirect(f"/cases/{number}")

    return app


def _all(connection: Connection, source: FromClause, which: ColumnElement[bool]) -> Any:
    return connection.execute(select(source).where(which)).all()
