"""What the page of a case shows: what is noted of a visit beside its steps."""

from typing import TYPE_CHECKING

from core.sdk.web import VIEW, Actor, CaseView, panel, render
from plugins.appliance.forms import TestRun
from plugins.appliance.visit_service import NOTES

if TYPE_CHECKING:
    from core.app import Desk


@panel("师傅考核", VIEW)
def crew(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Links to what may be noted, for who may; nothing where nobody is sent."""
    notes = [(key, each.form.title) for key, each in NOTES.items() if actor.may(each.by)]
    if not notes or not any(issubclass(form, TestRun) for form in view.case.here.forms):
        return ""
    return render("appliance/crew.html", view=view, notes=notes)
