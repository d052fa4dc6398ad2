"""Regulations as data: their clauses, what carries each, their terms; the business's own values."""

from collections.abc import Mapping
from typing import Any

from core.domain.policies import PolicyFile
from core.regulations import PolicyView, TermView
from core.representation.values import moment
from core.store.tables import SettingRow
from core.translation import Translator


def title_of_policy(policy: PolicyFile, say: Translator) -> str:
    """What a regulation is called."""
    return (policy.title_en if say.language == "en" else "") or policy.title


def said_policy(policy: PolicyFile, say: Translator, *, in_force: bool) -> dict[str, Any]:
    """A regulation as lists know it."""
    return {"policy": policy.slug, "title": title_of_policy(policy, say), "industry": policy.industry,
            "clauses": len(policy.clauses), "kinds": sorted(policy.flow), "in_force": in_force}


def said_view(view: PolicyView, say: Translator) -> dict[str, Any]:
    """A regulation with every clause."""
    return {"policy": view.policy.slug, "title": title_of_policy(view.policy, say), "in_force": view.adopted,
            "notes": list(view.notes), "clauses": [
        {"clause": each.clause.id, "at": each.clause.at, "zh": each.clause.zh, "en": each.clause.en,
         "statement": each.clause.statement,
         "carried_by": [{"kind": one.kind, "name": one.name, "title": say(title)}
                        for one, title in zip(each.carried_by, each.titles, strict=True)],
         "terms": [said_term(term, say) for term in each.terms]} for each in view.clauses]}


def said_term(view: TermView, say: Translator) -> dict[str, Any]:
    """A term of a clause: what the regulation writes, the business's own value, what is suggested for a blank."""
    return {"term": view.term.key, "title": say(view.term.label), "kind": view.term.kind, "value": view.written,
            "own": view.own, "suggested": view.suggested}


def said_setting(row: SettingRow, people: Mapping[int, str], say: Translator) -> dict[str, Any]:
    """A value that was set, or taken back where it is None."""
    return {"id": row.id, "term": row.term, "value": row.value, "effective_from": moment(row.effective_from, say),
            "set_at": moment(row.set_at, say), "set_by_id": row.set_by,
            "set_by": say("系统") if row.set_by is None else people.get(row.set_by, "")}
