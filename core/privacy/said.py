"""Erasure, consent and purposes as plain data, for every face."""

from collections.abc import Mapping
from typing import Any

from core.privacy.consents import Standing
from core.privacy.erasing import Erased, Plan
from core.privacy.purposes import Kind
from core.representation import moment
from core.translation import Translator


def said_plan(plan: Plan) -> dict[str, Any]:
    """What erasing a customer would do."""
    return {"possible": plan.possible, "phones": plan.phones, "products": plan.products, "cases": list(plan.cases),
            "events": plan.events, "files": plan.files, "rows": plan.rows, "open": list(plan.open)}


def said_erased(erased: Erased, say: Translator) -> dict[str, Any]:
    """What was erased."""
    return {"customer_id": erased.customer_id, "at": moment(erased.at, say), "cases": erased.cases,
            "files": erased.files}


def said_standing(standing: Standing, say: Translator) -> dict[str, Any]:
    """What a customer has said of a purpose; `given` is None where nobody has asked."""
    row = standing.row
    return {"purpose": standing.purpose, "title": say(standing.title), "given": row.given if row else None,
            "at": moment(row.recorded_at, say) if row else None}


def said_kind(kind: Kind, terms: Mapping[str, str], say: Translator) -> dict[str, Any]:
    """A kind of personal data: what for, how long by the configuration's `terms`, what takes it away."""
    return {"kind": kind.key, "title": say(kind.title), "purpose": kind.told(say), "basis": say(kind.basis),
            "kept": terms.get(kind.term), "ends": say(kind.ends), "stays": say(kind.stays) if kind.stays else "",
            "columns": {name: list(columns) for name, columns in kind.columns.items()}}
