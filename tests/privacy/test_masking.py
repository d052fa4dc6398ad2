"""Phones that somebody typed into a text are masked for those who may not see phones, on every face."""

import json
from pathlib import Path

import pytest

from core.domain.reasons import Label
from core.representation.masking import without_phones
from tests.attack.desk import Shop, pattern, shop
from tests.rights.test_commands import run

__all__ = ["pattern", "shop"]


@pytest.mark.parametrize("phone", ["13977771234", "139 7777 1234", "139-7777-1234", "+86 13977771234",
                                   "8613977771234", "１３９７７７７１２３４", "0757-86660001", "020 87654321"])
def test_phones_are_found_however_they_are_written(phone: str) -> None:
    for said in (phone, f"打{phone}找王女士", f"call {phone}, ask for Ann", f"({phone})"):
        found = without_phones(said, whole=False)
        assert phone not in found and "****" in found, found
        assert without_phones(said, whole=True) == said


@pytest.mark.parametrize("said", ["D20250925-18", "2025-10-13 15:00", "TH-2025-00001", "400-600-0000", "1280.00",
                                  "622202020011234567", "Y-210", "13 chairs, 9 tables"])
def test_other_numbers_stay(said: str) -> None:
    assert without_phones(said, whole=False) == said


def test_labels_stay_labels() -> None:
    assert isinstance(without_phones(Label("其他"), whole=False), Label)
    assert without_phones({"a": ["13977771234", 5, None]}, whole=False) == {"a": ["139****1234", 5, None]}


def test_no_face_tells_a_phone_within_a_text(shop: Shop, tmp_path: Path) -> None:
    desk, number = shop.desk, shop.names.new
    desk.notes.comment(shop["service"], number, "Call her son, 13977771234")
    desk.notes.contact(shop["service"], number, channel="phone", direction="out", reached=False, note="139-7777-1234")
    from tests.attack.desk import APPLICATION

    desk.notes.correct(shop["service"], number, {**APPLICATION, "explanation": "Ring 13977771234 first"})
    browser = shop.client("technician")
    for tab in ("overview", "forms", "timeline", "decisions"):
        page = browser.get(f"/cases/{number}?tab={tab}").text
        assert "7777" not in page, tab
    said = run(shop, "case show", [number], "--as", "technician", "--json").stdout
    assert "7777" not in said and json.loads(said)
    assert "7777" not in run(shop, "case show", [number], "--as", "technician").stdout
    assert "13977771234" in shop.client("service").get(f"/cases/{number}?tab=timeline").text
    assert "13977771234" in run(shop, "case show", [number], "--as", "service", "--json").stdout
