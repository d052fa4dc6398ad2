"""The same on every database: a request, the link, a step and a word, ended links, and many at once."""

import threading
from pathlib import Path

from core.domain.errors import NotFound
from core.portal.requests import Contact, Wanted
from core.store.tables import PortalLinkRow
from tests.portal.bench import REPAIR, SAID, SENT, Bench


def test_from_request_to_step(prepared_url: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path, database=prepared_url)
    portal = bench.desk.portal
    wanted = Wanted(REPAIR, Contact("陈女士", "13800006621"), SAID, agreed=True)
    numbers = list[str]()

    def ask() -> None:
        numbers.append(portal.requests.send(wanted, {"model": "B-07"}, "one-key-for-both").receipt.number)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert len(numbers) == 3 and len({*numbers}) == 1  # sent three times at once, opened once
    held = bench.desk.customer_links.all(bench["lin"], numbers[0])
    assert len(held) == 3 and {each.row.purpose for each in held} == {"request"}
    visit = portal.visit(bench.link(numbers[0]).removeprefix("/c/"))
    portal.take(visit, "post_in.post", lambda case, step: SENT, version=None, key="k" * 12, told={})
    portal.say(visit, "已寄出", "m" * 12)
    portal.say(visit, "已寄出", "m" * 12)
    assert [each.kind for each in portal.case(visit).events] == ["opened", "step", "commented"]
    with bench.desk.store.unit_of_work() as work:
        row = work.session.get_one(PortalLinkRow, visit.link)
        assert row.last_used_at is not None
    bench.desk.customer_links.revoke(bench["lin"], numbers[0], visit.link)
    try:
        bench.desk.customer_links.revoke(bench["lin"], numbers[0], 2**62)
        raise AssertionError
    except NotFound:
        pass
    bench.desk.store.dispose()
