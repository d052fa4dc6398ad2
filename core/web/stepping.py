"""The form of a step on a page, the same for staff and for customers: drawn, read back, and its pictures."""

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from core.domain.cases import Case
from core.domain.flow import Step
from core.domain.forms import Item
from core.domain.judging import Offer
from core.services.views import CaseView
from core.web import case_page, questions
from core.web.acting import Trouble
from core.web.desk import say

UNTOLD = {"csrf_token", "key", "version"}
"""What the page sends about itself."""


def told() -> dict[str, list[str]]:
    """Everything that was sent, as the key of the form stands for it."""
    return {name: request.form.getlist(name) for name in request.form if name not in UNTOLD}


def read(case: Case, step: Step) -> object:
    """What was typed, as the service takes it: one record, or one for each item."""
    form = step.form
    if form is None:
        return None
    described = form.describe(case.here.asked)
    if form.per is Item and case.lines:
        return questions.read_items(described, request.form, [line.position for line in case.lines])
    return questions.read(described, request.form)


def draw(view: CaseView, offer: Offer, trouble: Trouble) -> list[questions.Drawn]:
    """The step's form, filled in beforehand as far as that is possible, or with what was typed."""
    form = offer.step.form
    if form is None:
        return []
    described, zone = form.describe(view.case.here.asked), say().zone
    typed: Any = request.form if request.method == "POST" else None
    earlier = case_page.earlier_answers(view.case.facts())
    if form.per is not Item or not view.case.lines:
        return [questions.draw(described, zone, answers=offer.proposed, typed=typed, errors=trouble.errors,
                               earlier=earlier)]
    return [questions.draw(
        described, zone, prefix=f"{line.position}.", answers=offer.proposed, typed=typed, errors=trouble.errors,
        earlier=case_page.earlier_answers(view.case.facts(line)), heading=_heading(line.item))
        for line in view.case.lines]


def photos(step: Step) -> list[tuple[str, FileStorage]]:
    """The pictures put beside questions, with the questions' keys."""
    form = step.form
    keys = {name: asked.key for name, asked in form.fields.items()} if form else {}
    found = []
    for name, files in request.files.lists():
        question = name.removesuffix(questions.PHOTO).rpartition(".")[2]
        found += [(keys[question], file) for file in files if file.filename and question in keys]
    return found


def _heading(item: Item) -> str:
    known = vars(item)
    count = f" ×{known['quantity']}" if known.get("quantity", 1) != 1 else ""
    return f"{known.get('product', '')}{count}"
