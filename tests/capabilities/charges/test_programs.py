"""Money over REST and in the shell."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.capabilities.charges.jobs import lapse
from core.commands import shouhou
from core.jobs import Task, Worker
from core.site import create_site
from tests.capabilities.workshop.desk import BACK, PAID, Workshop, configured, rest

ALL = ("charges.see", "charges.quote", "charges.book", "charges.correct", "charges.approve", "charges.ledger",
       "charges.prices", "case.view", "case.step")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_other_programs(workshop: Workshop) -> None:
    app = create_site(workshop.desk)
    zhao, sun = rest(workshop, app, "zhao", *ALL), rest(workshop, app, "qian", *(
        each for each in ALL if each not in ("charges.quote", "case.step")))
    price = {"code": "D1", "title": "Driver", "sort": "part", "price": "80"}
    assert zhao("post", "/charges/prices", price) == {"changed": True}
    assert zhao("post", "/charges/prices", price) == {"changed": False}
    zhao("post", "/charges/prices", {**price, "price": "1.234"}, status=422)
    found = zhao("get", "/charges/prices?q=driv")["prices"]
    assert [(each["code"], each["amount"]) for each in found] == [("D1", "80.00")]
    number = workshop.open()
    workshop.step(number, "bench.look", human_damage=False)
    base = f"/charges/cases/{number}"
    draft = zhao("put", f"{base}/draft", {"lines": [{"code": "D1", "quantity": "1.5"}, {
        "title": "Work", "sort": "labour", "price": "30"}]})
    assert (draft["parts"], draft["labour"], draft["total"]) == ("120.00", "30.00", "150.00")
    assert zhao("get", f"{base}/draft") == draft
    zhao("put", f"{base}/draft", {"lines": [{"code": "D9"}]}, status=422)
    workshop.step(number, "bench.offer", parts="120", labour="30")
    workshop.step(number, "bench.agree", "lin", channel="phone")
    workshop.step(number, "bench.mend", parts="120", labour="20")
    paid = {"answers": {**PAID, "received": "140", "payment_reference": "W1"}}
    version = sun("post", f"{base}/payments", paid, key="pay-once-1")["version"]
    assert sun("post", f"{base}/payments", paid, key="pay-once-1")["version"] == version
    sun("post", f"{base}/payments", {**paid, "version": 1}, status=409)
    assert sun("post", f"{base}/bills", {"amount": "10", "why": "Express"})["number"] == number
    sun("post", f"{base}/bills", {"amount": "0.01", "why": "Express"}, status=422)
    sun("post", f"{base}/write-offs", {"amount": "10", "why": "Goodwill"})
    sun("post", f"{base}/refunds", {"answers": {**BACK, "amount": "5", "reference": "T1", "method": "cash"}},
        status=409)
    sun("post", f"{base}/requests", {"amount": "5", "method": "cash", "why": "No account"})
    wish, = zhao("get", "/charges/requests")["requests"]
    assert (wish["amount"], wish["asked_by"], wish["state"]) == ("5.00", "Qian", "open")
    sun("post", f"{base}/requests/{wish['request']}", {"grant": True}, status=403)
    zhao("post", f"{base}/requests/{wish['request']}", {"grant": True})
    sun("post", f"{base}/refunds", {"answers": {**BACK, "amount": "5", "reference": "T1", "method": "cash"}})
    money = sun("get", base)
    assert (money["balance"], money["refundable"]) == ("0.00", "135.00") and money["quotes"][0]["state"] == "agreed"
    last = money["entries"][-1]
    sun("post", f"{base}/entries/{last['entry']}/reverse", {"why": "Wrong account"})
    assert sun("get", "/charges/owing?who=company")["cases"][0]["balance"] == "-5.00"
    ledger = sun("get", "/charges/ledger?sort=refund")
    assert [each["amount"] for each in ledger["entries"]] == ["-5.00", "5.00"] and ledger["totals"]["refund"] == "0.00"
    first = sun("get", "/charges/ledger?limit=2")
    rest_of_it = sun("get", f"/charges/ledger?limit=200&cursor={first['next_cursor']}")
    ids = [each["entry"] for each in (*first["entries"], *rest_of_it["entries"])]
    assert ids == sorted(ids, reverse=True) and len(ids) == len(money["entries"]) + 1
    sun("get", "/charges/ledger?cursor=x", status=422)
    zhao("post", f"/charges/prices/{found[0]['price']}/end", {})
    assert zhao("get", "/charges/prices")["prices"] == []
    rest(workshop, app, "zhao", "case.view")("get", base, status=403)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_shell(workshop: Workshop, tmp_path: Path) -> None:
    number = workshop.mended()
    run, toml = CliRunner(), configured(workshop, tmp_path)

    def shell(*said: str, code: int = 0) -> str:
        found = run.invoke(shouhou, ["--config", toml, "charges", *said])
        assert found.exit_code == code, found.output
        return found.output

    today = ("--on", "2025-03-05")
    shell("pay", number, "150", "--method", "wechat_pay", "--reference", "W1", *today, "--as", "sun")
    assert "W1" in shell("pay", number, "1", "--method", "wechat_pay", "--reference", "W1", *today, "--as", "sun",
                         code=1)
    shell("refund", number, "10", "--method", "cash", "--reference", "T1", *today, "--as", "sun", code=1)
    shell("ask", number, "10", "--method", "cash", "--why", "x", "--as", "sun")
    wish, = json.loads(shell("requests", "--as", "zhao", "--json"))
    shell("approve", number, str(wish["request"]), "--as", "zhao")
    shell("refund", number, "10", "--method", "cash", "--reference", "T1", *today, "--as", "sun")
    assert "已结清" in shell("show", number, "--as", "lin")
    entries = json.loads(shell("show", number, "--as", "lin", "--json"))["entries"]
    shell("reverse", number, str(entries[-1]["entry"]), "--why", "x", "--as", "sun")
    assert "T1" in shell("ledger", "--as", "sun") and number in shell("owing", "--who", "company", "--as", "sun")
    assert json.loads(shell("owing", "--as", "sun", "--json"))["cases"] == []
    table = tmp_path / "ledger.csv"
    shell("ledger", "--csv", str(table), "--as", "sun")
    assert "W1" in table.read_text("utf-8-sig")
    shell("ledger", "--as", "lin", code=1)
    shell("write-off", number, "1", "--why", "x", "--as", "sun", code=1)
    shell("bill", number, "1", "--why", "x", "--as", "sun", code=1)
    shell("reimburse", number, "1", "--method", "cash", "--reference", "R1", *today, "--as", "sun", code=1)

    prices = tmp_path / "prices.csv"
    prices.write_text("code,title,sort,price\nD1,Driver,part,80\n", "utf-8")
    assert json.loads(shell("prices", "import", str(prices), "--as", "zhao", "--json")) == {
        "taken": 1, "same": 0, "wrong": []}
    shell("prices", "set", "D2", "5", "--title", "Bulb", "--from", "2025-03-01", "--as", "zhao")
    shell("prices", "set", "D2", "x", "--title", "Bulb", "--as", "zhao", code=1)
    new = workshop.open()
    for wrong in (["D9=1"], ["D1"], ["D1=many"], ["labour=x Work"], ["labour=30*1"], ["D1=1e400"], ["part=NaN*1 Glue"]):
        assert "Error" in shell("draft", new, "--line", *wrong, "--as", "zhao", code=1).replace("错误", "Error"), wrong
    shell("draft", new, "--line", "D1=1", "--as", "sun", code=1)
    shell("draft", new, "--line", "D1=1", "--clear", "--as", "zhao", code=2)
    lines = ("--line", "D1=1.5", "--line", "labour=30*2 Bench work")
    written = json.loads(shell("draft", new, *lines, "--as", "zhao", "--json"))
    assert (written["parts"], written["labour"], written["total"]) == ("120.00", "60.00", "180.00")
    assert "Bench work" in shell("draft", new, "--as", "zhao") and "¥180.00" in shell("draft", new, "--as", "zhao")
    assert json.loads(shell("draft", new, "--clear", "--as", "zhao", "--json"))["lines"] == []
    listed = json.loads(shell("prices", "list", "--as", "lin", "--json"))
    bulb, = [each["price"] for each in listed if each["code"] == "D2"]
    shell("prices", "end", str(bulb), "--as", "lin", code=1)
    assert "last_day" in shell("prices", "end", str(bulb), "--last-day", "2025-02-28", "--as", "zhao", code=1)
    shell("prices", "end", str(bulb), "--last-day", "2025-12-31", "--as", "zhao")
    shell("prices", "end", "999", "--as", "zhao", code=1)
    shell("prices", "export", str(prices), "--as", "lin")
    assert "D2" in prices.read_text("utf-8-sig") and "D1" in shell("prices", "list", "Driver", "--as", "lin")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_quotes_lapse_by_night(workshop: Workshop) -> None:
    number = workshop.quoted()
    lapse(Task(workshop.desk, {"day": "2025-03-05"}, lambda: True))
    assert workshop.money(number).quotes[0].state == "open" and "charges.lapse" in Worker(workshop.desk).jobs
    workshop.clock.forward(days=8)
    lapse(Task(workshop.desk, {"day": "2025-03-13"}, lambda: True))
    assert workshop.money(number).quotes[0].state == "lapsed"
