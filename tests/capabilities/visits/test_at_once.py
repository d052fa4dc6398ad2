"""Two desks that send the same person to two customers at the same moment: one of them does."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from core.capabilities.visits.seeing import Seeing
from core.domain.errors import InvalidInput, Refused
from tests.capabilities.visits.conftest import DAY, MORNING, Ovens
from tests.services.shop import at


def test_one_person_is_sent_to_one_place(ovens: Ovens) -> None:
    numbers = [ovens.booked({"starts": f"{DAY}T09:00", "ends": f"{DAY}T{10 + turn}:00"}) for turn in range(3)]
    gate, han = Barrier(len(numbers)), ovens["han"]

    def send(number: str) -> str:
        gate.wait()
        try:
            ovens.desk.steps.take(han, number, "dispatch_crew.dispatch", {"technician": "wu"})
        except (Refused, InvalidInput) as error:
            return type(error).__name__
        return "sent"

    with ThreadPoolExecutor(len(numbers)) as pool:
        done = [*pool.map(send, numbers)]
    assert done.count("sent") == 1, done
    assert len(Seeing(ovens.desk.place).on(han, at(f"{DAY} 00:00").date(), technician="wu")) == 1


def test_signed_once_though_pressed_twice(ovens: Ovens) -> None:
    from core.capabilities.visits.signing import Signing

    number = ovens.finished(ovens.there(ovens.sent(window=MORNING)))
    signing, wu = Signing(ovens.desk.place), ovens["wu"]
    digest, gate = signing.show(wu, number).digest, Barrier(2)

    def sign(_: int) -> str:
        gate.wait()
        try:
            signing.sign(wu, number, digest=digest, result="accept", signed_by="王先生")
        except (Refused, InvalidInput) as error:
            return type(error).__name__
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(sign, range(2)))
    assert done.count("signed") == 1
    assert [each.standing for each in signing.verify(wu, number)] == ["whole"]


