"""What programs are told of stock."""

from core.capabilities.stock.forms import Kind
from core.capabilities.stock.standing import OWN, Way
from core.sdk.rest import sample as as_sample
from core.sdk.rest import tell

KINDS, WAYS = tuple(Kind.__members__), tuple(Way.__members__)
PLACES = tuple(each.name for each in OWN)
AT, DAY, NUMBER = "2025-03-05T02:00:00+00:00", "2025-03-05", "JX-2025-00001"
ITEM = {"code": "HG-35", "title": "Hinge", "kind": "spare", "measure": "pcs", "brand": "", "model": "GP-*",
        "grade": "A", "origin": "", "cost": "8.00", "wear": True, "in_use": True}
LOT = {**ITEM, "here": 12, "held": 3, "minimum": 10, "value": "120.00"}
MOVE = {"move": 7, "sort": "issue", "at": AT, "by": "Kong", "item": "HG-35", "title": "Hinge", "quantity": 2,
        "source": "Main", "target": "Wu", "number": NUMBER, "reference": "", "receiver": "Wu", "note": "",
        "reverses": None, "reversed_by": None}
WANT = {"want": 1, "number": NUMBER, "item": "HG-35", "said": "Hinge", "tool": False, "quantity": 2, "missing": 2,
        "here": 12, "since": AT}
HELD = {"holder": "Wu", "item": "HG-35", "title": "Hinge", "quantity": 2, "since": AT, "number": NUMBER,
        "due_on": "2025-03-07", "overdue": False}
LINES = [{"item": "HG-35", "quantity": 2}]
SAMPLE = {"sample": "S-12", "product": "Bench", "standing": "shown", "hall": "Hall 2", "position": "B3", "place": "",
          "condition": "", "since": AT}
STOOD = {"sample": "S-12", "product": "Bench", "event": "up", "hall": "Hall 2", "position": "B3", "at": AT,
         "by": "Kong"}


class StockItem(tell.Output):
    """An item kept in stock."""

    code = tell.says("Its code.")
    title = tell.says("What it is called.")
    kind = tell.says("Its ledger: " + ", ".join(f"`{each}`" for each in KINDS) + ".")
    measure = tell.says("The word for one of it.")
    brand = tell.says("Brand.")
    model = tell.says("Models it fits.")
    grade = tell.says("Grade.")
    origin = tell.says("Where it comes from.")
    cost = tell.amount("What one costs; null where nobody has said.")
    wear = tell.truth("Whether it is a wear part.")
    in_use = tell.truth("Whether it is still used.")
    example = as_sample(ITEM)


class StockLot(StockItem):
    """An item and how many there are."""

    here = tell.counts("How many in places of the business.")
    held = tell.counts("How many with colleagues.")
    minimum = tell.counts("How many there should be, all places together; 0 without one.")
    value = tell.amount("What they cost.")
    example = as_sample(LOT)


class StockLots(tell.Output):
    """Items that fit."""

    items = tell.parts(StockLot, "By code.")
    next_cursor = tell.maybe("Where the list goes on; null at its end.")
    next = tell.maybe("Its address.")
    example = as_sample({"items": [LOT], "next_cursor": None, "next": None})


class StockPlaceSaid(tell.Output):
    """A place of the business."""

    place = tell.counts("Its id.")
    title = tell.says("Its name.")
    sort = tell.says("What it is.")
    example = as_sample({"place": 1, "title": "Main", "sort": "warehouse"})


class StockPlacesSaid(tell.Output):
    """The places of the business."""

    places = tell.parts(StockPlaceSaid, "By name.")
    example = as_sample({"places": [{"place": 1, "title": "Main", "sort": "warehouse"}]})


class StockAt(StockPlaceSaid):
    """How many of an item are somewhere."""

    quantity = tell.counts("How many.")
    minimum = tell.counts("How many there should be; 0 without one.")
    example = as_sample({"place": 1, "title": "Main", "sort": "warehouse", "quantity": 12, "minimum": 10})


class StockOfItem(StockItem):
    """An item, place by place."""

    total = tell.counts("How many in all, those with colleagues among them.")
    places = tell.parts(StockAt, "Where they are.")
    example = as_sample({**ITEM, "total": 12, "places": [
        {"place": 1, "title": "Main", "sort": "warehouse", "quantity": 12, "minimum": 10}]})


class StockMoveSaid(tell.Output):
    """A line of a paper of the ledger."""

    move = tell.counts("Number of the paper.")
    sort = tell.says("What it is: " + ", ".join(f"`{each}`" for each in WAYS) + ".")
    at = tell.at("When.")
    by = tell.says("Who wrote it.")
    item = tell.says("Code of the item.")
    title = tell.says("What it is called.")
    quantity = tell.counts("How many.")
    source = tell.says("Where they came from.")
    target = tell.says("Where they went.")
    number = tell.maybe("The case it was for; null without one, or where you may not see it.")
    reference = tell.says("The paper it goes back to.")
    receiver = tell.says("Who got them.")
    note = tell.says("What was noted.")
    reverses = tell.maybe_counts("The paper that it reverses; null for others.")
    reversed_by = tell.maybe_counts("The paper that reverses it; null while it stands.")
    example = as_sample(MOVE)


class StockMoves(tell.Output):
    """What moved."""

    moves = tell.parts(StockMoveSaid, "The latest first.")
    next_cursor = tell.maybe("Where the list goes on; null at its end.")
    next = tell.maybe("Its address.")
    example = as_sample({"moves": [MOVE], "next_cursor": None, "next": None})


class StockPaper(tell.Output):
    """The paper that was written."""

    move = tell.counts("Its number.")
    sort = tell.says("What it is.")
    example = as_sample({"move": 7, "sort": "issue"})


class StockShort(tell.Output):
    """An item below its minimum."""

    item = tell.says("Code.")
    title = tell.says("What it is called.")
    place = tell.maybe("Where; null for all places together.")
    minimum = tell.counts("How many there should be.")
    here = tell.counts("How many there are.")
    missing = tell.counts("How many are missing.")
    elsewhere = tell.counts("How many other places have.")
    example = as_sample({"item": "HG-35", "title": "Hinge", "place": "Main", "minimum": 10, "here": 4, "missing": 6,
                      "elsewhere": 2})


class StockShortages(tell.Output):
    """What is below its minimum."""

    shortages = tell.parts(StockShort, "By code.")
    example = as_sample({"shortages": []})


class PartWanted(tell.Output):
    """Something that a case needs."""

    want = tell.counts("Its id.")
    number = tell.says("The case.")
    item = tell.maybe("Code of the item; null where nobody knows it.")
    said = tell.says("What it is called.")
    tool = tell.truth("Whether it is a tool to bring.")
    quantity = tell.counts("How many.")
    missing = tell.counts("How many were not given out yet.")
    here = tell.counts("How many the places of the business have.")
    since = tell.at("Since when.")
    example = as_sample(WANT)


class PartsWantedSaid(tell.Output):
    """What cases wait for."""

    wants = tell.parts(PartWanted, "The longest first.")
    example = as_sample({"wants": [WANT]})


class StockHeld(tell.Output):
    """What somebody holds."""

    holder = tell.says("Who.")
    item = tell.says("Code.")
    title = tell.says("What it is called.")
    quantity = tell.counts("How many.")
    since = tell.at("Since when.")
    number = tell.maybe("For which case.")
    due_on = tell.maybe("The day by which it has to be back.")
    overdue = tell.truth("Whether that is over.")
    example = as_sample(HELD)


class StockHoldings(tell.Output):
    """What colleagues hold."""

    held = tell.parts(StockHeld, "By holder, the oldest first.")
    example = as_sample({"held": [HELD]})


class StockOfCase(tell.Output):
    """All items of a case."""

    number = tell.says("The case.")
    version = tell.counts("Its version.")
    issued = tell.counts("Pieces given out.")
    fitted = tell.counts("Pieces used.")
    returned = tell.counts("Pieces given back.")
    outstanding = tell.counts("Pieces that somebody holds.")
    wants = tell.parts(PartWanted, "What it waits for.")
    held = tell.parts(StockHeld, "Who holds what.")
    moves = tell.parts(StockMoveSaid, "What moved, the earliest first.")
    example = as_sample({"number": NUMBER, "version": 4, "issued": 2, "fitted": 1, "returned": 0, "outstanding": 1,
                      "wants": [], "held": [HELD], "moves": [MOVE]})


class CountLine(tell.Output):
    """An item on a count sheet."""

    item = tell.says("Code.")
    title = tell.says("What it is called.")
    expected = tell.counts("How many there should be.")
    example = as_sample({"item": "HG-35", "title": "Hinge", "expected": 12})


class CountSheetSaid(tell.Output):
    """What there should be in a place."""

    place = tell.says("Where.")
    lines = tell.parts(CountLine, "By code.")
    example = as_sample({"place": "Main", "lines": [{"item": "HG-35", "title": "Hinge", "expected": 12}]})


class SampleStood(tell.Output):
    """A sample as it stood."""

    sample = tell.says("Its number.")
    product = tell.says("What it is.")
    event = tell.says("What had last happened to it.")
    hall = tell.says("Hall.")
    position = tell.says("Position.")
    at = tell.at("When.")
    by = tell.says("Who wrote it down.")
    example = as_sample(STOOD)


class SamplesStood(tell.Output):
    """Samples as they stood."""

    samples = tell.parts(SampleStood, "By hall and number.")
    example = as_sample({"samples": [STOOD]})


class DisplaySampleSaid(tell.Output):
    """A display sample."""

    sample = tell.says("Its number.")
    product = tell.says("What it is.")
    standing = tell.says("`shown`, `down`, `stored`, `sold` or `gone`.")
    hall = tell.says("Hall.")
    position = tell.says("Position.")
    place = tell.says("The warehouse it is in.")
    condition = tell.says("How it is.")
    since = tell.at("Since when.")
    example = as_sample(SAMPLE)


class SampleEvent(tell.Output):
    """Something that happened to a sample."""

    event = tell.says("`up`, `down`, `checked`, `mended`, `registered`, `stored`, `sold` or `scrapped`.")
    at = tell.at("When.")
    by = tell.says("Who wrote it down.")
    hall = tell.says("Hall.")
    position = tell.says("Position.")
    number = tell.maybe("The case.")
    note = tell.says("What was noted.")
    example = as_sample({"event": "up", "at": AT, "by": "Kong", "hall": "Hall 2", "position": "B3", "number": None,
                      "note": ""})


class SampleStory(DisplaySampleSaid):
    """A sample and what happened to it."""

    number = tell.maybe("The case that looks after it.")
    events = tell.parts(SampleEvent, "The latest first.")
    example = as_sample({**SAMPLE, "number": None, "events": []})


class SampleDownSaid(tell.Output):
    """A sample that was taken off display."""

    sample = tell.says("Its number.")
    number = tell.maybe("The case that was opened for it; null where the business has none.")
    example = as_sample({"sample": "S-12", "number": "YP-2025-00001"})
