"""Documents of a case as sheets, in the words of one reader: the one template for pages, REST, the command line and
PDF."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from markupsafe import Markup

from core.domain.judging import Paper
from core.domain.reasons import Reason
from core.printing.drawing import STYLES, template
from core.services.views import CaseView

SMALL = ("label", "waybill")
HTML_LANGUAGE = {"zh": "zh-CN"}


class Speech(Protocol):
    """How a reader is spoken to: pages and programs have each their own."""

    @property
    def language(self) -> str: ...

    def __call__(self, text: str, /) -> str: ...

    def show(self, value: object) -> str: ...


def drawn_sheets(view: CaseView, papers: Sequence[Paper], say: Speech, *, business: str, zone: ZoneInfo) -> Markup:
    """Documents filled in with what the case knows; what nobody has answered is a line to write on. Markup for a page
    that links `sheets.css`, or for `standalone`."""
    made = say("打印于 {at}").format(at=_shown(view.now, say, zone))
    return Markup(template("sheets.html").render(  # nosec B704: escaped by the template
        _=say, view=view, business=business, made=made, goods=[] if not view.case.lines else _goods(view, say),
        sheets=[_sheet(view, paper, say, zone) for paper in papers for _ in range(paper.copies)]))


def standalone(title: str, body: Markup, language: str = "zh") -> str:
    """A whole page of HTML with its styles inside: to be saved, sent or made into PDF. It fetches nothing."""
    return template("page.html").render(title=title, body=body, styles=Markup(STYLES.read_text("utf-8")),  # nosec B704
                                        language=HTML_LANGUAGE.get(language, language))


def _sheet(view: CaseView, paper: Paper, say: Speech, zone: ZoneInfo) -> dict[str, Any]:
    def rows(found: Sequence[tuple[str, object]]) -> list[tuple[str, str | None]]:
        return [(say(label), None if said is None else _shown(said, say, zone)) for label, said in found]

    head = [(label, said) for label, said in paper.letterhead if said is not None]
    return {
        "title": say(paper.title), "key": paper.key, "size": paper.size, "small": paper.size in SMALL,
        "code": paper.code.replace("{number}", view.row.number), "letterhead": rows(head),
        "rows": rows((*paper.lines, *paper.shows)), "says": [say(each) for each in paper.says],
        "encloses": [say(each) for each in paper.encloses], "signed": paper.signed,
        "basis": Reason("依据 {clauses}", {"clauses": tuple(paper.clauses)}).text(say, say.show) if paper.clauses
        else ""}


def _shown(value: object, say: Speech, zone: ZoneInfo) -> str:
    """A value as it is printed: days with their year, since paper is kept."""
    match value:
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return say.show(value)


def _goods(view: CaseView, say: Speech) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for line in view.case.lines:
        said = line.item.dump()
        found.append((str(said.get("product", "")), str(said.get("model", "")), str(said.get("quantity", 1)),
                      f"¥{said['price']}" if "price" in said else ""))
    return found
