"""Money on pages: what a case comes to, taking it in and giving it back."""

from collections.abc import Callable, Mapping

from core.capabilities.charges.accounts import Sort
from core.capabilities.charges.blueprint import pages, services, words
from core.capabilities.charges.forms import Payment, Refund, Reimbursement
from core.capabilities.charges.permissions import APPROVE, BOOK, CORRECT, QUOTE, READ_LEDGER, SEE
from core.capabilities.charges.quoting import Quoting
from core.capabilities.charges.seeing import Money
from core.capabilities.charges.service import Call
from core.sdk import Form
from core.sdk.web import (
    NO_TROUBLE,
    Markup,
    NotFound,
    Response,
    Trouble,
    allowed,
    attempt,
    draw,
    flash,
    loose,
    new_key,
    read,
    redirect,
    render,
    request,
    say,
    sent_pdf,
    standalone,
    the_actor,
    the_desk,
    typed_key,
    typed_version,
    url_for,
)

FORMS: Mapping[str, type[Form]] = {"pay": Payment, "refund": Refund, "reimburse": Reimbursement}
TITLES = {"pay": "登记收款", "refund": "登记退款", "reimburse": "退还客户代付的费用", "bill": "另行收费",
          "write_off": "免收", "ask": "申请退款"}
HINTS = {"pay": "流水号用来与支付渠道对账,同一笔只记一次。", "refund": "退回原支付方式;换方式或超过限额的,先申请批准。",
         "reimburse": "客户替公司先付的运费等,由公司退还。", "bill": "在客户同意的报价之内,规则没有算到的收费。",
         "write_off": "客户可以少付;账上留下原因。", "ask": "例外的退款由另一人批准后再登记。"}
NEEDED = {"pay": BOOK, "refund": BOOK, "reimburse": BOOK, "bill": CORRECT, "write_off": CORRECT, "ask": BOOK}


def _call(number: str) -> Call:
    return Call(the_actor(), number, typed_version(), typed_key())


@pages.get("/cases/<number>")
@allowed(SEE)
def case(number: str) -> str:
    """All the money of a case."""
    return _case_page(number, NO_TROUBLE)


def _case_page(number: str, trouble: Trouble) -> str:
    actor = the_actor()
    money = services()[1].case(actor, number)
    return render("charges/case.html", **words(), money=money, trouble=trouble, key=new_key(), titles=TITLES,
                  typed=request.form, may={name: actor.may(needed) for name, needed in NEEDED.items()},
                  may_correct=actor.may(CORRECT), may_approve=actor.may(APPROVE), may_quote=actor.may(QUOTE))


@pages.get("/cases/<number>/<any(pay, refund, reimburse, bill, write_off, ask):act>")
@allowed(SEE)
def act(number: str, act: str) -> str:
    """The form of something done with money."""
    return _act_page(number, act, NO_TROUBLE)


@pages.post("/cases/<number>/<any(pay, refund, reimburse, bill, write_off, ask):act>")
@allowed(SEE)
def do(number: str, act: str) -> Response:
    """Do it."""
    charges, call, said = services()[0], _call(number), request.form
    form = FORMS.get(act)
    known: dict[str, Callable[[], object]] = {
        "bill": lambda: charges.bill(call, said.get("amount", ""), said.get("why", "")),
        "write_off": lambda: charges.write_off(call, said.get("amount", ""), said.get("why", "")),
        "ask": lambda: charges.ask(call, said.get("amount", ""), said.get("method", ""), said.get("why", ""))}
    todo = known[act] if form is None else (
        lambda: getattr(charges, act)(call, read(form.describe(), said)))

    def then(_: object) -> Response:
        flash(say()("已办理:{step}", step=say()(TITLES[act])))
        return redirect(url_for("charges.case", number=number))

    return attempt(todo, then, lambda trouble: _act_page(number, act, trouble))


def _act_page(number: str, act: str, trouble: Trouble) -> str:
    if not the_actor().may(NEEDED[act]):
        raise NotFound()
    money = services()[1].case(the_actor(), number)
    form, typed = FORMS.get(act), request.form if request.method == "POST" else None
    drawn = draw(form.describe(), say().zone, answers=_proposed(act, money), typed=typed,
                 errors=trouble.errors) if form else None
    return render("charges/act.html", **words(), money=money, act=act, title=TITLES[act], hint=HINTS[act], drawn=drawn,
                  typed=typed or _proposed(act, money), trouble=trouble, key=request.form.get("key") or new_key(),
                  loose=loose(trouble.errors, *([drawn] if drawn else [])))


def _proposed(act: str, money: Money) -> dict[str, object]:
    """What most probably is meant: the whole of what is owed, today."""
    today = say().local(money.now).date().isoformat()
    paid = next((each.row.method for each in reversed(money.lines)
                 if each.row.sort == Sort.payment.name and not each.reversed_by), "")
    match act:
        case "pay":
            return {"received": money.sums.balance if money.sums.balance > 0 else "", "received_on": today}
        case "refund":
            return {"amount": money.sums.overpaid or "", "method": paid, "paid_on": today}
        case "reimburse":
            return {"amount": money.sums.freight_owed or "", "paid_on": today}
        case "write_off":
            return {"amount": money.sums.balance if money.sums.balance > 0 else ""}
        case _:
            return {name: request.args[name] for name in ("amount", "method") if name in request.args}


@pages.post("/cases/<number>/entries/<int:entry>/reverse")
@allowed(CORRECT)
def reverse(number: str, entry: int) -> Response:
    """Correct an entry by its opposite."""
    def then(_: object) -> Response:
        flash(say()("第 {entry} 笔已冲销", entry=str(entry)))
        return redirect(url_for("charges.case", number=number))

    return attempt(lambda: services()[0].reverse(_call(number), entry, request.form.get("why", "")), then,
                   lambda trouble: _case_page(number, trouble))


@pages.post("/cases/<number>/requests/<int:wish>")
@allowed(APPROVE)
def answer(number: str, wish: int) -> Response:
    """Approve a refund, or not."""
    grant = request.form.get("answer") == "grant"

    def then(_: object) -> Response:
        flash(say()("已批准") if grant else say()("已记下不批准"))
        return redirect(url_for("charges.refunds"))

    said = request.form.get("reason", "")
    return attempt(lambda: services()[0].answer(_call(number), wish, grant=grant, reason=said), then, _refunds_page)


@pages.get("/refunds")
@allowed(APPROVE)
def refunds() -> str:
    """Refunds that wait for approval."""
    return _refunds_page(NO_TROUBLE)


def _refunds_page(trouble: Trouble) -> str:
    return render("charges/refunds.html", **words(), wishes=services()[1].wishes(the_actor()), trouble=trouble,
                  typed=request.form, key=new_key(), here="refunds", may_read=the_actor().may(READ_LEDGER))


@pages.get("/cases/<number>/quote")
@allowed(QUOTE)
def quote(number: str) -> str:
    """Put a quote together."""
    return _quote_page(number, NO_TROUBLE)


@pages.post("/cases/<number>/quote")
@allowed(QUOTE)
def change_quote(number: str) -> Response:
    """Add a line, take one out, or begin anew."""
    quoting, actor, said = Quoting(the_desk().place), the_actor(), request.form

    def todo() -> object:
        if said.get("remove", "").isdecimal():
            return quoting.remove(actor, number, int(said["remove"][:6]))
        if "clear" in said:
            return quoting.write(actor, number, ())
        return quoting.add(actor, number, {name: said.get(name, "") for name in (
            "code", "title", "sort", "price", "quantity")})

    step = said.get("step", "")
    return attempt(todo, lambda _: redirect(
        url_for("steps.show", number=number, step=step) if step else url_for("charges.quote", number=number)),
        lambda trouble: _quote_page(number, trouble))


def _quote_page(number: str, trouble: Trouble) -> str:
    draft = Quoting(the_desk().place).show(the_actor(), number)
    money = services()[1].case(the_actor(), number)
    return render("charges/quote.html", **words(), draft=draft, money=money, trouble=trouble, typed=request.form,
                  step=request.form.get("step", ""), key=new_key())


@pages.get("/cases/<number>/quotes/<int:version>")
@allowed(SEE)
def quote_sheet(number: str, version: int) -> str:
    """A quote to print."""
    body = _quote_sheet(number, version)
    return render("charges/paper.html", sheet=body, number=number,
                  pdf=url_for("charges.quote_pdf", number=number, version=version))


@pages.get("/cases/<number>/quotes/<int:version>.pdf")
@allowed(SEE)
def quote_pdf(number: str, version: int) -> Response:
    """The same as a file."""
    title = f"{number} {say()('报价单')}"
    return sent_pdf(standalone(title, _quote_sheet(number, version), say().language), title)


def _quote_sheet(number: str, version: int) -> Markup:
    money = services()[1].case(the_actor(), number)
    row = next((each for each in money.quotes if each.version == version), None)
    if row is None:
        raise NotFound()
    return Markup(render("charges/quote_sheet.html", **words(), money=money, quote=row))  # nosec B704: escaped


@pages.get("/cases/<number>/entries/<int:entry>")
@allowed(SEE)
def receipt(number: str, entry: int) -> str:
    """The receipt of a payment, a refund or a reimbursement, to print."""
    body = _receipt(number, entry)
    return render("charges/paper.html", sheet=body, number=number,
                  pdf=url_for("charges.receipt_pdf", number=number, entry=entry))


@pages.get("/cases/<number>/entries/<int:entry>.pdf")
@allowed(SEE)
def receipt_pdf(number: str, entry: int) -> Response:
    """The same as a file."""
    title = f"{number} {say()('收据')} {entry}"
    return sent_pdf(standalone(title, _receipt(number, entry), say().language), title)


def _receipt(number: str, entry: int) -> Markup:
    money = services()[1].case(the_actor(), number)
    line = next((each for each in money.lines if each.row.id == entry and each.row.method
                 and not each.row.reverses and not each.reversed_by), None)
    if line is None:
        raise NotFound()
    return Markup(render("charges/receipt_sheet.html", **words(), money=money, line=line))  # nosec B704: escaped

