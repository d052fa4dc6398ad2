"""Forms: an answer is known or unknown, never false by default."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.domain.errors import DefinitionError, InvalidInput
from core.domain.fields import Choice, Unanswered, choice, day, field_of, moment, number, text, when, yes_no
from core.domain.forms import Form, Item
from tests.domain.played import at
from tests.kernel.bicycles.forms import Fault, Look, Offer, Question, Request

NOW = at("2025-03-05 10:00")
GOOD = {"fault": "brakes", "bought_on": "2025-03-03"}


def wrong(answers: dict[str, Any], form: type[Form] = Request, **more: Any) -> dict[str, list[str]]:
    """What is said against each field."""
    with pytest.raises(InvalidInput) as caught:
        form.load(answers, at=NOW, **more)
    return {name: [str(each) for each in reasons] for name, reasons in caught.value.errors.items()}


def test_what_nobody_has_answered_is_unknown() -> None:
    said = Request.load(GOOD, at=NOW)
    with pytest.raises(Unanswered, match="摔过") as gap:
        _ = said.fell
    assert gap.value.field is Request.fields["fell"]
    assert not said.knows(Request.fell) and said.answer(Request.fields["fell"]) is None
    assert "fell" not in said.dump()


@pytest.mark.parametrize("written", ["", None])
def test_an_empty_answer_is_no_answer(written: object) -> None:
    assert not Request.load({**GOOD, "fell": written, "order_no": written}, at=NOW).knows(Request.fell)
    assert wrong({**GOOD, "fault": written}) == {"fault": ["请填写“故障”"]}


@pytest.mark.parametrize(("written", "read"), [
    ("是", True), ("有", True), ("yes", True), (True, True), ("on", True), ("否", False), ("无", False), (False, False),
    ("0", False)])
def test_yes_and_no_as_people_write_them(written: object, read: bool) -> None:
    assert Request.load({**GOOD, "fell": written}, at=NOW).fell is read


@pytest.mark.parametrize("written", ["brakes", "刹车失灵"])
def test_an_option_by_its_name_or_its_label(written: str) -> None:
    said = Request.load({**GOOD, "fault": written}, at=NOW)
    assert said.fault is Fault.brakes and said.dump()["fault"] == "brakes" and said.shown()[0] == ["故障", "刹车失灵"]


@pytest.mark.parametrize(("answers", "field", "says"), [
    ({"fault": "broken"}, "fault", "puncture(漏气)"), ({"fault": ["brakes"]}, "fault", "可选"),
    ({"bought_on": "3 March"}, "bought_on", "2025-03-12"), ({"bought_on": "2025-02-30"}, "bought_on", "2025-03-12"),
    ({"bought_on": "2025-03-06"}, "bought_on", "晚于"), ({"bought_on": "1925-03-06"}, "bought_on", "核对年份"),
    ({"broke_at": "2025-03-02 23:59"}, "broke_at", "早于“购买日期”2025-03-03"),
    ({"broke_at": "0001-01-01T00:00:00+14:00"}, "broke_at", "核对年份"),
    ({"broke_at": "9999-12-31T23:59:59-12:00"}, "broke_at", "晚于"),
    ({"broke_at": "2025-03-05 10:00:01"}, "broke_at", "晚于"), ({"broke_at": "noon"}, "broke_at", "2025-03-12 10:00"),
    ({"fell": "maybe"}, "fell", "“是”或“否”"), ({"fell": {}}, "fell", "“是”或“否”"),
    ({"gears": "three"}, "gears", "不是整数"), ({"gears": -1}, "gears", "不能小于 0"),
    ({"gears": 10**10}, "gears", "太大"),
    ({"gears": 3.7}, "gears", "不是整数"), ({"gears": True}, "gears", "不是整数"),
    ({"paid": "-0.01"}, "paid", "不能小于 0"), ({"paid": "0.001"}, "paid", "两位小数"),
    ({"paid": "NaN"}, "paid", "金额"),
    ({"paid": "Infinity"}, "paid", "金额"), ({"paid": "1e12"}, "paid", "太大"), ({"paid": "ten"}, "paid", "金额"),
    ({"order_no": "x" * 4001}, "order_no", "4000"), ({"order_no": "a\x00b"}, "order_no", "不是文字"),
    ({"order_no": "  "}, "order_no", "请填写"), ({"order_no": 5}, "order_no", "不是文字"),
    ({"falut": "brakes"}, "falut", "是否指“fault”"), ({"zzz": 1}, "zzz", "没有这个问题")])
def test_what_is_wrong_is_said_of_its_field(answers: dict[str, Any], field: str, says: str) -> None:
    found = wrong({**GOOD, **answers})
    assert list(found) == [field] and says in found[field][0], found


def test_every_wrong_field_is_named_at_once() -> None:
    assert set(wrong({"fault": "?", "bought_on": "?", "gears": "?"})) == {"fault", "bought_on", "gears"}


def test_words_lose_their_blanks_and_full_width_digits_and_letters_are_plain() -> None:
    said = Request.load({**GOOD, "order_no": " Ｄ２５０９-17(补)  ", "gears": "２１"}, at=NOW)
    assert (said.order_no, said.gears) == ("D2509-17(补)", 21)


def test_on_demand_is_asked_only_where_a_clause_wants_it() -> None:
    assert "frame_no" not in Request.questions() and Request.load(GOOD, at=NOW).dump() == GOOD
    wanted = frozenset({"Request.frame_no"})
    assert wrong(dict(GOOD), asked=wanted) == {"frame_no": ["请填写“车架号”"]}
    assert Request.load(dict(GOOD), at=NOW, asked=wanted, partial=True).dump() == GOOD


def test_only_when_looks_at_the_same_form_first_then_at_earlier_ones() -> None:
    assert wrong({**GOOD, "fault": "other"}) == {"details": ["请填写“故障说明”"]}
    assert Request.load({**GOOD, "fault": "other", "details": "响"}, at=NOW).details == "响"
    asked = frozenset({"Look.scratched"})
    fallen, upright = (Request.load({**GOOD, "fell": fell}, at=NOW) for fell in (True, False))
    assert wrong({"worn": False}, Look, asked=asked, earlier=[fallen]) == {"scratched": ["请填写“划痕”"]}
    for earlier in ([upright], [], [Request.load(GOOD, at=NOW)]):
        assert Look.load({"worn": False}, at=NOW, asked=asked, earlier=earlier).dump() == {"worn": False}


def test_of_several_earlier_forms_the_latest_counts() -> None:
    asked = frozenset({"Look.scratched"})
    fallen, upright = (Request.load({**GOOD, "fell": fell}, at=NOW) for fell in (True, False))
    assert Look.load({"worn": False}, at=NOW, asked=asked, earlier=[upright, fallen]).dump() == {"worn": False}
    assert "scratched" in wrong({"worn": False}, Look, asked=asked, earlier=[fallen, upright])


def test_moments_without_a_zone_are_those_of_the_business() -> None:
    naive = Request.load({**GOOD, "broke_at": "2025-03-04 08:30"}, at=NOW)
    aware = Request.load({**GOOD, "broke_at": "2025-03-04T00:30:00+00:00"}, at=NOW)
    assert naive.broke_at == aware.broke_at == at("2025-03-04 08:30") and aware.broke_at.tzinfo is NOW.tzinfo


def test_stored_answers_come_back_the_same() -> None:
    said = Request.load({**GOOD, "broke_at": "2025-03-04 08:30", "paid": "12.50", "gears": 3, "fell": False}, at=NOW)
    assert Request.restore(said.dump(), at=NOW) == said
    assert (said.paid, said.dump()["paid"]) == (Decimal("12.50"), "12.50")


def test_answers_of_an_older_form_still_come_back() -> None:
    """Questions and options that are gone are passed over; what would be refused today is not judged again."""
    old = {"fault": "rust", "bought_on": "2030-01-01", "colour": "red", "order_no": "x" * 5000, "gears": 3}
    said = Request.restore(old, at=NOW)
    assert said.bought_on == date(2030, 1, 1) and said.gears == 3
    assert not said.knows(Request.fault)


def test_a_version_changes_with_its_questions() -> None:
    class Fuller(Request):
        """维修申请"""

        bell: bool = yes_no("有铃")

    assert Request.version() == Request.version() != Fuller.version()


def test_a_record_keeps_what_was_said() -> None:
    said = Offer(total=Decimal(1), filed_at=NOW)
    with pytest.raises(AttributeError, match="file a new one"):
        said.total = Decimal(2)  # type: ignore[misc]
    with pytest.raises(TypeError, match="did you mean 'total'"):
        Offer(totl=Decimal(1))  # type: ignore[call-arg]
    assert said == Offer(total=Decimal(1), filed_at=NOW) != Offer(total=Decimal(1))
    assert said.filed_on == date(2025, 3, 5)


def test_a_form_describes_itself() -> None:
    drawn = Request.describe()
    fields = {each["name"]: each for each in drawn["fields"]}  # type: ignore[attr-defined]
    assert (drawn["form"], drawn["title"], drawn["per_item"]) == ("Request", "维修申请", False)
    assert fields["fault"]["options"] == {"puncture": "漏气", "brakes": "刹车失灵", "other": "其他"}
    assert fields["details"]["only_when"] == {"field": "Request.fault", "name": "fault", "answers": ["other"]}
    assert fields["bought_on"]["prefill"] == "Product.purchased_on" and fields["order_no"]["optional"] is True
    assert Look.describe()["per_item"] is True and Question.fields["words"].describe()["personal"] is True


def test_definitions_that_cannot_work() -> None:
    with pytest.raises(DefinitionError, match="not a form's field"):
        field_of(NOW)
    with pytest.raises(DefinitionError, match="at least one answer"):
        when(Request.fault)
    with pytest.raises(DefinitionError, match="take another name"):
        class Clash(Form):
            """x"""

            shown: str = text("x")  # type: ignore[assignment]


def test_every_item_has_its_makers() -> None:
    class Kind(Choice):
        one = "一"

    class Every(Form):
        """全部"""

        a: str = text("a", optional=True)
        b: date = day("b", optional=True)
        c: datetime = moment("c", optional=True)
        d: bool = yes_no("d", optional=True)
        e: int = number("e", optional=True)
        f: Kind = choice("f", Kind, optional=True)

    said = Every.load({"a": "x", "b": "2025-01-02", "c": "2025-01-02T03:04:05Z", "d": "n", "e": "7", "f": "一"}, at=NOW)
    assert said.c == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC) and said.f is Kind.one
    assert said.d is False
    assert Item(product="椅").product == "椅"


def test_a_form_of_two_bases_asks_both_and_the_first_named_has_the_last_word() -> None:
    class Where(Form):
        """x"""

        place: str = text("地点")
        note: str = text("说明")

    class When(Form):
        """x"""

        on: date = day("日期")
        note: str = text("备注", optional=True)

    class Both(Where, When):
        """x"""

        more: str = text("其他", optional=True)

    class Turned(When, Where):
        """x"""

    assert set(Both.fields) == {"place", "note", "on", "more"} and set(Turned.fields) == {"place", "note", "on"}
    assert (Both.fields["note"].label, Turned.fields["note"].label) == ("说明", "备注")
    assert (Both.fields["note"], Both.fields["on"]) == (Where.fields["note"], When.fields["on"])
    said = {"place": "佛山", "on": "2025-03-04"}
    assert wrong(said, Both).keys() == {"note"}
    assert Turned.load(said, at=NOW).place == "佛山"
    asked = frozenset({"Where.place"})
    assert field_of(Both.place).key == "Where.place" and Both.questions(asked).keys() == Both.fields.keys()
