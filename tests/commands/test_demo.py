"""The stage on which demo stories are played, and the demo business as a whole."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from core.app import Desk
from core.config import Adopted, Config
from core.demo import STAFF, Pause, Stage, make
from core.demo_photos import SHAPES, jpeg
from core.domain.errors import InvalidInput
from core.hookspecs import hookimpl
from core.setting_up import make_database, seed_calendar
from core.trials import SetClock

NOW = datetime(2025, 10, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.delenv("SHOUHOU_DATABASE", raising=False)
    clock = SetClock(NOW - timedelta(days=60))
    desk = Desk(Config(data=tmp_path, policies=(Adopted("furniture/return-exchange"),)), now=clock)
    make_database(desk)
    seed_calendar(desk, [2025])
    return Stage(desk, clock, NOW)


def opened(stage: Stage, **more: object) -> str:
    answers = {"reason": "mind", "explanation": "不合", "order_no": "A1", "bought_on": stage.now.date(), "used": False,
               "opened": False, "damaged": False, "packaging_complete": True, "proof": "receipt", **more}
    return stage.open("furniture.return", answers, [{"product": "餐椅"}])


def test_every_duty_has_a_person_with_a_chinese_name(stage: Stage) -> None:
    assert set(stage.staff) == set(stage.desk.place.duties)
    assert all("\u4e00" <= each.name[0] <= "\u9fff" for each in stage.staff.values())
    assert stage.actor("service").login == "lin"
    assert len({each.login for each in stage.staff.values()}) == len(stage.staff)
    assert {each.login for each in STAFF} >= {"lin", "kong"}


def test_stories_are_played_in_order_of_time_by_the_right_people(stage: Stage) -> None:
    told: list[str] = []

    def story(name: str, pause: timedelta) -> Iterator[Pause]:
        number = opened(stage)
        told.append(f"{name} opens")
        yield pause
        stage.take(number, "accept", {"rules_told": True, "rules_accepted": True})
        told.append(f"{name} accepts")
        yield timedelta(days=900)
        raise AssertionError("the future does not happen")

    stage.tell(stage.ago(20, "09:00"), story("first", timedelta(days=3)))
    stage.tell(stage.ago(19, "09:00"), story("second", timedelta(hours=2)))
    stage.perform()
    assert told == ["first opens", "second opens", "second accepts", "first accepts"]
    assert stage.clock.at == NOW
    with stage.desk.store.read() as work:
        recorded = [row.recorded_at for row, _ in work.events.recorded(limit=500)]
    assert recorded == sorted(recorded, reverse=True)


def test_the_desk_warns_and_notes_on_the_way_when_the_worker_would(stage: Stage) -> None:
    stage.at(datetime(2025, 9, 1, 10, 0))
    stage.value("furniture", "return.handling", "2 days")
    number = opened(stage)
    stage.after(days=5)
    view = stage.desk.views.case(stage.actor("manager"), number)
    noted = {event.kind: event.recorded_at.astimezone(stage.zone) for event in view.events}
    due = next(each.due_at for each in view.clocks if each.target == "handled")
    assert due
    lead = stage.desk.config.warn_before
    assert timedelta(0) <= noted["target_warned"] - (due - lead) <= timedelta(minutes=1)
    assert timedelta(0) < noted["target_missed"] - due <= timedelta(minutes=1)


def test_everything_goes_through_the_services(stage: Stage) -> None:
    stage.at(datetime(2025, 9, 1, 10, 0))
    customer = stage.customer("王秀英", "13800006621")
    product = stage.product(customer, name="餐椅", purchased_on=datetime(2025, 7, 1).date())
    number = stage.open("furniture.return", {"reason": "mind", "explanation": "不合", "order_no": "A1",
                                             "bought_on": "2025-07-01"}, [{"product": "餐椅"}], customer=customer,
                        product=product)
    stage.attach(number, stage.photo("餐椅.jpg", "#8a6f52", "seat", mark="scratch", purpose="proof"))
    stage.contact(number, "客户说明情况")
    stage.override(number, "in_return_window", "老客户")
    stage.answer(number)
    stage.correct(number, {"reason": "mind", "explanation": "尺寸不合", "order_no": "A1", "bought_on": "2025-07-01"})
    stage.wait(number, "customer", "等照片")
    stage.resume(number)
    stage.assign(number, "manager")
    stage.comment(number, "已约定上门")
    stage.take(number, "withdraw")
    stage.reopen(number, "客户改变主意")
    other = opened(stage)
    stage.link(number, other)
    view = stage.desk.views.case(stage.actor("manager"), number)
    assert [event.kind for event in view.events] == [
        "opened", "attached", "contacted", "override_asked", "override_granted", "corrected", "waiting", "resumed",
        "assigned", "commented", "step", "reopened", "linked"]
    assert stage.desk.audit.verify(stage.actor("manager")).holds
    kept = stage.desk.place.files.path(view.evidence[0].public_name)
    assert not dict(Image.open(kept).getexif())


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_photos_look_like_those_of_a_telephone(shape: str, tmp_path: Path) -> None:
    taken = datetime(2025, 9, 1, 10, 0)
    picture = jpeg("#345678", shape, "crack", taken, seed="a")
    assert picture == jpeg("#345678", shape, "crack", taken, seed="a")
    (tmp_path / "a.jpg").write_bytes(picture)
    seen = Image.open(tmp_path / "a.jpg")
    assert seen.size == (1280, 960) and 20_000 < len(picture) < 1_500_000
    assert seen.getexif()[0x0132] == "2025:09:01 10:00:00" and seen.getexif().get_ifd(0x8825)[1] == "N"


def test_the_demo_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOUHOU_DATABASE", raising=False)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("keep me")
    with pytest.raises(InvalidInput):
        make(tmp_path / "taken")
    monkeypatch.setattr("core.demo.seed_calendar", lambda desk: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        make(tmp_path / "demo")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_the_demo_never_touches_a_database_that_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                          stage: Stage) -> None:
    monkeypatch.setenv("SHOUHOU_DATABASE", f"sqlite:///{tmp_path / 'desk.db'}")
    with pytest.raises(InvalidInput):
        make(tmp_path / "demo")


def test_a_story_that_breaks_is_told_and_the_demo_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import types

    def play(stage: Stage) -> None:
        opened(stage)
        raise LookupError("the script is lost")

    monkeypatch.delenv("SHOUHOU_DATABASE", raising=False)
    broken = types.SimpleNamespace(play=play, ADOPTS=("furniture/return-exchange",))
    monkeypatch.setattr("core.manifest.Manifest.register_demo", hookimpl(
        lambda self: broken if self.bundle.name == "furniture" else None))
    made = make(tmp_path / "demo")
    assert made.cases == 1 and "the script is lost" in made.problems[0]
    assert Config.load(tmp_path / "demo" / "shouhou.toml").demo
