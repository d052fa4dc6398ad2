"""Money for other programs: prices, drafts of quotes, what a case comes to, the ledger."""

from datetime import date
from typing import Any

from core.capabilities.charges.permissions import APPROVE, BOOK, CORRECT, KEEP_PRICES, QUOTE, READ_LEDGER, SEE
from core.capabilities.charges.prices import Prices, day_of
from core.capabilities.charges.quoting import Quoting
from core.capabilities.charges.said import said_draft, said_line, said_money, said_owing, said_price, said_wish
from core.capabilities.charges.schemas import (
    AmountAndReason,
    DraftSaid,
    LedgerSaid,
    LinesGiven,
    MoneyAnswers,
    MoneySaid,
    OwingsSaid,
    PriceChanged,
    PriceEnded,
    PriceGiven,
    PricesSaid,
    RefundAnswered,
    RefundWanted,
    ReversalReason,
    WhichEntries,
    WhichPrices,
    WhoOwes,
    WishesSaid,
)
from core.capabilities.charges.seeing import Seeing, Wanted
from core.capabilities.charges.service import Call, Charges
from core.sdk.rest import (
    MethodView,
    Receipt,
    Resource,
    Response,
    done,
    made,
    once_by_key,
    paged,
    said,
    say,
    the_actor,
    the_desk,
    the_key,
)

resource = Resource("charges", "Charges", "Prices, quotes, and the ledger of what customers owe and are owed.",
                    paths={"entry": "Number of the entry.", "request": "Id of the request.",
                           "price": "Id of the price."})

def _day(name: str, written: str | None) -> date | None:
    return day_of(name, written or "")


def _call(number: str, body: dict[str, Any]) -> Call:
    return Call(the_actor(), number, body.get("version"), the_key())


def _charges() -> Charges:
    return Charges(the_desk().place)


@resource.route("/charges/prices")
class ManyPrices(MethodView):
    @resource.reads("list_prices", SEE, PricesSaid, asks=WhichPrices)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the prices in use"""
        page = Prices(the_desk().place).list(the_actor(), asked["q"], on=_day("on", asked["on"]),
                                             cursor=asked["cursor"], limit=asked["limit"])
        return paged({"prices": [said_price(each) for each in page.rows]}, page.next_cursor)

    @resource.does("set_price", KEEP_PRICES, PriceChanged, takes=PriceGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Write a price down; one in use before it ends the day before"""
        given = {name: str(each) for name, each in body.items() if each is not None}
        found, replayed = once_by_key("charges.set_price", body, lambda: {
            "changed": Prices(the_desk().place).save(the_actor(), given)})
        return made(found, replayed=replayed)


@resource.route("/charges/prices/<int(max=2147483647):price>/end")
class EndingPrice(MethodView):
    @resource.does("end_price", KEEP_PRICES, PriceChanged, takes=PriceEnded)
    def post(self, body: dict[str, Any], price: int) -> Response:
        """Let a price count no more"""
        def answer() -> dict[str, Any]:
            Prices(the_desk().place).end(the_actor(), price, _day("last_day", body["last_day"]))
            return {"changed": True}

        found, replayed = once_by_key("charges.end_price", {"price": price, **body}, answer)
        return made(found, replayed=replayed)


@resource.route("/charges/cases/<case:number>")
class CaseMoney(MethodView):
    @resource.reads("get_case_money", SEE, MoneySaid)
    def get(self, number: str) -> Response:
        """All the money of a case"""
        return said(said_money(Seeing(the_desk().place).case(the_actor(), number), say()))


@resource.route("/charges/cases/<case:number>/draft")
class CaseDraft(MethodView):
    @resource.reads("get_quote_draft", SEE, DraftSaid)
    def get(self, number: str) -> Response:
        """The lines picked for the next quote"""
        return said(said_draft(Quoting(the_desk().place).show(the_actor(), number)))

    @resource.does("set_quote_draft", QUOTE, DraftSaid, takes=LinesGiven)
    def put(self, body: dict[str, Any], number: str) -> Response:
        """Write the lines of the next quote; the step that offers it must come to the same"""
        lines = [{name: str(each) for name, each in line.items() if each} for line in body["lines"]]
        found, replayed = once_by_key("charges.set_draft", {"number": number, **body}, lambda: said_draft(
            Quoting(the_desk().place).write(the_actor(), number, lines)))
        return made(found, replayed=replayed)


@resource.route("/charges/cases/<case:number>/payments")
class Payments(MethodView):
    @resource.does("record_payment", BOOK, Receipt, takes=MoneyAnswers)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Record what a customer has paid"""
        return done(_charges().pay(_call(number, body), body["answers"]))


@resource.route("/charges/cases/<case:number>/refunds")
class Refunds(MethodView):
    @resource.does("record_refund", BOOK, Receipt, takes=MoneyAnswers)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Record what went back to a customer"""
        return done(_charges().refund(_call(number, body), body["answers"]))


@resource.route("/charges/cases/<case:number>/reimbursements")
class Reimbursements(MethodView):
    @resource.does("record_reimbursement", BOOK, Receipt, takes=MoneyAnswers)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Record that a customer got back what was paid beforehand for the company"""
        return done(_charges().reimburse(_call(number, body), body["answers"]))


@resource.route("/charges/cases/<case:number>/bills")
class Bills(MethodView):
    @resource.does("bill_more", CORRECT, Receipt, takes=AmountAndReason)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Charge what no rule computes, within the quote agreed to"""
        return done(_charges().bill(_call(number, body), body["amount"], body["why"]))


@resource.route("/charges/cases/<case:number>/write-offs")
class WriteOffs(MethodView):
    @resource.does("write_off", CORRECT, Receipt, takes=AmountAndReason)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Ask the customer for less than is owed"""
        return done(_charges().write_off(_call(number, body), body["amount"], body["why"]))


@resource.route("/charges/cases/<case:number>/entries/<int(max=2147483647):entry>/reverse")
class Reversing(MethodView):
    @resource.does("reverse_entry", CORRECT, Receipt, takes=ReversalReason)
    def post(self, body: dict[str, Any], number: str, entry: int) -> Response:
        """Correct an entry by its opposite"""
        return done(_charges().reverse(_call(number, body), entry, body["why"]))


@resource.route("/charges/cases/<case:number>/requests")
class Asking(MethodView):
    @resource.does("ask_refund", BOOK, Receipt, takes=RefundWanted)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Ask somebody else to approve a refund that is an exception"""
        return done(_charges().ask(_call(number, body), body["amount"], body["method"], body["why"]))


@resource.route("/charges/cases/<case:number>/requests/<int(max=2147483647):request>")
class AnsweringRequest(MethodView):
    @resource.does("answer_refund", APPROVE, Receipt, takes=RefundAnswered)
    def post(self, body: dict[str, Any], number: str, request: int) -> Response:
        """Approve a refund that somebody else asks for, or not"""
        return done(_charges().answer(_call(number, body), request, grant=body["grant"], reason=body["reason"]))


@resource.route("/charges/requests")
class Waiting(MethodView):
    @resource.reads("list_refund_requests", APPROVE, WishesSaid)
    def get(self) -> Response:
        """List refunds that wait for approval"""
        return said({"requests": [said_wish(each, say()) for each in Seeing(the_desk().place).wishes(the_actor())]})


@resource.route("/charges/ledger")
class Ledger(MethodView):
    @resource.reads("list_ledger", READ_LEDGER, LedgerSaid, asks=WhichEntries)
    def get(self, asked: dict[str, Any]) -> Response:
        """List entries of the ledger"""
        wanted = Wanted(_day("since", asked["since"]), _day("until", asked["until"]), asked["sort"], asked["method"])
        page = Seeing(the_desk().place).ledger(the_actor(), wanted, cursor=asked["cursor"], limit=asked["limit"])
        return paged({"entries": [said_line(each, say()) for each in page.lines],
                      "totals": {sort.name: f"{total:.2f}" for sort, total in page.totals}}, page.next_cursor)


@resource.route("/charges/owing")
class Owing(MethodView):
    @resource.reads("list_owing", READ_LEDGER, OwingsSaid, asks=WhoOwes)
    def get(self, asked: dict[str, Any]) -> Response:
        """List cases where the customer owes something, or the company does"""
        page = Seeing(the_desk().place).owing(the_actor(), asked["who"], cursor=asked["cursor"], limit=asked["limit"])
        return paged({"cases": [said_owing(each, say()) for each in page.cases], "total": f"{page.total:.2f}"},
                     page.next_cursor)
