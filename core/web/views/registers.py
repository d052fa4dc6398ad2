"""Registers: which there are, their entries, writing and correcting one, acknowledging what was passed on."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import InvalidInput
from core.domain.people import ERASE, EXPORT, REGISTERS
from core.http.admission import allowed
from core.registers.reading import Book, Entry, day_of
from core.web import questions
from core.web.acting import NO_TROUBLE, Trouble, attempt, new_key, typed_key, typed_moment
from core.web.desk import say, the_actor, the_desk

pages = Blueprint("registers", __name__, url_prefix="/registers")

PREFIX = "f."


@pages.get("")
@allowed(REGISTERS)
def show() -> str:
    """Every register in force, and what waits for the reader."""
    registers = the_desk().registers
    return render_template("registers.html", books=registers.all(the_actor()), waiting=registers.waiting(the_actor()),
                           industries=the_desk().installed.industries)


@pages.get("/<industry>/<key>")
@allowed(REGISTERS)
def one(industry: str, key: str) -> str:
    """The entries of a register, the latest first, and the form for a new one."""
    return _book(the_desk().registers.book(the_actor(), industry, key), NO_TROUBLE)


@pages.post("/<industry>/<key>")
@allowed(REGISTERS)
def write(industry: str, key: str) -> AnyResponse:
    """Write an entry."""
    registers, actor = the_desk().registers, the_actor()
    book = registers.book(actor, industry, key)

    def do() -> Entry:
        return registers.write(actor, industry, key, _typed(book), at=typed_moment(),
                               about=request.form.get("about", ""), case=request.form.get("case", "").strip(),
                               once_key=typed_key())

    def then(found: Entry) -> AnyResponse:
        flash(say()("已登记,第 {n} 条", n=str(found.row.number)))
        return make_response(redirect(url_for("registers.one", industry=industry, key=key)))

    return attempt(do, then, lambda trouble: _book(book, trouble))


@pages.get("/<industry>/<key>.csv")
@allowed(EXPORT)
def table(industry: str, key: str) -> Response:
    """The entries that are asked for, as a file."""
    asked = _asked()
    text = the_desk().registers.table(the_actor(), industry, key, say(), **asked)
    return Response(text, mimetype="text/csv",
                    headers={"Content-Disposition": f'attachment; filename="{key}.csv"'})


@pages.get("/entries/<int:entry>")
@allowed(REGISTERS)
def entry(entry: int) -> str:
    """One entry."""
    return _entry(the_desk().registers.show(the_actor(), entry), NO_TROUBLE)


@pages.post("/entries/<int:entry>/correct")
@allowed(REGISTERS)
def correct(entry: int) -> AnyResponse:
    """Write an entry in the place of another."""
    registers, actor = the_desk().registers, the_actor()
    wrong = registers.show(actor, entry)
    book = registers.book(actor, wrong.row.industry, wrong.row.key)

    def then(found: Entry) -> AnyResponse:
        flash(say()("已更正,新的是第 {n} 条", n=str(found.row.number)))
        return make_response(redirect(url_for("registers.entry", entry=found.row.id)))

    return attempt(lambda: registers.correct(actor, entry, _typed(book), at=typed_moment(),
                                             about=request.form.get("about"), once_key=typed_key()),
                   then, lambda trouble: _entry(wrong, trouble))


@pages.post("/entries/<int:entry>/acknowledge")
@allowed(REGISTERS)
def acknowledge(entry: int) -> AnyResponse:
    """Say that one has seen what was passed on."""
    registers, actor = the_desk().registers, the_actor()

    def then(_: Entry) -> AnyResponse:
        flash(say()("已确认"))
        return make_response(redirect(url_for("registers.entry", entry=entry)))

    return attempt(lambda: registers.acknowledge(actor, entry), then,
                   lambda trouble: _entry(registers.show(actor, entry), trouble))


@pages.post("/entries/<int:entry>/erase")
@allowed(ERASE)
def erase(entry: int) -> AnyResponse:
    """Take what is personal out of an entry."""
    desk, actor = the_desk(), the_actor()

    def then(_: None) -> AnyResponse:
        flash(say()("已删除其中的个人信息"))
        return make_response(redirect(url_for("registers.entry", entry=entry)))

    return attempt(lambda: desk.erasing.erase_entry(actor, entry, request.form.get("why", "")), then,
                   lambda trouble: _entry(desk.registers.show(actor, entry), trouble))


def _typed(book: Book) -> dict[str, Any]:
    return questions.read(book.register.form.describe(book.asked), request.form, prefix=PREFIX)


def _asked() -> dict[str, Any]:
    """Which entries the address asks for. Raises `InvalidInput` for what is no day."""
    found: dict[str, Any] = {"words": request.args.get("q", "")[:80].strip(),
                             "waiting": bool(request.args.get("waiting"))}
    found |= {name: day_of(name, request.args.get(name, "")[:20].strip()) for name in ("since", "until")}
    if (field := request.args.get("field", "")[:80]) and (value := request.args.get("value", "")[:80]):
        found["answers"] = {field: value}
    return found


def _drawn(book: Book, trouble: Trouble, answers: Any = None) -> Any:
    errors = {f"{PREFIX}{name}": each for name, each in trouble.errors.items()}
    return questions.draw(book.register.form.describe(book.asked), say().zone, prefix=PREFIX, photos=False,
                          answers=answers, typed=request.form if request.method == "POST" else None, errors=errors)


def _about(book: Book) -> list[tuple[str, str]]:
    """Whom an entry of this register may be about."""
    keys = {each.key for each in book.register.of}
    return [(row.login, row.name) for row in the_desk().users.colleagues(the_actor()) if keys.intersection(row.duties)]


def _book(book: Book, trouble: Trouble) -> str:
    registers, actor, wrong_days = the_desk().registers, the_actor(), NO_TROUBLE
    try:
        asked = _asked()
    except InvalidInput as error:
        asked, wrong_days = {}, Trouble.of(error)
    found = registers.entries(actor, book.industry, book.key, cursor=request.args.get("cursor", "")[:80], **asked)
    drawn = _drawn(book, trouble) if book.writes else None
    choices = [(field.name, field.label, [(each.name, each.label) for each in field.options])
               for field in book.register.form.questions(book.asked).values() if field.options]
    return render_template(
        "register.html", book=book, found=found, drawn=drawn, trouble=trouble, wrong_days=wrong_days,
        wrong=[drawn] if drawn else [], typed=request.form, key=new_key(), people=_about(book),
        loose=(*questions.loose({f"{PREFIX}{name}": each for name, each in trouble.errors.items()
                                 if name not in ("at", "about", "case")}, *([drawn] if drawn else [])),
               *trouble.reasons),
        own={name: trouble.errors[name] for name in ("at", "about", "case") if name in trouble.errors},
        overdue=registers.overdue(actor, book.industry, book.key) if book.register.every else None, choices=choices,
        args={name: request.args[name] for name in ("q", "since", "until", "waiting", "field", "value")
              if request.args.get(name)}, may_export=actor.may(EXPORT),
        industry=the_desk().installed.industries[book.industry].industry)


def _entry(found: Entry, trouble: Trouble) -> str:
    registers, actor, row = the_desk().registers, the_actor(), found.row
    book = next((each for each in registers.all(actor) if (each.industry, each.key) == (row.industry, row.key)), None)
    may_correct = bool(book and book.writes and not row.erased_at and not found.corrected_by)
    drawn = _drawn(book, trouble, found.answers) if book and may_correct else None
    return render_template(
        "register_entry.html", entry=found, book=book, drawn=drawn, wrong=[drawn] if drawn else [], trouble=trouble,
        loose=(*questions.loose({f"{PREFIX}{name}": each for name, each in trouble.errors.items()
                                 if name not in ("at", "why")}, *([drawn] if drawn else [])), *trouble.reasons),
        key=new_key(), typed=request.form, may_erase=actor.may(ERASE) and not row.erased_at)
