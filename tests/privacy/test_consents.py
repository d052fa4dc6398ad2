"""What customers agree to, and what follows for photos and films."""

from dataclasses import replace
from io import BytesIO

import pytest

from core.domain.errors import InvalidInput, NotFound, Refused
from core.services.notes import Upload
from tests.privacy.conftest import Traces, photo
from tests.services.shop import Shop, refused


def attach(shop: Shop, number: str) -> int:
    return shop.desk.notes.attach(shop["lin"], number, Upload(BytesIO(photo()), "a.jpg"))[1].id


def asking(shop: Shop, how: str) -> None:
    shop.desk.place.config = shop.desk.config = replace(shop.desk.config, photo_consent=how)


def test_the_latest_word_counts(shop: Shop, traces: Traces) -> None:
    consents, lin = shop.desk.consents, shop["lin"]

    def standing() -> dict[str, bool | None]:
        return {each.purpose: each.row.given if each.row else None for each in consents.of(lin, traces.customer)}

    assert standing() == {"photos": True, "recordings": None, "contact": None}
    consents.record(lin, traces.customer, "photos", False, told_by="wechat")
    consents.record(lin, traces.customer, "contact", True)
    assert standing() == {"photos": False, "recordings": None, "contact": True}
    assert [each.by for each in consents.of(lin, traces.customer)] == ["林晓", "", "林晓"]


def test_what_is_not_asked_is_told(shop: Shop, traces: Traces) -> None:
    evidence = shop.see(traces.others[0]).evidence
    lacking = shop.desk.consents.lacking
    assert lacking(shop["lin"], traces.other, evidence) == {"photos": "missing"}
    assert lacking(shop["lin"], None, evidence) == {} == lacking(shop["lin"], traces.other, [])
    shop.desk.consents.record(shop["lin"], traces.other, "photos", True)
    assert lacking(shop["lin"], traces.other, evidence) == {}
    shop.desk.consents.record(shop["lin"], traces.other, "photos", False)
    assert lacking(shop["lin"], traces.other, evidence) == {"photos": "withdrawn"}
    asking(shop, "off")
    assert lacking(shop["lin"], traces.other, evidence) == {}


def test_what_was_withdrawn_is_neither_kept_nor_shown(shop: Shop, traces: Traces) -> None:
    number = shop.open(customer_id=traces.other)
    shown = attach(shop, number)
    assert shop.desk.notes.evidence(shop["lin"], number, shown).id == shown
    shop.desk.consents.record(shop["lin"], traces.other, "photos", False)
    files = sorted(shop.desk.place.files.folder.rglob("*.jpg"))
    with refused(shop, Refused, "撤回"):
        attach(shop, number)
    assert sorted(shop.desk.place.files.folder.rglob("*.jpg")) == files
    with refused(shop, Refused, "撤回"):
        shop.desk.notes.evidence(shop["lin"], number, shown)
    asking(shop, "off")
    assert shop.desk.notes.evidence(shop["lin"], number, shown).id == shown


def test_a_desk_may_want_it_beforehand(shop: Shop, traces: Traces) -> None:
    number = shop.open(customer_id=traces.other)
    asking(shop, "require")
    with refused(shop, Refused, "征得"):
        attach(shop, number)
    shop.desk.consents.record(shop["lin"], traces.other, "recordings", True)
    with refused(shop, Refused, "征得"):
        attach(shop, number)
    shop.desk.consents.record(shop["lin"], traces.other, "photos", True)
    assert attach(shop, number)
    assert attach(shop, shop.open())


@pytest.mark.parametrize(("said", "field"), [({"purpose": "film"}, "purpose"), ({"told_by": "dream"}, "told_by")])
def test_bad_words_are_refused(shop: Shop, traces: Traces, said: dict[str, str], field: str) -> None:
    with refused(shop, InvalidInput) as caught:
        shop.desk.consents.record(shop["lin"], traces.customer, said.get("purpose", "photos"), True,
                                  told_by=said.get("told_by", "phone"))
    assert isinstance(caught.value, InvalidInput) and field in caught.value.errors


def test_a_case_named_with_it_is_theirs(shop: Shop, traces: Traces) -> None:
    with refused(shop, InvalidInput):
        shop.desk.consents.record(shop["lin"], traces.customer, "photos", True, number=traces.others[0])
    with refused(shop, NotFound):
        shop.desk.consents.record(shop["lin"], 999, "photos", True)
