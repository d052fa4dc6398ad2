"""What plugins keep of people in tables of their own: by what their columns say and by what their rows hang
on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from core.privacy.purposes import CASES, Kind
from core.privacy.traces import Person
from core.store.histories import History
from core.store.unit_of_work import UnitOfWork


def kinds(histories: Iterable[History]) -> tuple[Kind, ...]:
    """One kind of data for each plugin that keeps words about people."""
    found = []
    for history in histories:
        columns = {table.name: tuple(each.name for each in table.columns if each.info.get("purpose"))
                   for table in history.metadata.sorted_tables}
        purposes = dict.fromkeys(str(each.info["purpose"]) for table in history.metadata.sorted_tables
                                 for each in table.columns if each.info.get("purpose"))
        if purposes:
            found.append(Kind(history.name, "插件登记的内容", ";".join(purposes), "履行合同:售后服务",
                              {name: each for name, each in columns.items() if each}, "删除客户个人信息", term=CASES))
    return tuple(found)


def held(work: UnitOfWork, history: History, customer_id: int, person: Person) -> dict[str, list[dict[str, Any]]]:
    """The rows about a customer by table: those that hang on them or their cases, also by another table of a plugin.
    Who worked on them is not told."""
    found = {}
    for table in history.metadata.sorted_tables:
        about = _about(table, customer_id, person, (table,))
        if about is not None:
            columns = [each for each in table.columns
                       if not any(key.column.table.name == "users" for key in each.foreign_keys)]
            rows = work.session.execute(select(*columns).where(about).order_by(*table.primary_key))
            found[table.name] = [dict(row._mapping) for row in rows]
    return found


def _about(table: Table, customer_id: int, person: Person, seen: Sequence[Table]) -> ColumnElement[bool] | None:
    ways: list[ColumnElement[bool]] = []
    for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
        target = key.column.table
        assert isinstance(target, Table)
        if target.name == "cases":
            ways.append(key.parent.in_(person.case_ids))
        elif target.name == "customers":
            ways.append(key.parent == customer_id)
        elif "plugin" in target.metadata.info and target not in seen:
            further = _about(target, customer_id, person, (*seen, target))
            if further is not None:
                ways.append(key.parent.in_(select(key.column).where(further)))
    return or_(*ways) if ways else None
