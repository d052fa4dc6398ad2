"""Personal information: what is kept and why, who read it, and for one customer: consent, giving it out, erasing it."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import InvalidInput
from core.domain.people import AUDIT, DISCLOSE, ERASE, NOTE, VIEW
from core.http.admission import allowed
from core.privacy import brought
from core.privacy.accesses import ACTIONS
from core.privacy.erasing import WHY
from core.privacy.purposes import EXPORTS, KINDS
from core.services.records import require
from core.web.acting import NO_TROUBLE, Trouble, attempt, whole
from core.web.desk import say, the_actor, the_desk

pages = Blueprint("privacy", __name__)

PAGE = 100


@pages.get("/privacy")
@allowed(AUDIT)
def show() -> str:
    """Every kind of personal data: what for, how long, what takes it away."""
    terms = {**dict(the_desk().config.retention), EXPORTS: f"{the_desk().config.exports_kept_hours} h"}
    return render_template("privacy.html", kinds=(*KINDS, *brought.kinds(the_desk().store.histories)), terms=terms,
                           lengths=_lengths(terms))


def _lengths(terms: dict[str, str]) -> dict[str, str]:
    from core.domain.counting import Length

    return {key: say().show(Length.parse(words).label()) for key, words in terms.items()}


@pages.get("/privacy/accesses")
@allowed(AUDIT)
def accesses() -> str:
    """Who read, took away or erased personal data, the latest first."""
    desk, asked = the_desk(), request.args
    customer, before = whole(asked.get("customer", "")), whole(asked.get("before", ""))
    day = _day(asked.get("day", ""))
    action = asked.get("action", "") if asked.get("action") in ACTIONS else ""
    rows = desk.accesses.list(
        the_actor(), by=asked.get("by", "").strip(), customer_id=customer, action=action, since=day,
        until=day + timedelta(days=1) if day else None, before_id=before, limit=PAGE)
    with desk.store.read() as work:
        cases = work.cases.by_ids({row.case_id for row in rows if row.case_id})
    wanted = {"by": asked.get("by", ""), "customer": customer or "", "action": action, "day": asked.get("day", "")}
    return render_template("accesses.html", rows=rows, actions=ACTIONS, cases=cases, wanted=wanted,
                           more=len(rows) == PAGE, may_look=the_actor().may(VIEW))


def _day(said: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(said[:10])
    except ValueError:
        return None
    return read.replace(tzinfo=say().zone) if 1970 <= read.year < 2200 else None


@pages.get("/customers/<int:customer>/erase")
@allowed(ERASE)
def plan(customer: int) -> str:
    """What erasing would take away, and what stays."""
    return _erasing(customer, NO_TROUBLE)


@pages.post("/customers/<int:customer>/erase")
@allowed(ERASE)
def erase(customer: int) -> AnyResponse:
    """Erase for good."""
    form = request.form
    return attempt(
        lambda: the_desk().erasing.erase(the_actor(), customer, form.get("why", ""), confirm=form.get("confirm", "")),
        lambda _: _done(customer, "已删除这位客户的个人信息"), lambda trouble: _erasing(customer, trouble))


def _erasing(customer: int, trouble: Trouble) -> str:
    plan = the_desk().erasing.preview(the_actor(), customer)
    reasons = {key: words for key, words in WHY.items() if key != "expired"}
    return render_template("erase.html", plan=plan, trouble=trouble, reasons=reasons, typed=request.form)


@pages.post("/customers/<int:customer>/disclose")
@allowed(DISCLOSE)
def disclose(customer: int) -> AnyResponse:
    """Ask for everything that is held on a customer, as an archive for them; it appears among the exports."""
    return attempt(lambda: the_desk().exports.disclose(the_actor(), customer, language=say().language, face="web"),
                   lambda _: redirect(url_for("exports.show")), lambda trouble: _again(customer, trouble))


@pages.post("/customers/<int:customer>/consents")
@allowed(NOTE)
def consent(customer: int) -> AnyResponse:
    """Record what a customer has agreed to, or taken back."""
    desk, actor, form = the_desk(), the_actor(), request.form
    require(actor, VIEW)
    given = form.get("given", "")

    def do() -> None:
        if given not in ("true", "false"):
            raise InvalidInput.field("given", "请答“是”或“否”")
        desk.consents.record(actor, customer, form.get("purpose", ""), given == "true",
                             told_by=form.get("told_by", ""))

    return attempt(do, lambda _: _done(customer, "已登记客户的意思"), lambda trouble: _again(customer, trouble))


def _again(customer: int, trouble: Trouble) -> str:
    from core.web.views.customers import customer_page

    return customer_page(customer, trouble)


def _done(customer: int, words: str) -> AnyResponse:
    flash(say()(words))
    return make_response(redirect(url_for("customers.show", customer=customer)))
