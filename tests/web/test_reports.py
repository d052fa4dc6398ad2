"""The report page: a sentence, figures that lead to their cases, a file."""

from collections.abc import Callable
from datetime import datetime

from tests.services.test_queries import counted
from tests.web.clients import HAN, Browser
from tests.web.scene import PEOPLE, ZONE, Scene


def test_figures_lead_to_their_cases(scene: Scene, browse: Callable[..., Browser]) -> None:
    late = scene.open(at="2025-10-09T10:00", title="Late")
    ended = scene.open(at="2025-10-10T10:00", title="Ended")
    scene.take(ended, "apply.accept", {"rules_told": "true", "rules_accepted": "true"}, at="2025-10-10T11:00")
    scene.take(ended, "verify_order.authorise", {
        "found": "true", "buyer_matches": "true", "item_on_order": "true", "price_paid": "2480.00",
        "payment_method": "wechat_pay"}, at="2025-10-10T12:00")
    scene.clock.at = datetime(2025, 10, 16, 10, 0, tzinfo=ZONE)
    scene.desk.sweeper.sweep()
    wu = browse("wu")
    page = wu.get("/reports/promises")
    assert "100% 按时或已补救" in page.words and "1 个未结逾期" in page.words and "2025年10月" in page.words
    for outcome, number, other in (("open_late", late, ended), ("met", ended, late)):
        link = next(each for each in page.links if f"outcome={outcome}" in each)
        behind = wu.get(link.partition("#")[0])
        assert number in behind.words and other not in behind.words
    assert "没有到期的时限" in wu.get("/reports/promises?since=2024-01&until=2024-02").words
    wrong = wu.get("/reports/promises?since=2025-10&until=2025-01")
    assert wrong.status == 200 and "月份应从早到晚" in wrong.words
    for said in ("since=nonsense", "until=0001-01", "month=13&outcome=met&person=x", "month=0001-01&outcome=met"):
        assert "不是月份" in wu.get(f"/reports/promises?{said}").words
    file = wu.get("/reports/promises.csv?since=2025-10&until=2025-10")
    assert file.text.startswith("\ufeff时限,月份,按时") and "2025-10,1,0,0,0,1" in file.text
    lin = browse("lin")
    assert lin.get("/reports/promises").status == 200 and lin.get("/reports/promises.csv").status == 403
    english = browse("guan", "en").get("/reports/promises")
    assert english.status == 403
    with scene.desk.store.unit_of_work() as work:
        row = work.users.by_login("lin")
        assert row
        row.language = "en"
        work.commit()
    names = {"示例家居", "示", "中", "中文", "林", *(name for name, _ in PEOPLE.values())}
    assert not set(HAN.findall(browse("lin", "en").get("/reports/promises").words)) - names


def test_page_and_file_ask_the_same_however_many_cases(scene: Scene, browse: Callable[..., Browser]) -> None:
    scene.clock.at = datetime(2025, 10, 16, 10, 0, tzinfo=ZONE)
    wu = browse("wu")

    def asked(path: str) -> list[str]:
        assert wu.get(path).status == 200
        with counted(scene) as sent:
            assert "办理申请" in wu.get(path).text
        return [each for each in sent if each.startswith(("SELECT", "WITH"))]

    paths = ("/reports/promises?unit=&person=", "/reports/promises.csv")
    for place in range(2):
        scene.open(at=f"2025-10-09T1{place}:00")
    few = [asked(path) for path in paths]
    for place in range(6):
        scene.open(at=f"2025-10-10T1{place}:00")
    assert [len(asked(path)) for path in paths] == [len(each) for each in few]
    assert max(map(len, few)) <= 6, few
