"""Looking up how long a unit is covered, and extending or correcting that."""

from core.capabilities.coverage import contracts_pages
from core.capabilities.coverage.blueprint import pages
from core.capabilities.coverage.permissions import EXTEND, SEE
from core.capabilities.coverage.service import Unit, Warranties
from core.capabilities.coverage.standing import How
from core.sdk.web import (
    NO_TROUBLE,
    Entry,
    Group,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    new_key,
    redirect,
    render,
    request,
    say,
    the_actor,
    the_desk,
    typed_key,
    typed_version,
    url_for,
)

CONTRACTS = (contracts_pages.contracts, contracts_pages.contract)
"""The pages of contracts, beside those below."""
ENTRIES = (Entry("保修", "coverage.find", SEE, icon="shield-check"),
           Entry("合同台账", "coverage.contracts", SEE, icon="file-earmark-text", group=Group.MONEY,
                 wanted=contracts_pages.kept))


def _warranties() -> Warranties:
    return Warranties(the_desk().place)


@pages.get("/")
@allowed(SEE)
def find() -> str:
    """Units by serial number, phone, name or case."""
    return _page(NO_TROUBLE)


@pages.post("/units/<serial>")
@allowed(EXTEND)
def change_unit(serial: str) -> Response:
    """Extend or correct the warranty of a unit."""
    correct = request.form.get("do") == "correct"

    def then(_: Unit) -> Response:
        flash(say()("已更正保修") if correct else say()("已延长保修"))
        return redirect(url_for("coverage.find", q=serial))

    return attempt(lambda: _warranties().extend_unit(the_actor(), serial, request.form.to_dict(), correct=correct),
                   then, lambda trouble: _page(trouble, serial))


@pages.post("/cases/<number>")
@allowed(EXTEND)
def change_case(number: str) -> Response:
    """The same for the unit of a case."""
    correct = request.form.get("do") == "correct"

    def then(_: object) -> Response:
        flash(say()("已更正保修") if correct else say()("已延长保修"))
        return redirect(url_for("case.show", number=number))

    return attempt(lambda: _warranties().extend(the_actor(), number, request.form.to_dict(), correct=correct,
                                                version=typed_version(), key=typed_key()),
                   then, lambda trouble: _page(trouble, number))


def _page(trouble: Trouble, said: str = "") -> str:
    asked = said or request.args.get("q", "")
    found = _warranties().find(the_actor(), asked)
    return render("coverage/find.html", q=asked, found=found, trouble=trouble, typed=request.form, hows=How,
                  may_extend=the_actor().may(EXTEND), key=new_key())
