"""At the same moment over HTTP: exactly one wins, nothing is doubled or lost; and without the lock it would be."""

from collections.abc import Mapping
from functools import partial

import pytest

from tests.races.locks import Traffic
from tests.races.races import APPLICATION, DONE, RACES, Race
from tests.races.site import Reply, Site, Someone
from tests.services.shop import Shop

ATTEMPTS = 5
"""Those who race meet on purpose, so the first attempt should do; a database may still put things in kindly order."""

each_race = pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)


@each_race
def test_everybody_is_served_or_refused_clearly(race: Race, shop: Shop, site: Site, traffic: Traffic) -> None:
    assert race.run(shop, site, traffic) == []


@each_race
def test_without_the_lock_it_goes_wrong(race: Race, unlocked: pytest.MonkeyPatch, shop: Shop, site: Site,
                                        traffic: Traffic) -> None:
    race.unlock(traffic, unlocked)
    assert any(race.run(shop, site, traffic) for _ in range(ATTEMPTS))


@pytest.mark.slow
@pytest.mark.parametrize("race", [each for each in RACES if each.rows], ids=lambda race: race.name)
def test_without_the_lock_only_the_same_moment_goes_wrong(race: Race, unlocked: pytest.MonkeyPatch, shop: Shop,
                                                          site: Site, traffic: Traffic) -> None:
    race.unlock(traffic, unlocked)
    traffic.one_by_one = True
    assert race.run(shop, site, traffic) == []


@pytest.mark.slow
def test_two_hundred_opens_have_two_hundred_numbers(shop: Shop, site: Site, traffic: Traffic) -> None:
    people = [site.someone("lin") for _ in range(10)]
    opened = [each for some in traffic.meet("INSERT INTO number_series", *(partial(twenty, each) for each in people))
              for each in some]
    assert {each.status for each in opened} == {DONE}
    acknowledged = sorted(each.number for each in opened)
    assert acknowledged == [f"CX-2025-{number:05d}" for number in range(1, 201)]
    kept = shop.versions()
    assert sorted(kept) == acknowledged and set(kept.values()) == {1}
    assert shop.desk.audit.verify(shop["zhao"]).holds


def twenty(who: Someone) -> list[Reply]:
    return [patiently(who, "/cases/new", APPLICATION | {"key": ""}) for _ in range(20)]


def patiently(who: Someone, path: str, fields: Mapping[str, object]) -> Reply:
    """Send a form again as long as the desk is too busy to look at it and asks for that."""
    reply = who.post(path, fields)
    while reply.status == 503 and reply.retry_after:
        reply = who.post(path, fields)
    return reply
