"""What is sent and answered about money."""

from core.capabilities.charges.accounts import Asked, LineSort, Sort
from core.capabilities.charges.forms import Method
from core.capabilities.charges.seeing import SIDES
from core.sdk.rest import ask, sample, tell

PRICE = {"price": 3, "code": "MTR-24", "title": "Motor 24 W", "sort": "part", "amount": "80.00", "industry": "",
         "model": "GP-*", "valid_from": "2025-03-01", "valid_until": None}
LINE = {"code": "MTR-24", "title": "Motor 24 W", "sort": "part", "quantity": "1", "price": "80.00", "amount": "80.00"}
ENTRY = {"entry": 12, "number": "JX-2025-00001", "sort": "payment", "title": "Payment", "amount": "150.00",
         "debit": "money", "credit": "customer", "method": "wechat_pay", "reference": "4200001", "day": "2025-03-05",
         "charge": "", "said": "", "reverses": None, "reversed_by": None, "by": "Sun",
         "at": "2025-03-05T02:00:00+00:00"}
WISH = {"request": 4, "number": "JX-2025-00001", "sort": "refund", "amount": "20.00", "method": "cash",
        "why": "No account any more", "exception": "Not the way it was paid", "state": "open", "asked_by": "Sun",
        "asked_at": "2025-03-05T02:00:00+00:00", "answer": ""}
QUOTE_SAID = {"version": 1, "state": "agreed", "parts": "100.00", "labour": "50.00", "total": "150.00",
              "currency": "CNY", "agreed": "150.00", "channel": "phone", "valid_until": None,
              "made_at": "2025-03-05T02:00:00+00:00", "answered_at": "2025-03-05T03:00:00+00:00", "lines": [LINE]}


class PriceSaid(tell.Output):
    """A price of the list."""

    price = tell.counts("Its id.")
    code = tell.says("Code.")
    title = tell.says("What it is for.")
    sort = tell.says("`part`, `labour` or `freight`.")
    amount = tell.amount("The price.")
    industry = tell.says("Name of the industry it is for; empty for all.")
    model = tell.says("Models it is for, `*` standing for anything; empty for all.")
    valid_from = tell.says("First day.")
    valid_until = tell.maybe("Last day; null where it has none.")
    example = sample(PRICE)


class PricesSaid(tell.Output):
    """A page of prices."""

    prices = tell.parts(PriceSaid, "By code.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Address of the next page.")
    example = sample({"prices": [PRICE], "next_cursor": None, "next": None})


class LineSaid(tell.Output):
    """A line of a quote."""

    code = tell.says("Code of the price list; empty for what is not on it.")
    title = tell.says("What it is.")
    sort = tell.says("`part` or `labour`.")
    quantity = tell.says("How many.")
    price = tell.amount("What one costs.")
    amount = tell.amount("What all cost.")
    example = sample(LINE)


class DraftSaid(tell.Output):
    """The lines picked for the next quote of a case."""

    number = tell.says("Number of the case.")
    lines = tell.parts(LineSaid, "In order.")
    parts = tell.amount("What the parts come to.")
    labour = tell.amount("What the work comes to.")
    total = tell.amount("Both.")
    example = sample({"number": "JX-2025-00001", "lines": [LINE], "parts": "80.00", "labour": "0.00", "total": "80.00"})


class QuoteSaid(tell.Output):
    """A quote."""

    version = tell.counts("Counted from 1.")
    state = tell.says("`open`, `agreed`, `refused`, `lapsed` or `replaced`.")
    parts = tell.amount("Parts.")
    labour = tell.amount("Work.")
    total = tell.amount("Both.")
    currency = tell.says("Currency.")
    agreed = tell.amount("What the customer agreed to; null before.")
    channel = tell.says("How the customer answered; empty before.")
    valid_until = tell.maybe_at("Until when it may be agreed to; null where there is no limit.")
    made_at = tell.at("When it was made.")
    answered_at = tell.maybe_at("When the customer answered; null before.")
    lines = tell.parts(LineSaid, "Its lines; none where it was made as a whole.")
    example = sample(QUOTE_SAID)


class EntrySaid(tell.Output):
    """An entry of the ledger."""

    entry = tell.counts("Its number.")
    number = tell.says("Number of the case.")
    sort = tell.says("What it is: " + ", ".join(f"`{each}`" for each in Sort.__members__) + ".")
    title = tell.says("The same in words.")
    amount = tell.amount("The amount, below zero where it reverses another entry.")
    debit = tell.says("Account it goes to.")
    credit = tell.says("Account it comes from.")
    method = tell.says("How money moved; empty where none did.")
    reference = tell.says("Reference of the payment channel.")
    day = tell.says("Day.")
    charge = tell.says("Key of the rule it comes from; empty where people made it.")
    said = tell.says("Why.")
    reverses = tell.maybe_counts("The entry it reverses.")
    reversed_by = tell.maybe_counts("The entry that reverses it.")
    at = tell.at("When it was made.")
    by = tell.says("Who made it.")
    example = sample(ENTRY)


class WishSaid(tell.Output):
    """A refund that needs somebody's approval."""

    request = tell.counts("Its id.")
    number = tell.says("Number of the case.")
    sort = tell.says("`refund`, or `override` for one asked for at a step, which is answered at the case.")
    amount = tell.amount("How much; null for an override.")
    method = tell.says("How it is to go back.")
    why = tell.says("Why it is wanted.")
    exception = tell.says("Why it needs approval.")
    state = tell.says(", ".join(f"`{each}`" for each in Asked.__members__) + ".")
    asked_by = tell.says("Who asked.")
    asked_at = tell.at("When.")
    answer = tell.says("What was answered.")
    example = sample(WISH)


class MoneySaid(tell.Output):
    """All the money of a case."""

    number = tell.says("Number of the case.")
    version = tell.counts("Version of the case.")
    balance = tell.amount("What the customer owes; below zero what the company owes the customer.")
    refundable = tell.amount("How much may still go back.")
    sums = tell.anything("What the entries come to, by sort.")
    entries = tell.parts(EntrySaid, "Oldest first.")
    quotes = tell.parts(QuoteSaid, "Latest first.")
    requests = tell.parts(WishSaid, "Latest first.")
    example = sample({"number": "JX-2025-00001", "version": 9, "balance": "0.00", "refundable": "150.00",
                      "sums": {"bill": "150.00", "payment": "150.00"}, "entries": [ENTRY], "quotes": [QUOTE_SAID],
                      "requests": [WISH]})


class LedgerSaid(tell.Output):
    """A page of the ledger."""

    entries = tell.parts(EntrySaid, "Latest day first.")
    totals = tell.anything("What the whole selection comes to, by sort.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Address of the next page.")
    example = sample({"entries": [ENTRY], "totals": {"payment": "150.00"}, "next_cursor": None, "next": None})


class OwingSaid(tell.Output):
    """A case where something is owed."""

    number = tell.says("Number of the case.")
    title = tell.says("What it is about.")
    customer = tell.says("The customer.")
    balance = tell.amount("What the customer owes; below zero what the company owes the customer.")
    closed_at = tell.maybe_at("When the case ended; null while it is open.")
    example = sample({"number": "JX-2025-00001", "title": "X1", "customer": "Wang", "balance": "50.00",
                      "closed_at": None})


class OwingsSaid(tell.Output):
    """Who owes what."""

    cases = tell.parts(OwingSaid, "Largest amount first.")
    total = tell.amount("Of all of them.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Address of the next page.")
    example = sample({"cases": [OwingSaid.example], "total": "50.00", "next_cursor": None, "next": None})


class WishesSaid(tell.Output):
    """Refunds that wait for approval."""

    requests = tell.parts(WishSaid, "Oldest first.")
    example = sample({"requests": [WISH]})


class PriceChanged(tell.Output):
    """Whether anything is new."""

    changed = tell.truth("False where it stood so already.")
    example = sample({"changed": True})


class WhichPrices(ask.Input):
    """Which prices."""

    q = ask.text("Words of code, title or model.")
    on = ask.day("Only those of this day.")
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)
    cursor = ask.text("Where an earlier page ended.", longest=80)


class PriceGiven(ask.Input):
    """A price to write down."""

    code = ask.text("Code.", longest=40, shortest=1, required=True)
    title = ask.text("What it is for.", shortest=1, required=True)
    sort = ask.text("What it is.", one_of=tuple(LineSort.__members__), required=True)
    price = ask.amount("The price.")
    industry = ask.text("Name of an industry; empty for all.")
    model = ask.text("Models; empty for all.", longest=40)
    valid_from = ask.day("First day; today unless said.")
    valid_until = ask.day("Last day.")
    example = sample({"code": "MTR-24", "title": "Motor 24 W", "sort": "part", "price": "80.00", "model": "GP-*"})


class PriceEnded(ask.Input):
    """From when on a price counts no more."""

    last_day = ask.day("Its last day; null to strike it out altogether.")
    example = sample({"last_day": "2025-12-31"})


class LineGiven(ask.Input):
    """A line: by code of the price list, or in words."""

    code = ask.text("Code of the price list.", longest=40)
    title = ask.text("What it is, without a code.")
    sort = ask.text("`part` or `labour`, without a code.", longest=10)
    price = ask.amount("What one costs, without a code.")
    quantity = ask.text("How many.", longest=10, default="1")
    example = sample({"code": "MTR-24", "quantity": "1"})


class LinesGiven(ask.Input):
    """All lines of the next quote."""

    lines = ask.rows_of(LineGiven, "In order; none clears the draft.")
    example = sample({"lines": [{"code": "MTR-24", "quantity": "1"}]})


class MoneyAnswers(ask.Input):
    """Answers of a form about money."""

    answers = ask.answers("`received`, `received_by`, `received_on` and `payment_reference` of a payment; `amount`, "
                          "`method`, `paid_on` and `reference` of what goes back.", required=True)
    version = ask.version()
    example = sample({"answers": {"received": "150.00", "received_by": "wechat_pay", "received_on": "2025-03-05",
                                  "payment_reference": "4200001"}})


class AmountAndReason(ask.Input):
    """An amount and why."""

    amount = ask.text("How much.", longest=14, shortest=1, required=True)
    why = ask.text("Why.", longest=500, shortest=1, required=True)
    version = ask.version()
    example = sample({"amount": "10.00", "why": "Goodwill"})


class RefundWanted(AmountAndReason):
    """A refund that is an exception."""

    method = ask.text("How it is to go back.", one_of=tuple(Method.__members__), required=True)
    example = sample({"amount": "20.00", "method": "cash", "why": "No account any more"})


class ReversalReason(ask.Input):
    """Why an entry is wrong."""

    why = ask.text("Why.", longest=500, shortest=1, required=True)
    version = ask.version()
    example = sample({"why": "Booked twice"})


class RefundAnswered(ask.Input):
    """Whether a refund is approved."""

    grant = ask.flag("Whether it is.", required=True)
    reason = ask.text("Why, where it is not.", longest=500)
    version = ask.version()
    example = sample({"grant": True})


class WhichEntries(ask.Input):
    """Which entries."""

    since = ask.day("First day.")
    until = ask.day("Last day.")
    sort = ask.text("Of one sort.", one_of=("", *Sort.__members__))
    method = ask.text("Of one method.", one_of=("", *Method.__members__))
    limit = ask.whole("How many at most.", least=1, most=500, address=True, default=50)
    cursor = ask.text("Where an earlier page ended.", longest=80)


class WhoOwes(ask.Input):
    """Who owes."""

    who = ask.text("`customer`, or `company` for what is owed to customers.", one_of=SIDES, default=SIDES[0])
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)
    cursor = ask.text("Where an earlier page ended.", longest=80)
