"""Labels of one case or of several at once, to stick on what belongs to them."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import VIEW
from core.http.admission import allowed
from core.printing import PrintLabel
from core.web.desk import say, the_actor, the_desk
from core.web.printing import labels_pdf, render_labels

pages = Blueprint("labels", __name__)

MOST = 100
LINES = 3
TITLE = "案件标签"


@pages.get("/labels")
@allowed(VIEW)
def show() -> str:
    """A label for each `number` of the address: number, goods and a code to scan; nobody's name."""
    numbers = _numbers()
    back = url_for("case.show", number=numbers[0]) if len(numbers) == 1 else url_for("cases.show")
    return render_labels(_labels(numbers), title=TITLE, back=back, pdf=url_for("labels.pdf", number=numbers))


@pages.get("/labels.pdf")
@allowed(VIEW)
def pdf() -> Response:
    """The same as a file."""
    return labels_pdf(_labels(_numbers()), title=TITLE)


@pages.post("/labels")
@allowed(VIEW)
def choose() -> AnyResponse:
    """From the ticked cases of the list to their labels."""
    numbers = request.form.getlist("number")[:MOST]
    return redirect(url_for("labels.show", number=numbers) if numbers else url_for("cases.show"))


def _numbers() -> list[str]:
    found = list(dict.fromkeys(request.args.getlist("number")))[:MOST]
    if not found:
        abort(404)
    return found


def _labels(numbers: list[str]) -> list[PrintLabel]:
    return [_label(each) for each in numbers]


def _label(number: str) -> PrintLabel:
    view = the_desk().views.case(the_actor(), number)
    goods = [" ".join(filter(None, (str(said.get("product", "")), str(said.get("model", "")))))
             for said in (line.item.dump() for line in view.case.lines)]
    more = say()("等 {n} 件", n=len(goods)) if len(goods) > LINES else ""
    kind = say()(view.case.here.workflow.title)
    return PrintLabel(number, (kind, *filter(None, (*goods[:LINES], more))), number)
