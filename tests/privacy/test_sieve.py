"""What stays of an event when the person is taken out of it."""

from datetime import date
from typing import Any

import pytest

from core.domain import events
from core.domain.cases import filed
from core.domain.forms import Item, Product
from core.domain.reasons import Label, Reason
from core.domain.rules import Citation, Decision
from core.privacy.personal import Sieve
from tests.kernel.bicycles.forms import Request
from tests.services.shop import at

FORMS = {form.__name__: form for form in (Item, Product, Request)}
ASKED = filed(Request(filed_at=at("2025-03-05 10:00"), bought_on=date(2025, 3, 3), frame_no="F-4711-金丝雀",
                      fell=False))


def denied(*values: object) -> dict[str, Any]:
    names = {f"v{place}": value for place, value in enumerate(values)}
    reason = Reason("".join(f"{{{name}}}" for name in names), names)
    return dict(Decision("deny", reason, "rule", "规则", (Citation("A-1", "term", "7 days"),)).data())


def test_answers_that_say_nothing_of_a_person_stay() -> None:
    said = Sieve(FORMS).form(ASKED)
    assert said["answers"] == {"bought_on": "2025-03-03", "fell": False}
    assert {label for label, _ in said["shown"]} == {"购买日期", "摔过"} and said["version"] == ASKED["version"]


def test_fields_that_choose_a_regulation_stay() -> None:
    assert "frame_no" in Sieve(FORMS, steering=["Request.frame_no"]).form(ASKED)["answers"]


def test_of_a_form_nobody_declares_no_answer_stays() -> None:
    said = Sieve({}).form(ASKED)
    assert said["answers"] == {} and said["shown"] == [] and said["name"] == "Request"


def test_decisions_no_longer_repeat_what_was_answered() -> None:
    sieve = Sieve(FORMS, known=["湖边路 3 号", "王"])
    sieve.learn({"form": ASKED})
    said = sieve.decision(denied("车架 F-4711-金丝雀 不符", date(2025, 3, 3), Label("其他"),
                                 (Reason("住{where}", {"where": "湖边路 3 号"}), "王", "王芳"), 7))
    kept = Decision.from_data(said)
    assert list(kept.reason.values.values()) == ["…", date(2025, 3, 3), Label("其他"),
                                                (Reason("住{where}", {"where": "…"}), "…", "王芳"), 7]
    assert (kept.outcome, kept.rule, kept.basis) == ("deny", "rule", (Citation("A-1", "term", "7 days"),))


@pytest.mark.parametrize(("kind", "said", "kept"), [
    (events.COMMENTED, {"text": "x", "to_customer": True}, {"text": "", "to_customer": True}),
    (events.ATTACHED, {"evidence": 3, "purpose": "receipt", "name": "x.jpg", "sha256": "ab", "source": "staff"},
     {"evidence": 3, "purpose": "receipt", "name": "", "sha256": "", "source": "staff"}),
    (events.IMPORTED, {"run": 1, "file": "x.csv", "row": 4, "cells": {"电话": "1"}, "doubts": [1], "sheet": ""},
     {"run": 1, "file": "", "row": 4, "cells": {}, "doubts": [], "sheet": ""}),
    ("invented.by.a.plugin", {"anything": "x"}, {}), (events.COMMENTED, {}, {})])
def test_each_kind_keeps_its_facts(kind: str, said: dict[str, Any], kept: dict[str, Any]) -> None:
    assert Sieve(FORMS).clean(kind, said) == kept


def test_every_kind_of_event_has_been_thought_about() -> None:
    from core.privacy.personal import _KINDS

    kinds = {value for name, value in vars(events).items() if name.isupper()}
    assert kinds == _KINDS.keys()
