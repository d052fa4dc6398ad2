"""Stock as data for other programs; amounts as text, moments in UTC."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.capabilities.stock.displays import Shown
from core.capabilities.stock.holding import Held
from core.capabilities.stock.items import Loaded
from core.capabilities.stock.said import moment, money
from core.capabilities.stock.samples import Told as ToldSample
from core.capabilities.stock.seeing import Lot, Move, OfCase, Sheet, Told
from core.capabilities.stock.shortages import Shortage, Waiting
from core.capabilities.stock.tables import ItemRow, MoveRow, PlaceRow, SampleRow


def said_item(row: ItemRow) -> dict[str, Any]:
    """An item."""
    return {"code": row.code, "title": row.title, "kind": row.kind, "measure": row.measure, "brand": row.brand,
            "model": row.model, "grade": row.grade, "origin": row.origin, "cost": money(row.cost), "wear": row.wear,
            "in_use": row.ended_at is None}


def said_lot(lot: Lot) -> dict[str, Any]:
    """An item and how many there are."""
    return {**said_item(lot.item), "here": lot.here, "held": lot.held, "minimum": lot.minimum,
            "value": money(lot.value)}


def said_place(row: PlaceRow) -> dict[str, Any]:
    """A place of the business."""
    return {"place": row.id, "title": row.title, "sort": row.sort}


def said_stock(told: Told) -> dict[str, Any]:
    """An item, place by place."""
    return {**said_item(told.item), "total": told.total, "places": [
        {**said_place(place), "quantity": quantity, "minimum": told.minimums.get(place.id, 0)}
        for place, quantity in told.places]}


def said_move(each: Move) -> dict[str, Any]:
    """A line of a paper."""
    return {"move": each.row.id, "sort": each.row.sort, "at": moment(each.row.at), "by": each.by,
            "item": each.item.code, "title": each.item.title, "quantity": each.quantity, "source": each.source.title,
            "target": each.target.title,
            "number": each.number or None, "reference": each.row.reference if each.row.case_id is None else "",
            "receiver": each.receiver, "note": each.row.note if each.number or each.row.case_id is None else "",
            "reverses": each.row.reverses, "reversed_by": each.reversed_by}


def said_shortage(each: Shortage) -> dict[str, Any]:
    """What is below its minimum."""
    return {"item": each.item.code, "title": each.item.title, "place": each.place.title if each.place else None,
            "minimum": each.minimum, "here": each.here, "missing": each.missing, "elsewhere": each.elsewhere}


def said_want(each: Waiting) -> dict[str, Any]:
    """What a case waits for."""
    return {"want": each.row.id, "number": each.number, "item": each.item.code if each.item else None,
            "said": each.item.title if each.item else each.row.said, "tool": each.row.tool,
            "quantity": each.row.quantity, "missing": each.missing, "here": each.here, "since": moment(each.row.at)}


def said_held(each: Held, today: date) -> dict[str, Any]:
    """What somebody holds."""
    return {"holder": each.place.title, "item": each.item.code, "title": each.item.title, "quantity": each.quantity,
            "since": moment(each.since), "number": each.number or None,
            "due_on": each.due_on.isoformat() if each.due_on else None, "overdue": each.overdue(today)}


def said_case(found: OfCase, today: date) -> dict[str, Any]:
    """All that concerns a case."""
    return {"number": found.number, "version": found.version, "issued": found.used.issued,
            "fitted": found.used.fitted, "returned": found.used.returned, "outstanding": found.used.outstanding,
            "wants": [said_want(each) for each in found.wants],
            "held": [said_held(each, today) for each in found.used.held],
            "moves": [said_move(each) for each in found.moves]}


def said_sheet(sheet: Sheet) -> dict[str, Any]:
    """What there should be in a place."""
    return {"place": sheet.place.title, "lines": [
        {"item": item.code, "title": item.title, "expected": quantity} for item, quantity in sheet.lines]}


def said_count(row: MoveRow, by: str) -> dict[str, Any]:
    """A count."""
    return {"move": row.id, "place": row.reference, "at": moment(row.at), "by": by, "lines": row.counted}


def said_sample(row: SampleRow) -> dict[str, Any]:
    """A sample as it stands."""
    return {"sample": row.number, "product": row.product, "standing": row.standing, "hall": row.hall,
            "position": row.position, "place": row.place, "condition": row.condition, "since": moment(row.since)}


def said_samples(found: Sequence[Shown]) -> list[dict[str, Any]]:
    """Samples as they stood."""
    return [{"sample": each.sample.number, "product": each.sample.product, "event": each.event.sort,
             "hall": each.event.hall, "position": each.event.position, "at": moment(each.event.at), "by": each.by}
            for each in found]


def said_story(told: ToldSample) -> dict[str, Any]:
    """A sample and what happened to it, the latest first."""
    return {**said_sample(told.row), "number": told.number or None, "events": [
        {"event": each.row.sort, "at": moment(each.row.at), "by": each.by, "hall": each.row.hall,
         "position": each.row.position, "number": each.number or None,
         "note": each.row.note if each.number or each.row.case_id is None else ""} for each in told.turns]}


def said_loaded(loaded: Loaded, say: Any) -> dict[str, Any]:
    """What a file brought."""
    return {"taken": loaded.taken, "same": loaded.same, "opened": loaded.opened, "tried": loaded.tried,
            "wrong": [{"line": line, "reason": say.reason(reason)} for line, reason in loaded.wrong]}
