"""What people write is kept whole or refused; a key stands for all that was sent; moments are told in the business's
zone."""

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest

from core.capabilities.visits.answering import Answering
from core.capabilities.visits.asking import Requests
from core.capabilities.visits.attempts import Attempts
from core.capabilities.visits.roster import Roster, Turn
from core.capabilities.visits.signing import Signing
from core.capabilities.visits.whereabouts import Whereabouts
from core.domain.errors import InvalidInput, KeyReused, Refused
from tests.capabilities.visits.conftest import DAY, Ovens
from tests.services.shop import at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LONG = "长" * 401


def test_what_is_too_long_is_refused_by_name(ovens: Ovens) -> None:
    place, number = ovens.desk.place, ovens.sent()
    zhou, wu, day = ovens["zhou"], ovens["wu"], at(f"{DAY} 09:00").date()
    rest, requests = Turn.read("rest"), Requests(place)
    requests.swap_job(wu, number, "xu", "车坏了")
    asked = requests.all(zhou)[0].row.id
    wrong: list[tuple[str, Callable[[], object]]] = [
        ("reason", lambda: Roster(place).set(zhou, "wu", day, rest, LONG)),
        ("title", lambda: Turn.read("rest", "班" * 41)),
        ("why", lambda: Roster(place).attend(zhou, "wu", day, "absent", LONG)),
        ("reason", lambda: requests.change_day(wu, day, rest, LONG)),
        ("reason", lambda: requests.swap_job(wu, number, "xu", LONG)),
        ("answer", lambda: requests.answer(zhou, asked, grant=True, answer=LONG)),
        ("note", lambda: Whereabouts(place).say(wu, "out", note=LONG)),
        ("note", lambda: Attempts(place).record(zhou, "wu", "missed", note=LONG)),
        ("area", lambda: Attempts(place).declare(zhou, "台风", at(f"{DAY} 09:00"), area="区" * 81)),
        ("why", lambda: Answering(place).wish(ovens["lin"], number, at(f"{DAY} 15:00"), at(f"{DAY} 16:00"), LONG))]
    for field, act in wrong:
        with pytest.raises(InvalidInput) as told:
            act()
        assert list(told.value.errors) == [field] and "最多" in str(told.value.errors[field][0])
    assert requests.all(zhou, waiting=True) and not Attempts(place).all(zhou) and not Attempts(place).disasters(zhou)


def test_a_key_stands_for_every_word(ovens: Ovens) -> None:
    answering, signing, number = Answering(ovens.desk.place), Signing(ovens.desk.place), ovens.sent()
    wish = at(f"{DAY} 15:00"), at(f"{DAY} 16:00")
    answering.wish(ovens["lin"], number, *wish, "下午在家", key="one-wish-alone")
    assert answering.wish(ovens["lin"], number, *wish, "下午在家", key="one-wish-alone").replayed
    with pytest.raises(KeyReused):
        answering.wish(ovens["lin"], number, *wish, "请带梯子", key="one-wish-alone")
    ovens.finished(ovens.there(number))
    said: dict[str, Any] = {"digest": signing.show(ovens["wu"], number).digest, "result": "remark", "signed_by": "王",
                            "key": "signed-1"}
    signing.sign(ovens["wu"], number, remark="有划痕", **said)
    drawn: dict[str, Any] = {"remark": "有划痕", "strokes": [[[x, x] for x in range(20)]]}
    for other in ({"remark": "没有划痕"}, drawn):
        with pytest.raises(KeyReused):
            signing.sign(ovens["wu"], number, **said, **other)


def test_moments_are_told_as_the_business_reads_them(ovens: Ovens) -> None:
    number, attempts, zhou = ovens.sent(), Attempts(ovens.desk.place), ovens["zhou"]
    past = (ovens.clock.at - timedelta(hours=1)).astimezone(UTC)
    with pytest.raises(InvalidInput) as told:
        Answering(ovens.desk.place).wish(ovens["lin"], number, past, past + timedelta(hours=3))
    local = past.astimezone(at(f"{DAY} 09:00").tzinfo)
    assert f"{local:%Y-%m-%d %H:%M}" in str(told.value.errors["starts"][0])
    ovens.clock.at = at(f"{DAY} 09:30")
    called = attempts.record(zhou, "wu", "missed")
    with pytest.raises(InvalidInput) as early:
        attempts.called_back(zhou, called.row.id, at(f"{DAY} 09:00"))
    assert f"{DAY} 09:30" in str(early.value.errors["at"][0])
    attempts.called_back(zhou, called.row.id, at(f"{DAY} 09:30"))
    with pytest.raises(Refused, match="09:30"):
        attempts.called_back(zhou, called.row.id)
