"""Holes: mistakes that somebody could make in one place, each with the tests that have to notice it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hole:
    """In `file`, `old` (which stands there once) becomes `new`; one of the tests `caught_by` then fails."""

    name: str
    file: str
    old: str
    new: str
    caught_by: tuple[str, ...]


USE_CASES, PAGES = "tests/rights/test_use_cases.py", "tests/rights/test_pages.py"
SCOPE = "tests/services/test_scope.py::test_a_foreign_case_and_an_absent_one_look_the_same"
RACES = "tests/races/test_races.py::test_everybody_is_served_or_refused_clearly"
PROXIES = """    if {when}:  # their word on who asks, and whether by https; the name they call must be the desk's own
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for={count},"""

SIGHT = (
    Hole("scope forgotten when a case is read", "core/store/cases.py",
         "return self._one(_BY_NUMBER, number, seen_by)", "return self._one(_BY_NUMBER, number, None)",
         (f"{SCOPE}[sqlite-look]",)),
    Hole("scope forgotten when a case is changed", "core/store/cases.py",
         "self._one(_LOCKED, number, seen_by)", "self._one(_LOCKED, number, None)",
         (f"{SCOPE}[sqlite-comment]",)),
    Hole("scope forgotten in lists", "core/store/lists.py",
         "found = visible_to(self.seen_by)", "found = visible_to(None)",
         ("tests/services/test_scope.py::test_lists_searches_and_customers_show_no_more[sqlite]",)),
    Hole("permission forgotten by a use case", "core/services/steps.py",
         "require(actor, APPROVE)\n        legible(reason=reason)", "legible(reason=reason)",
         (f"{USE_CASES}::test_who_may[Steps.answer]",)),
    Hole("a file of another case", "core/services/notes.py",
         "if row.case_id != record.row.id:", "if False:",
         ("tests/services/test_notes.py::test_a_file_is_seen_with_its_own_case_only[sqlite]",)),
    Hole("telephone numbers whole for everybody", "core/services/views.py",
         "whole = actor.may(SEE_PHONES)", "whole = True",
         ("tests/services/test_people.py::test_phones_are_masked_for_those_who_may_not_call[sqlite]",)),
    Hole("one's own override approved", "core/services/steps.py",
         "if asked.asked_by_id is not None and asked.asked_by_id == actor.id:", "if False:",
         ("tests/services/test_overrides.py::test_nobody_approves_their_own[sqlite]",)),
    Hole("anybody's export", "core/exports/kept.py",
         "if owner is None or row.asked_by != owner or row.what not in what:", "if row.what not in what:",
         ("tests/exports/test_exports.py::test_anybody_elses_is_absent[sqlite]",)),
)

LOCKS = (
    Hole("no lock on the row of a case", "core/store/cases.py",
         "_BY_NUMBER.with_for_update(key_share=True)", "_BY_NUMBER",
         (f"{RACES}[postgresql-two comments]",)),
    Hole("writers that begin like readers", "core/store/engine.py",
         '"BEGIN IMMEDIATE" if writes else "BEGIN"', '"BEGIN"',
         ("tests/store/test_concurrency.py::test_writers_never_fork_a_chain[sqlite]",)),
    Hole("versions not compared", "core/services/records.py",
         "if version is not None and record.row.version != version:", "if False:",
         (f"{RACES}[sqlite-two edits of one version]",)),
    Hole("a key taken for another request", "core/store/once.py",
         "if (known.operation, known.request_digest) != (operation, request_digest):", "if False:",
         ("tests/services/test_opening.py::test_a_key_is_not_taken_for_another_request_nor_for_another_person[sqlite]",)),
    Hole("a key that claims nothing", "core/store/once.py",
         "        if new is not None:\n            return None\n", "        return None\n",
         (f"{RACES}[sqlite-one key]",)),
)

LOG_INS = (
    Hole("lock-out never locks", "core/accounts/lockout.py",
         "min(FIRST_WAIT * 2**min(over, 10), LONGEST_WAIT) if over >= 0 else None",
         "min(FIRST_WAIT * 2**min(over, 10), LONGEST_WAIT) if over >= 10**9 else None",
         ("tests/web/test_guards.py::test_too_many_attempts_have_to_wait",)),
    Hole("log-ins outlive a password", "core/accounts/users.py",
         "self.hasher.hash(password), self.place.now()\n        work.sessions.revoke_all(row.id)\n",
         "self.hasher.hash(password), self.place.now()\n",
         ("tests/http/test_sessions.py::test_what_ends_log_ins[one's own password]",)),
    Hole("log-ins outlive logging out", "core/accounts/users.py",
         "work.sessions.revoke(_digest(token))", "work.sessions.seen(_digest(token))",
         ("tests/http/test_sessions.py::test_a_replayed_cookie_is_refused_after_logging_out",)),
    Hole("tokens of programs with every right of the account", "core/accounts/tokens.py",
         "permissions=(actor.permissions & set(scopes))", "permissions=actor.permissions",
         ("tests/services/test_tokens.py::test_a_token_may_what_its_scopes_name_and_no_more[sqlite]",)),
    Hole("tokens that never end", "core/store/tokens.py",
         "TokenRow.revoked_at.is_(None), TokenRow.expires_at > self._now()))", "TokenRow.revoked_at.is_(None)))",
         ("tests/services/test_tokens.py::test_a_token_ends[sqlite]",)),
    Hole("tokens that cannot be revoked", "core/store/tokens.py",
         "TokenRow.revoked_at.is_(None), TokenRow.expires_at > self._now()))", "TokenRow.expires_at > self._now()))",
         ("tests/services/test_tokens.py::test_a_revoked_token_is_worth_nothing_at_once[sqlite]",)),
)

BROWSERS = (
    Hole("a name that becomes markup", "core/web/templates/macros/casehead.html",
         'view.customer.row.name or _("无名") }}', 'view.customer.row.name|safe or _("无名") }}',
         ("tests/attack/test_hostile_input.py::test_free_text_stays_text",)),
    Hole("a form that needs no token", "core/web/application.py",
         "CSRFProtect(app)\n", 'CSRFProtect(app).exempt("core.web.views.steps.take")\n',
         (f"{PAGES}::test_nothing_is_done_without_a_token",)),
    Hole("on to anywhere after logging in", "core/web/views/login.py",
         'not said.startswith("/") or said', "said",
         ("tests/web/test_wording.py::test_only_own_places_to_go_on_to",)),
    Hole("on to another host after logging in", "core/web/views/login.py",
         'said.startswith(("//", "/\\\\"))', 'said.startswith("/\\\\")',
         ("tests/web/test_wording.py::test_only_own_places_to_go_on_to",)),
    Hole("uploads shown by the browser", "core/web/views/files.py",
         "f\"attachment; filename*=UTF-8''", "f\"inline; filename*=UTF-8''",
         ("tests/web/test_cases.py::test_files_are_only_ever_saved_never_run",)),
    Hole("scripts of anybody in a page", "core/http/replies.py",
         "f\"'self' 'nonce-{nonce}'\"", "\"'self' 'unsafe-inline'\"",
         ("tests/web/test_guards.py::test_every_reply_is_guarded",)),
    Hole("whoever claims to be a front server is one", "core/web/application.py",
         PROXIES.format(when="desk.config.proxies", count="desk.config.proxies"),
         PROXIES.format(when="True", count="1"),
         ("tests/http/test_hosts.py::test_a_forged_address_does_not_make_another_peer",)),
)

OUTSIDE = (
    Hole("messages to addresses inside", "core/webhooks/addresses.py",
         "            if not self.admits(each):", "            if False:",
         ("tests/webhooks/test_addresses.py::test_one_address_inside_is_enough_to_refuse",)),
    Hole("addresses judged only when a webhook is made", "core/webhooks/delivering.py",
         "addresses = self.door.addresses(target)",
         "addresses = list(self.door.resolve(target.host, target.port))",
         ("tests/webhooks/test_delivering.py::test_a_name_that_has_come_to_mean_something_inside_is_not_sent_to[sqlite]",)),
    Hole("redirects followed", "core/webhooks/sending.py",
         "        status = reply.status\n",
         "        status = reply.status\n"
         "        if 300 <= status < 400:\n"
         "            import urllib.request\n"
         "            urllib.request.urlopen(reply.headers[\"Location\"]).close()\n",
         ("tests/webhooks/test_sending.py::test_redirects_are_not_followed",)),
    Hole("formulas in what is exported", "core/inert.py",
         "return MARK + text if like_a_formula(text) else text", "return text",
         ("tests/exports/test_inert.py::test_what_a_spreadsheet_might_run_is_marked",)),
    Hole("the person erased is still found", "core/privacy/erasing.py",
         "        work.cases.index(case)\n", "",
         ("tests/privacy/test_erasing.py::test_nothing_of_the_person_is_left[sqlite]",)),
    Hole("values in the log of the database's errors", "core/store/engine.py",
         "connect_args=connect_args, hide_parameters=True,", "connect_args=connect_args, hide_parameters=False,",
         ("tests/store/test_engine_and_migrations.py::test_errors_do_not_tell_what_was_to_be_written[sqlite]",)),
    Hole("a fault shown with its inside", "core/rest/problems.py",
         'return reply(500, CODES[500], say()("已经记下来了,数据没有改动。请带上 request_id 告诉管理员。"))',
         "return reply(500, CODES[500], repr(error))",
         ("tests/rest/test_refusals.py::test_a_fault_is_a_problem_without_its_inside",)),
    Hole("an answer not changed for whoever sees less", "core/rest/operations.py",
         'hashlib.sha256(f"{say().language}\\n{lasting}".encode())',
         'hashlib.sha256(f"{request.path}{data.get(\'version\')}".encode())',
         ("tests/rest/test_cases.py::test_what_others_have_seen_says_nothing_of_what_one_sees_oneself",)),
)

HOLES = (*SIGHT, *LOCKS, *LOG_INS, *BROWSERS, *OUTSIDE)
