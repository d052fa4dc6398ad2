"""Lists of money on pages: the ledger, who owes what, the price list."""

from datetime import timedelta

from core.capabilities.charges.blueprint import pages, services, words
from core.capabilities.charges.permissions import APPROVE, KEEP_PRICES, READ_LEDGER, SEE
from core.capabilities.charges.prices import Loaded, Prices, day_of
from core.capabilities.charges.seeing import Wanted
from core.capabilities.charges.tabled import ledger_csv
from core.sdk.services import InvalidInput
from core.sdk.web import (
    NO_TROUBLE,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    make_response,
    new_key,
    redirect,
    render,
    request,
    say,
    the_actor,
    the_desk,
    url_for,
)


def _prices() -> Prices:
    return Prices(the_desk().place)


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(day_of("since", asked.get("since", "")), day_of("until", asked.get("until", "")),
                  asked.get("sort", ""), asked.get("method", ""))


@pages.get("/ledger")
@allowed(READ_LEDGER)
def ledger() -> str:
    """What was booked, by period, sort and method."""
    trouble, seeing, actor = NO_TROUBLE, services()[1], the_actor()
    today = say().local(say().now).date()
    wanted = Wanted(today.replace(day=1), today)
    try:
        if request.args:
            wanted = _wanted()
        found = seeing.ledger(actor, wanted, cursor=request.args.get("cursor", ""))
    except InvalidInput as error:
        trouble, wanted = Trouble.of(error), Wanted(today.replace(day=1), today)
        found = seeing.ledger(actor, wanted)
    asked = {name: str(each) for name, each in vars(wanted).items() if each}
    months = [(today.replace(day=1), today), ((today.replace(day=1) - timedelta(days=1)).replace(day=1),
                                              today.replace(day=1) - timedelta(days=1))]
    return render("charges/ledger.html", **words(), found=found, wanted=wanted, asked=asked, trouble=trouble,
                  months=months, here="ledger", may_approve=actor.may(APPROVE), may_read=True)


@pages.get("/ledger.csv")
@allowed(READ_LEDGER)
def ledger_table() -> Response:
    """The same as a file."""
    return _file(ledger_csv(services()[1].every(the_actor(), _wanted()), say()), "ledger.csv")


@pages.get("/owing")
@allowed(READ_LEDGER)
def owing() -> str:
    """Who owes the business something, or is owed something by it."""
    who = request.args.get("who", "customer")
    found = services()[1].owing(the_actor(), who, cursor=request.args.get("cursor", ""))
    return render("charges/owing.html", found=found, who=who, here="owing", may_approve=the_actor().may(APPROVE),
                  may_read=True)


@pages.get("/prices")
@allowed(SEE)
def prices() -> str:
    """The price list."""
    return _prices_page(NO_TROUBLE)


@pages.post("/prices")
@allowed(KEEP_PRICES)
def save_price() -> Response:
    """Write a price down."""
    def then(new: bool) -> Response:
        flash(say()("已保存") if new else say()("价目里本来就是这样"))
        return redirect(url_for("charges.prices"))

    return attempt(lambda: _prices().save(the_actor(), request.form.to_dict()), then, _prices_page)


@pages.post("/prices/<int:price>/end")
@allowed(KEEP_PRICES)
def end_price(price: int) -> Response:
    """Let a price count no more."""
    def then(_: None) -> Response:
        flash(say()("已停用"))
        return redirect(url_for("charges.prices"))

    said = request.form.get("last_day", "")
    return attempt(lambda: _prices().end(the_actor(), price, day_of("last_day", said)), then, _prices_page)


@pages.post("/prices/import")
@allowed(KEEP_PRICES)
def load_prices() -> Response:
    """Take prices out of a file; with anything wrong in it nothing is taken."""
    def todo() -> Loaded:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise InvalidInput.field("file", "请选择文件")
        return _prices().load(the_actor(), file.stream.read(), file.filename)

    def then(loaded: Loaded) -> Response:
        if loaded.wrong:
            return make_response(_prices_page(NO_TROUBLE, loaded), 422)
        flash(say()("导入了 {taken} 项,{same} 项本来就是这样", taken=str(loaded.taken), same=str(loaded.same)))
        return redirect(url_for("charges.prices"))

    return attempt(todo, then, _prices_page)


@pages.get("/prices.csv")
@allowed(SEE)
def price_table() -> Response:
    """The prices in use as a file that can be imported again."""
    return _file(_prices().table(the_actor()), "prices.csv")


@pages.get("/prices/<code>")
@allowed(SEE)
def price(code: str) -> str:
    """All that was ever written down of a price."""
    return render("charges/price.html", **words(), code=code, found=_prices().history(the_actor(), code))


def _prices_page(trouble: Trouble, loaded: Loaded | None = None) -> str:
    asked = request.args.get("q", "")
    found = _prices().list(the_actor(), asked, cursor=request.args.get("cursor", ""))
    return render("charges/prices.html", **words(), found=found, q=asked, trouble=trouble, loaded=loaded,
                  typed=request.form, key=new_key(), may_keep=the_actor().may(KEEP_PRICES),
                  industries=[(each.name, say()(each.industry.title)) for each in the_desk().place.industries.values()],
                  today=say().local(say().now).date())


def _file(content: bytes, name: str) -> Response:
    reply = make_response(content)
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
