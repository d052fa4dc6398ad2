"""The bell, the list, wishes, the log and the words, as a browser sees them."""

from sqlalchemy import event, select

from core.privacy.traces import Person, wipe
from core.store.tables import NotificationRow
from tests.attack.desk import Shop, text_of
from tests.notifications.post_office import PostOffice

HOSTILE = '<script>alert(1)</script>{{7*7}}'


def test_the_bell_counts_and_looking_at_the_case_reads(bell: Shop, office: PostOffice) -> None:
    browser, number = bell.client("service"), bell.names.new
    before = bell.desk.notifications.unread(bell["service"])
    assert before and f"Notifications, {before} unread" in browser.get("/cases").text
    page = browser.get("/notifications")
    assert page.status_code == 200 and f"/cases/{number}" in page.text and "gave you" in text_of(page)
    assert browser.get(f"/cases/{number}").status_code == 200
    assert bell.desk.notifications.unread(bell["service"]) < before
    assert number not in browser.get("/notifications?only=unread").text
    bell.post(browser, "/notifications/read")
    assert bell.desk.notifications.unread(bell["service"]) == 0
    assert "Nothing unread" in browser.get("/notifications?only=unread").text
    assert bell.client("administrator").get("/notifications").status_code == 200


def test_the_bell_costs_one_query(bell: Shop) -> None:
    browser, asked = bell.client("service"), list[str]()
    browser.get("/me")

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(bell.desk.store.engine, "before_cursor_execute", note)
    for path in ("/cases", f"/cases/{bell.names.checked}", "/"):
        asked.clear()
        assert browser.get(path, follow_redirects=True).status_code == 200
        assert sum("notifications" in each for each in asked) <= 2
    asked.clear()
    bell.desk.notifications.read_all(bell["service"])
    asked.clear()
    browser.get(f"/cases/{bell.names.checked}")
    assert sum("notifications" in each for each in asked) == 1


def test_nobody_reads_or_marks_what_is_anothers(bell: Shop) -> None:
    row = bell.desk.notifications.mine(bell["service"])[0].row
    other = bell.client("technician")
    assert bell.post(other, f"/notifications/{row.id}").status_code == 404
    assert bell.post(other, "/notifications/999999").status_code == 404
    mine = bell.client("service")
    assert bell.post(mine, f"/notifications/{row.id}", {"next": "https://evil.example"}).location == "/notifications"
    assert bell.post(mine, f"/notifications/{row.id}", {"next": "/cases"}).location == "/cases"
    for path in ("/messages", "/messages/words", "/messages/words/missed/email/en"):
        assert bell.client("service").get(path).status_code == 403


def test_wishes_and_addresses(bell: Shop, office: PostOffice) -> None:
    browser = bell.client("service")
    assert "Of your own cases always" in text_of(browser.get("/notifications/wishes"))
    assert bell.post(browser, "/notifications/wishes", {"wanted": ["missed:email", "warned:desk"]}).status_code == 302
    wanted = {(each.kind.key, each.channel) for each in bell.desk.notifications.wishes(bell["service"]).wishes
              if each.wanted}
    assert ("missed", "email") in wanted and ("warned", "desk") in wanted and ("assigned", "desk") not in wanted
    wrong = bell.post(browser, "/notifications/address", {"email": f"{HOSTILE}@x"})
    assert wrong.status_code == 422 and "<script>alert(1)" not in wrong.text and "Enter a mail address" in wrong.text
    bell.post(browser, "/notifications/address", {"email": "s@else.example"})
    assert "s@else.example" in browser.get("/me").text
    assert bell.post(browser, "/notifications/test", {"channel": "email"}).status_code == 302
    assert bell.post(browser, "/notifications/test", {"channel": "email"}).status_code == 409
    bell.desk.notifications.messenger.turn()
    assert "s@else.example" in office.to
    chief = bell.client("administrator")
    person = bell.names.users["service"]
    assert bell.post(chief, f"/people/{person}/reminders", {"email": "", "manager": "nobody"}).status_code == 422
    assert bell.post(chief, f"/people/{person}/reminders", {
        "email": "x@y.example", "manager": "manager"}).status_code == 302
    page = chief.get(f"/people/{person}").text
    assert 'value="x@y.example"' in page and 'value="manager"' in page


def test_the_log_and_sending_again(bell: Shop, office: PostOffice) -> None:
    office.to_recipients = ["550 no such user"] * 9
    bell.desk.notifications.messenger.turn()
    browser = bell.client("manager")
    page = browser.get("/messages?only=failed")
    assert "550 no such user" in text_of(page) and bell.names.new in page.text
    office.to_recipients = []
    message = bell.desk.notifications.log(bell["manager"])[0].row.id
    assert bell.post(browser, f"/messages/{message}").status_code == 302
    bell.desk.notifications.messenger.turn()
    assert len(office.got) == 1 and "550" not in text_of(browser.get("/messages"))
    assert bell.post(browser, "/messages/999999").status_code == 404


def test_own_words_are_places_and_nothing_else(bell: Shop, office: PostOffice) -> None:
    browser, where = bell.client("manager"), "/messages/words/assigned/email/en"
    assert "Dear {name}" in browser.get(where).text
    for typed, field in (({"subject": "Hi {password}", "body": "x"}, "{password}"),
                         ({"subject": "Hi {case.__class__}", "body": "x"}, "{case.__class__}"),
                         ({"subject": "Hi {", "body": "x"}, "Braces"), ({"subject": "", "body": "x"}, ""),
                         ({"subject": "a\nBcc: eve@evil.example", "body": "x"}, "One line"),
                         ({"subject": "x", "body": "y" * 5000}, "4000")):
        reply = bell.post(browser, where, {"do": "save", **typed})
        assert reply.status_code == 422 and field in text_of(reply), typed
    shown = bell.post(browser, where, {"do": "preview", "subject": "Take {case}", "body": f"{{name}}: {HOSTILE[:25]}"})
    assert shown.status_code == 200 and "Take TH-2025-00007" in text_of(shown) and "<script>alert" not in shown.text
    assert "Own words" not in browser.get(where).text  # looking changes nothing
    bell.post(browser, where, {"do": "save", "subject": "Take {case}", "body": "<b>{name}</b> {link}"})
    assert "Own" in browser.get("/messages/words?language=en").text
    bell.desk.notifications.messenger.turn()
    letter, = office.got
    assert letter["Subject"] == f"Take {bell.names.new}" and letter.get_content_type() == "text/plain"
    assert letter.get_content().startswith("<b>Service Jones</b> https://desk.example.com/cases/")
    bell.post(browser, where, {"do": "reset"})
    assert "Dear {name}" in browser.get(where).text
    assert browser.get("/messages/words/nonsense/email/en").status_code == 404
    assert browser.get("/messages/words/missed/pigeon/en").status_code == 404
    bell.post(browser, "/messages/words/assigned/desk/en", {"do": "save", "subject": "Yours: {case} {title}"})
    assert f"Yours: {bell.names.new}" in text_of(bell.client("service").get("/notifications"))


def test_erasing_a_customer_takes_what_was_told_of_their_cases(bell: Shop) -> None:
    with bell.desk.store.unit_of_work() as work:
        wipe(work, Person(case_ids=(work.cases.by_number(bell.names.new).id,)), bell.folder / "imports")
        work.commit()
    with bell.desk.store.read() as work:
        case = work.cases.by_number(bell.names.new).id
        rows = work.session.scalars(select(NotificationRow).where(NotificationRow.case_id == case)).all()
    assert rows and all(row.said == {} for row in rows)
    assert "What it said is erased" in text_of(bell.client("service").get("/notifications"))
