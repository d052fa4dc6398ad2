"""The pages and commands for personal data."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from core.jobs import Worker
from tests.attack.desk import Shop, pattern, picture, shop, text_of
from tests.rights.test_commands import run

__all__ = ["pattern", "shop"]


def test_what_is_kept_is_listed(shop: Shop) -> None:
    said = text_of(shop.client("manager").get("/privacy"))
    assert "Photos, films and other evidence" in said and "No term set" in said and "24 hours" in said


def test_a_customer_is_erased_on_their_page(shop: Shop) -> None:
    browser, who = shop.client("manager"), shop.names.spare
    assert "Dora Page" in browser.get(f"/customers/{who}/erase").text
    wrong = shop.post(browser, f"/customers/{who}/erase", {"why": "asked", "confirm": "Dora"})
    assert wrong.status_code == 422 and f"number {who} to confirm" in text_of(wrong)
    done = shop.post(browser, f"/customers/{who}/erase", {"why": "asked", "confirm": str(who)}, follow_redirects=True)
    assert done.status_code == 200 and "Dora" not in done.text and "13700003333" not in done.text
    assert "Personal data were erased on" in text_of(done) and 'name="phones"' not in done.text
    log = shop.client("administrator").get("/privacy/accesses?action=customer.erase")
    assert "Manager Jones" in log.text and f">{who}<" in log.text


def test_open_cases_are_named_with_a_way_to_them(shop: Shop) -> None:
    page = shop.client("manager").get(f"/customers/{shop.names.customer}/erase")
    assert f"/cases/{shop.names.new}" in page.text and 'name="confirm"' not in page.text
    refused = shop.post(shop.client("manager"), f"/customers/{shop.names.customer}/erase",
                        {"why": "asked", "confirm": str(shop.names.customer)})
    assert refused.status_code == 409 and shop.names.new in refused.text


def test_a_case_still_shows_after_its_customer_was_erased(shop: Shop) -> None:
    desk, manager = shop.desk, shop["manager"]
    who = shop.names.spare
    from core.services.opening import Request
    from tests.attack.desk import APPLICATION, CHAIRS, RETURN

    number = desk.opening.open(shop["service"], Request(RETURN, APPLICATION, (CHAIRS,), who, title="Canary")).number
    desk.steps.take(shop["service"], number, "apply.decline", {"why": "Canary", "told_by": "phone"})
    desk.erasing.erase(manager, who, "asked", confirm=str(who))
    for login in ("manager", "technician"):
        for tab in ("overview", "forms", "evidence", "decisions", "timeline"):
            page = shop.client(login).get(f"/cases/{number}?tab={tab}")
            assert page.status_code == 200 and "Canary" not in page.text and "D20250925-18" not in page.text
    assert "Personal data erased" in shop.client("manager").get(f"/cases/{number}?tab=timeline").text
    assert shop.client("manager").get("/cases?stand=all&q=Canary").status_code == 200


def test_readings_on_pages_are_noted(shop: Shop) -> None:
    who, number = shop.names.customer, shop.names.new
    for login in ("service", "technician"):
        browser = shop.client(login)
        for path in (f"/customers/{who}", f"/cases/{number}", "/cases?stand=all", "/workbench",
                     f"/cases/{number}/files/{shop.names.evidence}"):
            assert browser.get(path).status_code == 200
    shop.client("service").get("/cases/new?phone=13800006621")
    shop.desk.accesses.flush()
    found = [(row.actor_name, row.action) for row in shop.desk.accesses.list(shop["manager"])
             if row.action not in ("export.make", "export.fetch")]
    assert sorted(found) == [
        ("Service Jones", "case.read"), ("Service Jones", "customer.find"), ("Service Jones", "customer.read"),
        ("Service Jones", "evidence.download"), ("Technician Jones", "customer.read"),
        ("Technician Jones", "evidence.download")]


def test_everything_held_is_taken_away_as_an_archive(shop: Shop) -> None:
    browser = shop.client("manager")
    reply = shop.post(browser, f"/customers/{shop.names.customer}/disclose")
    assert (reply.status_code, reply.location) == (302, "/exports")
    page = browser.get("/exports")
    assert 'data-refresh="1"' in page.text and f'href="/customers/{shop.names.customer}">Ann Smith' in page.text
    Worker(shop.desk).turn()
    page = browser.get("/exports")
    assert "Everything on a customer" in page.text and 'data-refresh="1"' not in page.text
    reply = browser.get(re.findall(r'href="(/exports/\d+/file)"', page.text)[0])
    assert reply.mimetype == "application/zip" and reply.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in reply.headers["Content-Security-Policy"] and reply.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        assert "Ann Smith" in archive.read("person.html").decode()
        assert [name for name in archive.namelist() if name.endswith("chair.jpg")]


def test_consent_is_asked_with_a_photo(shop: Shop) -> None:
    browser, number, who = shop.client("service"), shop.names.new, shop.names.customer
    assert "consent to photos or recordings is not recorded" in text_of(browser.get(f"/cases/{number}?tab=evidence"))
    assert 'name="agreed"' in browser.get(f"/cases/{number}/do/attach").text
    sent = shop.post(browser, f"/cases/{number}/do/attach", {
        "purpose": "proof", "agreed": "true", "file": (io.BytesIO(picture((1, 2, 3))), "b.jpg")})
    assert sent.status_code == 302
    assert "is not recorded" not in text_of(browser.get(f"/cases/{number}?tab=evidence"))
    assert 'name="agreed"' not in browser.get(f"/cases/{number}/do/attach").text
    page = shop.post(browser, f"/customers/{who}/consents", {
        "purpose": "photos", "given": "false", "told_by": "phone"}, follow_redirects=True)
    assert "Withdrawn" in page.text
    shown = browser.get(f"/cases/{number}?tab=evidence")
    assert "no longer shown" in shown.text and f"/files/{shop.names.evidence}/picture" not in shown.text
    assert browser.get(f"/cases/{number}/files/{shop.names.evidence}").status_code == 409
    wrong = shop.post(browser, f"/customers/{who}/consents", {"purpose": "photos", "given": "perhaps"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("path", ["/privacy/accesses?customer=x&by=nobody&day=yesterday&action=peek&before=-1",
                                  "/privacy/accesses?day=9999-99-99&customer=99999999999999999999"])
def test_odd_questions_to_the_log_are_answered(shop: Shop, path: str) -> None:
    assert shop.client("manager").get(path).status_code == 200


def test_commands(shop: Shop, tmp_path: Path) -> None:
    who, me = str(shop.names.spare), ("--as", "manager", "--json")

    def told(name: str, *arguments: str) -> object:
        result = run(shop, name, [*arguments], *me)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    assert told("privacy consent", who, "photos", "yes")[0]["given"] is True  # type: ignore[index]
    archive, before = tmp_path / "person.zip", len(shop.desk.exports.mine(shop["manager"]))
    assert told("privacy disclose", who, "--to", str(archive))["size"] == archive.stat().st_size  # type: ignore[index]
    assert archive.stat().st_mode & 0o077 == 0 and zipfile.is_zipfile(archive)
    assert len(shop.desk.exports.mine(shop["manager"])) == before
    assert [(row.action, row.face) for row in shop.desk.accesses.list(shop["manager"])[:2]] == [
        ("export.fetch", "cli"), ("customer.disclose", "cli")]
    absent = run(shop, "privacy disclose", ["999", "--to", str(tmp_path / "nobody.zip")], *me)
    assert absent.exit_code == 1 and not (tmp_path / "nobody.zip").exists()
    again = run(shop, "privacy disclose", [who, "--to", str(archive)], *me)
    assert again.exit_code == 1 and archive.is_file()
    assert told("privacy erase", who)["possible"] is True  # type: ignore[index]
    assert run(shop, "privacy erase", [who, "--why", "asked", "--confirm", "0"], *me).exit_code == 1
    assert told("privacy erase", who, "--why", "asked", "--confirm", who)["cases"] == 0  # type: ignore[index]
    log = told("privacy accesses", "--action", "customer.erase")
    path = tmp_path / "erased.json"
    path.write_text(json.dumps(log))
    assert told("privacy reapply", str(path)) == [{"customer_id": int(who), "outcome": "already"}]
    path.write_text('[{"customer_id": 1}]')
    assert run(shop, "privacy reapply", [str(path)], *me).exit_code == 1
    assert {each["kind"] for each in told("privacy show")} > {"customers", "evidence"}  # type: ignore[attr-defined]
