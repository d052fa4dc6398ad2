"""Stock for other programs: a shop's own till, a scanner, a purchasing system."""

from collections.abc import Mapping
from typing import Any

from core.capabilities.stock.asked import (
    ItemKept,
    MinimumSet,
    NoLonger,
    PartNeeded,
    PlaceCounted,
    PlaceMade,
    SamplePutUp,
    SampleTakenDown,
    ThingsIssued,
    ThingsReceived,
    ThingsReturned,
    ThingsScrapped,
    ThingsTransferred,
    ThingsUsed,
    WhichDisplaySamples,
    WhichHolder,
    WhichItems,
    WhichMoves,
    WhichPlace,
    WhyReversed,
)
from core.capabilities.stock.issuing import Issuing, Whom
from core.capabilities.stock.items import Items
from core.capabilities.stock.moving import Call, Done, Moving
from core.capabilities.stock.needs import Needs
from core.capabilities.stock.permissions import COUNT, DISPLAY, FIT, KEEP, MOVE, SEE, WANT
from core.capabilities.stock.said import pairs
from core.capabilities.stock.samples import Samples
from core.capabilities.stock.seeing import Seeing
from core.capabilities.stock.shapes import (
    CountSheetSaid,
    DisplaySampleSaid,
    PartsWantedSaid,
    SampleDownSaid,
    SamplesStood,
    SampleStory,
    StockHoldings,
    StockItem,
    StockLots,
    StockMoves,
    StockOfCase,
    StockOfItem,
    StockPaper,
    StockPlaceSaid,
    StockPlacesSaid,
    StockShortages,
)
from core.capabilities.stock.told import (
    said_case,
    said_held,
    said_item,
    said_lot,
    said_move,
    said_place,
    said_sample,
    said_samples,
    said_sheet,
    said_shortage,
    said_stock,
    said_story,
    said_want,
)
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
    the_desk,
    the_key,
)
from core.sdk.rest import the_actor as actor

resource = Resource("stock", "Stock", "Items and where they are: received, given out, used, given back, counted; "
                    "display samples.", paths={"code": "Code of the item.", "place": "Id of the place.",
                                       "move": "Number of the paper.", "want": "Id of what is needed.",
                                       "sample": "Number of the sample."})


def _items() -> Items:
    return Items(the_desk().place)


def _seeing() -> Seeing:
    return Seeing(the_desk().place)


def _call(body: Mapping[str, Any]) -> Call:
    return Call(actor(), the_key(), body.get("version"))


def _paper(paper: Done) -> Response:
    return made(paper.data(), 201, replayed=paper.replayed)


def _whom(body: Mapping[str, Any]) -> Whom:
    return Whom(body["to"], body["number"], body["reference"], body["receiver"])


@resource.route("/stock/items")
class StockItems(MethodView):
    @resource.reads("list_stock_items", SEE, StockLots, asks=WhichItems)
    def get(self, asked: dict[str, Any]) -> Response:
        """List items in use and how many there are"""
        page = _seeing().items(actor(), asked["q"], kind=asked["kind"], place=asked["place"], cursor=asked["cursor"],
                               limit=asked["limit"])
        return paged({"items": [said_lot(each) for each in page.rows]}, page.next_cursor)

    @resource.does("save_stock_item", KEEP, StockItem, takes=ItemKept)
    def post(self, body: dict[str, Any]) -> Response:
        """Keep an item, or change the one with this code"""
        typed = {**body, "cost": body["cost"] or "", "wear": "yes" if body["wear"] else ""}
        found, replayed = once_by_key("stock.save_item", body, lambda: said_item(_items().save(actor(), typed)))
        return made(found, replayed=replayed)


@resource.route("/stock/items/<code>")
class OneStockItem(MethodView):
    @resource.reads("get_stock_item", SEE, StockOfItem)
    def get(self, code: str) -> Response:
        """An item, place by place"""
        return said(said_stock(_seeing().item(actor(), code)))


@resource.route("/stock/items/<code>/end")
class EndedStockItem(MethodView):
    @resource.does("end_stock_item", KEEP, StockOfItem, takes=NoLonger)
    def post(self, body: dict[str, Any], code: str) -> Response:
        """Use an item no more"""
        def end() -> dict[str, Any]:
            _items().end(actor(), code)
            return said_stock(_seeing().item(actor(), code))

        found, replayed = once_by_key("stock.end_item", {"code": code}, end)
        return made(found, replayed=replayed)


@resource.route("/stock/items/<code>/minimum")
class StockMinimum(MethodView):
    @resource.does("set_stock_minimum", KEEP, StockOfItem, takes=MinimumSet)
    def post(self, body: dict[str, Any], code: str) -> Response:
        """Say how many of an item have to be in a place"""
        def keep() -> dict[str, Any]:
            _items().set_minimum(actor(), code, body["place"], str(body["quantity"]))
            return said_stock(_seeing().item(actor(), code))

        found, replayed = once_by_key("stock.minimum", {"code": code, **body}, keep)
        return made(found, replayed=replayed)


@resource.route("/stock/places")
class StockPlaces(MethodView):
    @resource.reads("list_stock_places", SEE, StockPlacesSaid)
    def get(self) -> Response:
        """List warehouses, halls and workshops"""
        return said({"places": [said_place(each) for each in _items().places(actor())]})

    @resource.does("add_stock_place", KEEP, StockPlaceSaid, takes=PlaceMade, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Set a place up"""
        found, replayed = once_by_key("stock.add_place", body, lambda: said_place(
            _items().add_place(actor(), body["sort"], body["title"], body["unit"])))
        return made(found, 201, replayed=replayed)


@resource.route("/stock/places/<int(max=2147483647):place>/close")
class ClosedStockPlace(MethodView):
    @resource.does("close_stock_place", KEEP, StockPlacesSaid, takes=NoLonger)
    def post(self, body: dict[str, Any], place: int) -> Response:
        """Use a place no more"""
        def close() -> dict[str, Any]:
            _items().close_place(actor(), place)
            return {"places": [said_place(each) for each in _items().places(actor())]}

        found, replayed = once_by_key("stock.close_place", {"place": place}, close)
        return made(found, replayed=replayed)


@resource.route("/stock/moves")
class StockMovesMade(MethodView):
    @resource.reads("list_stock_moves", SEE, StockMoves, asks=WhichMoves)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what moved, the latest first"""
        page = _seeing().moves(actor(), item=asked["item"], place=asked["place"], way=asked["way"],
                               since=asked["since"], until=asked["until"], cursor=asked["cursor"],
                               limit=asked["limit"])
        return paged({"moves": [said_move(each) for each in page.rows]}, page.next_cursor)


@resource.route("/stock/moves/<int(max=2147483647):move>")
class OneStockMove(MethodView):
    @resource.reads("get_stock_move", SEE, StockMoves)
    def get(self, move: int) -> Response:
        """The lines of a paper"""
        return said({"moves": [said_move(each) for each in _seeing().move(actor(), move)], "next_cursor": None,
                     "next": None})


@resource.route("/stock/moves/<int(max=2147483647):move>/reverse")
class ReversedStockMove(MethodView):
    @resource.does("reverse_stock_move", COUNT, StockPaper, takes=WhyReversed, status=201)
    def post(self, body: dict[str, Any], move: int) -> Response:
        """Put a paper right by its opposite"""
        return _paper(Moving(the_desk().place).reverse(_call(body), move, body["why"]))


@resource.route("/stock/receipts")
class StockReceipts(MethodView):
    @resource.does("receive_stock", MOVE, StockPaper, takes=ThingsReceived, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Receive from a supplier"""
        return _paper(Moving(the_desk().place).receive(
            _call(body), pairs(body["lines"]), body["into"], supplier=body["supplier"], reference=body["reference"],
            note=body["note"]))


@resource.route("/stock/issues")
class StockIssues(MethodView):
    @resource.does("issue_stock", MOVE, StockPaper, takes=ThingsIssued, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Give out to a colleague, a case or a customer"""
        return _paper(Issuing(the_desk().place).issue(
            _call(body), pairs(body["lines"]), body["source"], _whom(body), note=body["note"],
            due_on=body["due_on"] or "", signed=body["signed"]))


@resource.route("/stock/returns")
class StockReturns(MethodView):
    @resource.does("return_stock", MOVE, StockPaper, takes=ThingsReturned, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Take back from a colleague or a customer"""
        return _paper(Issuing(the_desk().place).give_back(_call(body), pairs(body["lines"]), body["into"], _whom(body),
                                                          note=body["note"]))


@resource.route("/stock/transfers")
class StockTransfers(MethodView):
    @resource.does("transfer_stock", MOVE, StockPaper, takes=ThingsTransferred, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Carry from one place to another"""
        return _paper(Moving(the_desk().place).transfer(_call(body), pairs(body["lines"]), body["source"], body["into"],
                                                        note=body["note"]))


@resource.route("/stock/scraps")
class StockScraps(MethodView):
    @resource.does("scrap_stock", COUNT, StockPaper, takes=ThingsScrapped, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Throw away"""
        return _paper(Moving(the_desk().place).scrap(_call(body), pairs(body["lines"]), body["source"], body["why"]))


@resource.route("/stock/sheet")
class StockSheet(MethodView):
    @resource.reads("get_count_sheet", SEE, CountSheetSaid, asks=WhichPlace)
    def get(self, asked: dict[str, Any]) -> Response:
        """What there should be in a place"""
        return said(said_sheet(_seeing().sheet(actor(), asked["place"])))


@resource.route("/stock/counts")
class StockCounts(MethodView):
    @resource.does("count_stock", COUNT, StockPaper, takes=PlaceCounted, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Enter a count; what has moved since the sheet was made is refused"""
        lines = [(each["item"], str(each["expected"]), str(each["found"])) for each in body["lines"]]
        return _paper(Moving(the_desk().place).count(_call(body), body["place"], lines, note=body["note"]))


@resource.route("/stock/shortages")
class StockShort(MethodView):
    @resource.reads("list_stock_shortages", SEE, StockShortages)
    def get(self) -> Response:
        """List what is below its minimum"""
        return said({"shortages": [said_shortage(each) for each in _seeing().shortages(actor())]})


@resource.route("/stock/waiting")
class PartsWaitedFor(MethodView):
    @resource.reads("list_parts_wanted", SEE, PartsWantedSaid)
    def get(self) -> Response:
        """List what cases wait for"""
        return said({"wants": [said_want(each) for each in _seeing().waiting(actor())]})


@resource.route("/stock/held")
class StockHeldBy(MethodView):
    @resource.reads("list_stock_held", SEE, StockHoldings, asks=WhichHolder)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what colleagues hold"""
        seeing = _seeing()
        return said({"held": [said_held(each, seeing.today) for each in seeing.held(actor(), asked["of"])]})


@resource.route("/stock/cases/<case:number>")
class StockOfOneCase(MethodView):
    @resource.reads("get_case_stock", SEE, StockOfCase)
    def get(self, number: str) -> Response:
        """What a case waits for, was given and used"""
        seeing = _seeing()
        return said(said_case(seeing.case(actor(), number), seeing.today))


@resource.route("/stock/cases/<case:number>/uses")
class StockUses(MethodView):
    @resource.does("use_stock", FIT, StockPaper, takes=ThingsUsed, status=201)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Say that what somebody held was used for a case"""
        return _paper(Issuing(the_desk().place).fit(_call(body), pairs(body["lines"]), number, of=body["of"],
                                                    note=body["note"]))


@resource.route("/stock/cases/<case:number>/wants")
class CaseWants(MethodView):
    @resource.does("want_part", WANT, Receipt, takes=PartNeeded)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Note what a case needs"""
        return done(Needs(the_desk().place).want(_call(body), number, body["item"], str(body["quantity"]),
                                                 note=body["note"]))


@resource.route("/stock/cases/<case:number>/wants/<int(max=2147483647):want>/drop")
class DroppedWant(MethodView):
    @resource.does("drop_part", WANT, Receipt, takes=NoLonger)
    def post(self, body: dict[str, Any], number: str, want: int) -> Response:
        """Strike out what a case no longer needs"""
        return done(Needs(the_desk().place).drop(_call(body), number, want))


@resource.route("/stock/samples")
class DisplaySamples(MethodView):
    @resource.reads("list_display_samples", SEE, SamplesStood, asks=WhichDisplaySamples)
    def get(self, asked: dict[str, Any]) -> Response:
        """List samples on display, or not, as a day ended"""
        samples = Samples(the_desk().place)
        find = samples.shown if asked["which"] == "shown" else samples.elsewhere
        return said({"samples": said_samples(find(actor(), asked["day"]))})

    @resource.does("put_up_display_sample", DISPLAY, DisplaySampleSaid, takes=SamplePutUp, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Put a sample on display"""
        typed = {name: each or "" for name, each in body.items()}
        found, replayed = once_by_key("stock.put_up", body, lambda: said_sample(
            Samples(the_desk().place).put_up(actor(), typed)))
        return made(found, 201, replayed=replayed)


@resource.route("/stock/samples/<sample>")
class OneDisplaySample(MethodView):
    @resource.reads("get_display_sample", SEE, SampleStory)
    def get(self, sample: str) -> Response:
        """A sample and what happened to it"""
        return said(said_story(Samples(the_desk().place).show(actor(), sample)))


@resource.route("/stock/samples/<sample>/down")
class SampleTakenOff(MethodView):
    @resource.does("take_down_display_sample", DISPLAY, SampleDownSaid, takes=SampleTakenDown, status=201)
    def post(self, body: dict[str, Any], sample: str) -> Response:
        """Take a sample off display; its case is opened where the business has a kind for it"""
        typed = {"number": sample, "why": body["why"], "on": body["on"] or ""}
        found, replayed = once_by_key("stock.take_down", typed, lambda: {
            "sample": sample, "number": Samples(the_desk().place).take_down(actor(), typed) or None})
        return made(found, 201, replayed=replayed)
