"""Registers: entries of one form without a case."""

from collections.abc import Callable
from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import ERASE, REGISTERS
from core.registers.reading import Entry, day_of
from core.representation.registers import said_book, said_entry, said_whole_book
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, paged, said
from core.rest.samples import sample

resource = Resource("registers", "Registers",
                    "Books of entries that regulations want kept, whatever the cases: calls, training, rewards.")

BOOK: dict[str, Any] = {
    "industry": "garden", "register": "visitors", "title": "Visitors", "note": "Whoever comes into the garden",
    "clauses": ["GA-05"], "writes": True, "reads": True, "about": []}
ENTRY: dict[str, Any] = {
    "entry": 12, "industry": "garden", "register": "visitors", "title": "Visitors", "number": 3,
    "happened_at": "2025-03-05T02:00:00+00:00", "recorded_at": "2025-03-05T02:05:00+00:00", "by": "Lin", "about": "",
    "case": "", "answers": {"topic": "invoice"}, "erased_at": None, "corrects": None, "corrected_by": None,
    "passed_to": [{"duty": "finance", "title": "Finance", "acknowledged_by": "", "acknowledged_at": None}]}
WHOLE: dict[str, Any] = {**BOOK, "form": {"type": "object", "properties": {"topic": {"type": "string"}}},
                         "blocked": "", "due": [{"user": 4, "name": "He", "last": "2025-01-02",
                                                 "due_at": "2025-04-02T15:59:59.999999+00:00", "late": False}]}


class Book(tell.Output):
    """A register that a regulation in force asks for."""

    industry = tell.says("Name of the industry.")
    register = tell.says("Its key.")
    title = tell.says("Its words.")
    note = tell.says("What it is for.")
    clauses = tell.words("The clauses that ask for it.")
    writes = tell.truth("Whether the caller may write in it.")
    reads = tell.truth("Whether the caller sees every entry; else those they wrote, about them or passed to them.")
    about = tell.words("The duties about whose people its entries are; empty where they are about nobody.")

    example = sample(BOOK)


class Due(tell.Output):
    """Somebody about whom a new entry is due."""

    user = tell.counts("Their id.")
    name = tell.says("Their name.")
    last = tell.maybe("Day of the last entry; null without one.")
    due_at = tell.maybe_at("When the next is due; null without a last one.")
    late = tell.truth("Whether it is overdue.")


class WholeBook(Book):
    """A register with its form and whose entries are due."""

    form = tell.whatever("JSON Schema of the answers of an entry.")
    blocked = tell.says("Why it cannot be said yet whose entries are due; empty where it can, or none are.")
    due = tell.parts(Due, "About whom a new entry is due, those overdue first.")

    example = sample(WHOLE)


class AllBooks(tell.Output):
    """The registers in force."""

    registers = tell.parts(Book, "By industry and title.")
    example = sample({"registers": [BOOK]})


class Passed(tell.Output):
    """A duty an entry was passed to."""

    duty = tell.says("Key of the duty.")
    title = tell.says("The duty in words.")
    acknowledged_by = tell.says("Who acknowledged it; empty where nobody has.")
    acknowledged_at = tell.maybe_at("When.")


class OneEntry(tell.Output):
    """An entry; it never changes."""

    entry = tell.counts("Its id.")
    industry = tell.says("Name of the industry.")
    register = tell.says("Key of its register.")
    title = tell.says("The register in words.")
    number = tell.counts("Its number within the register.")
    happened_at = tell.at("When it happened.")
    recorded_at = tell.at("When it was written.")
    by = tell.says("Who wrote it; empty for the desk itself.")
    about = tell.says("Whom it is about; empty for nobody.")
    case = tell.says("Number of its case, where it has one that the caller sees.")
    answers = tell.anything("What was filed; where it was erased, what is not personal.")
    erased_at = tell.maybe_at("When the personal words were erased.")
    corrects = tell.maybe_counts("Id of the entry in whose place it stands.")
    corrected_by = tell.maybe_counts("Id of the entry that stands in its place.")
    passed_to = tell.parts(Passed, "The duties it was passed to.")

    example = sample(ENTRY)


class Entries(tell.Output):
    """A page of entries."""

    entries = tell.parts(OneEntry, "The latest first.")
    total = tell.counts("How many there are in all.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Address of the next page.")

    example = sample({"entries": [ENTRY], "total": 1, "next_cursor": None, "next": None})


class WhichEntries(ask.Input):
    """Which entries."""

    since = ask.day("First day, as `2025-03-12`.")
    until = ask.day("Last day.")
    q = ask.text("Words that stand in them.", longest=80)
    waiting = ask.flag("Only those that wait for the caller's acknowledgement.", address=True)
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)
    cursor = ask.text("Where an earlier page ended.", longest=80)


class Writing(ask.Input):
    """What somebody writes."""

    answers = ask.answers("Answers of the register's form.", required=True)
    at = ask.moment("When it happened; now, if not given.")
    about = ask.text("Login of whom it is about, where the register is about people.", longest=80)
    case = ask.text("Number of the case it belongs to, if any.", longest=40)

    example = sample({"answers": {"topic": "invoice"}})


class Correcting(ask.Input):
    """What stands in the place of an entry."""

    answers = ask.answers("All answers of the form.", required=True)
    at = ask.moment("When it happened; as it was, if not given.")
    about = ask.text("Login of whom it is about; as it was, if not given.", longest=80, default=None)

    example = sample({"answers": {"topic": "invoice"}})


class Why(ask.Input):
    """Why an entry is erased."""

    why = ask.text("Why.", longest=500, shortest=1, required=True)
    example = sample({"why": "Asked for by the visitor"})


def _once(operation: str, asked: dict[str, Any], do: Callable[[], Entry], status: int = 200) -> Response:
    found, replayed = once_by_key(operation, asked, lambda: said_entry(do(), say()))
    return made(found, status, replayed=replayed)


@resource.route("/registers")
class ManyBooks(MethodView):
    @resource.reads("list_registers", REGISTERS, AllBooks)
    def get(self) -> Response:
        """List the registers that regulations in force ask for"""
        return said({"registers": [said_book(each, say()) for each in the_desk().registers.all(the_actor())]})


@resource.route("/registers/<key:industry>/<key:register>")
class OneBook(MethodView):
    @resource.reads("get_register", REGISTERS, WholeBook)
    def get(self, industry: str, register: str) -> Response:
        """Look at a register: its form, and whose entries are due"""
        registers, me = the_desk().registers, the_actor()
        return said(said_whole_book(registers.book(me, industry, register), registers.overdue(me, industry, register),
                                    the_desk().place, say()))


@resource.route("/registers/<key:industry>/<key:register>/entries")
class ManyEntries(MethodView):
    @resource.reads("list_register_entries", REGISTERS, Entries, asks=WhichEntries)
    def get(self, asked: dict[str, Any], industry: str, register: str) -> Response:
        """List entries of a register, the latest first"""
        page = the_desk().registers.entries(
            the_actor(), industry, register, since=day_of("since", asked["since"]),
            until=day_of("until", asked["until"]),
            words=asked["q"], waiting=asked["waiting"], cursor=asked["cursor"], limit=asked["limit"])
        return paged({"entries": [said_entry(each, say()) for each in page.entries], "total": page.total},
                     page.next_cursor)

    @resource.does("write_register_entry", REGISTERS, OneEntry, takes=Writing, status=201)
    def post(self, body: dict[str, Any], industry: str, register: str) -> Response:
        """Write an entry; people of other duties are told where it concerns them"""
        return _once("write_register_entry", {"industry": industry, "register": register, **body},
                     lambda: the_desk().registers.write(
                         the_actor(), industry, register, body["answers"], at=body["at"], about=body["about"],
                         case=body["case"]), 201)


@resource.route("/register-entries/<int(max=2147483647):entry>")
class OneOfThem(MethodView):
    @resource.reads("get_register_entry", REGISTERS, OneEntry)
    def get(self, entry: int) -> Response:
        """Look at an entry"""
        return said(said_entry(the_desk().registers.show(the_actor(), entry), say()))


@resource.route("/register-entries/<int(max=2147483647):entry>/correct")
class CorrectingEntry(MethodView):
    @resource.does("correct_register_entry", REGISTERS, OneEntry, takes=Correcting, status=201)
    def post(self, body: dict[str, Any], entry: int) -> Response:
        """Write an entry in the place of another; both stay"""
        return _once("correct_register_entry", {"entry": entry, **body}, lambda: the_desk().registers.correct(
            the_actor(), entry, body["answers"], at=body["at"], about=body["about"]), 201)


@resource.route("/register-entries/<int(max=2147483647):entry>/acknowledge")
class AcknowledgingEntry(MethodView):
    @resource.does("acknowledge_register_entry", REGISTERS, OneEntry)
    def post(self, entry: int) -> Response:
        """Say that one has seen what was passed to one's duty; again it changes nothing"""
        return _once("acknowledge_register_entry", {"entry": entry},
                     lambda: the_desk().registers.acknowledge(the_actor(), entry))


@resource.route("/register-entries/<int(max=2147483647):entry>/erase")
class ErasingEntry(MethodView):
    @resource.does("erase_register_entry", ERASE, OneEntry, takes=Why)
    def post(self, body: dict[str, Any], entry: int) -> Response:
        """Take the personal words out of an entry for good

        Takes `register.view` too."""
        desk = the_desk()

        def do() -> Entry:
            desk.erasing.erase_entry(the_actor(), entry, body["why"])
            return desk.registers.show(the_actor(), entry)

        return _once("erase_register_entry", {"entry": entry, **body}, do)
