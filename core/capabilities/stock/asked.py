"""What programs send about stock."""

from core.capabilities.stock.shapes import KINDS, LINES, NUMBER, PLACES, WAYS
from core.sdk.rest import ask
from core.sdk.rest import sample as as_sample


class WhichItems(ask.Input):
    """Which items."""

    q = ask.text("Words of code, title, brand or model.", longest=100)
    kind = ask.text("Ledger.", one_of=("", *KINDS))
    place = ask.text("What this place has: name or id.", longest=40)
    cursor = ask.text("Where the list goes on.", longest=100)
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)


class WhichMoves(ask.Input):
    """Which movements."""

    item = ask.text("Code of an item.", longest=40)
    place = ask.text("From or to this place: name, id, or `@login` of a colleague.", longest=60)
    way = ask.text("What they are.", one_of=("", *WAYS))
    since = ask.text("First day.", longest=10)
    until = ask.text("Last day.", longest=10)
    cursor = ask.text("Where the list goes on.", longest=12)
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)


class WhichPlace(ask.Input):
    """Which place."""

    place = ask.text("Name or id; `@login` for what a colleague holds.", longest=60, shortest=1, required=True)


class WhichHolder(ask.Input):
    """Whose."""

    of = ask.text("Login of a colleague; all without.", longest=60)


class WhichDisplaySamples(ask.Input):
    """Which samples."""

    which = ask.text("On display or not.", one_of=("shown", "elsewhere"), default="shown")
    day = ask.text("As this day ended; now without.", longest=10)


class ItemKept(ask.Input):
    """An item to keep."""

    code = ask.text("Its code; an item with it is changed.", longest=40, shortest=1, required=True)
    title = ask.text("What it is called.", longest=80, shortest=1, required=True)
    kind = ask.text("Its ledger.", one_of=KINDS, default="fitting")
    measure = ask.text("The word for one of it.", longest=40)
    brand = ask.text("Brand.", longest=40)
    model = ask.text("Models it fits.", longest=40)
    grade = ask.text("Grade.", longest=40)
    origin = ask.text("Where it comes from.", longest=40)
    cost = ask.amount("What one costs.")
    wear = ask.flag("Whether it is a wear part.")
    example = as_sample({"code": "HG-35", "title": "Hinge", "kind": "spare", "cost": "8", "wear": True})


class PlaceMade(ask.Input):
    """A place to set up."""

    title = ask.text("Its name.", longest=40, shortest=1, required=True)
    sort = ask.text("What it is.", one_of=PLACES, default="warehouse")
    unit = ask.text("Key of the unit it belongs to.", longest=60)
    example = as_sample({"title": "Main", "sort": "warehouse"})


class MinimumSet(ask.Input):
    """How many have to be somewhere."""

    place = ask.text("Name or id of the place.", longest=40, shortest=1, required=True)
    quantity = ask.whole("How many; 0 for none.", most=1000000, required=True)
    example = as_sample({"place": "Main", "quantity": 10})


class StockPaperLine(ask.Input):
    """So many of an item."""

    item = ask.text("Code.", longest=40, shortest=1, required=True)
    quantity = ask.whole("How many.", least=1, most=1000000, required=True)
    example = as_sample(LINES[0])


class ThingsReceived(ask.Input):
    """What came in."""

    lines = ask.rows_of(StockPaperLine, "What.")
    into = ask.text("Name or id of the place.", longest=40, shortest=1, required=True)
    supplier = ask.text("From whom.", longest=60)
    reference = ask.text("Delivery number.", longest=500)
    note = ask.text("Note.", longest=500)
    example = as_sample({"lines": LINES, "into": "Main", "supplier": "East Hardware"})


class _ForWhom(ask.Input):
    """Whom things go to, or come back from."""

    lines = ask.rows_of(StockPaperLine, "What.")
    to = ask.text("Login of a colleague.", longest=60)
    number = ask.text("The case.", longest=40)
    reference = ask.text("Order or slip.", longest=60)
    receiver = ask.text("Who took them.", longest=60)
    note = ask.text("Note.", longest=500)
    version = ask.version()
    example = as_sample({})


class ThingsIssued(_ForWhom):
    """What is given out."""

    source = ask.text("Name or id of the place they come from.", longest=40, shortest=1, required=True)
    due_on = ask.day("The day by which a colleague has to give them back.")
    signed = ask.text("Whether the receiver has signed, where a regulation asks for it.", one_of=("", "true", "false"))
    example = as_sample({"lines": LINES, "source": "Main", "to": "wu", "number": NUMBER})


class ThingsReturned(_ForWhom):
    """What is given back."""

    into = ask.text("Name or id of the place they go to.", longest=40, shortest=1, required=True)
    example = as_sample({"lines": LINES, "into": "Main", "to": "wu", "number": NUMBER})


class ThingsTransferred(ask.Input):
    """What goes from one place to another."""

    lines = ask.rows_of(StockPaperLine, "What.")
    source = ask.text("Name or id of a place, or `@login`.", longest=60, shortest=1, required=True)
    into = ask.text("Name or id of a place, or `@login`.", longest=60, shortest=1, required=True)
    note = ask.text("Note.", longest=500)
    example = as_sample({"lines": LINES, "source": "Main", "into": "Branch"})


class ThingsUsed(ask.Input):
    """What was used for a case."""

    lines = ask.rows_of(StockPaperLine, "What.")
    of = ask.text("Login of who held them; yourself without.", longest=60)
    note = ask.text("Note.", longest=500)
    version = ask.version()
    example = as_sample({"lines": LINES})


class ThingsScrapped(ask.Input):
    """What is thrown away."""

    lines = ask.rows_of(StockPaperLine, "What.")
    source = ask.text("Name or id of a place, or `@login`.", longest=60, shortest=1, required=True)
    why = ask.text("Why.", longest=500, shortest=1, required=True)
    example = as_sample({"lines": LINES, "source": "Main", "why": "Rusty"})


class LineCounted(ask.Input):
    """What was found of an item."""

    item = ask.text("Code.", longest=40, shortest=1, required=True)
    expected = ask.whole("How many the sheet said.", most=1000000, default=0)
    found = ask.whole("How many were found.", most=1000000, required=True)
    example = as_sample({"item": "HG-35", "expected": 12, "found": 11})


class PlaceCounted(ask.Input):
    """A count."""

    place = ask.text("Name or id of a place, or `@login`.", longest=60, shortest=1, required=True)
    lines = ask.rows_of(LineCounted, "What was counted; the rest stays.")
    note = ask.text("Note.", longest=500)
    example = as_sample({"place": "Main", "lines": [{"item": "HG-35", "expected": 12, "found": 11}]})


class WhyReversed(ask.Input):
    """Why a paper is put right."""

    why = ask.text("Why.", longest=500, shortest=1, required=True)
    example = as_sample({"why": "Wrong item"})


class PartNeeded(ask.Input):
    """Something that a case needs."""

    item = ask.text("Code or name.", longest=120, shortest=1, required=True)
    quantity = ask.whole("How many.", least=1, most=1000000, default=1)
    note = ask.text("Note.", longest=500)
    version = ask.version()
    example = as_sample({"item": "HG-35", "quantity": 2})


class NoLonger(ask.Input):
    """Something no longer needed."""

    version = ask.version()
    example = as_sample({"version": 2})


class SamplePutUp(ask.Input):
    """A sample to put on display."""

    number = ask.text("Its number.", longest=60, shortest=1, required=True)
    product = ask.text("What it is; needed for a new one.", longest=60)
    hall = ask.text("Hall.", longest=60, shortest=1, required=True)
    position = ask.text("Position.", longest=60)
    on = ask.day("On which day; today without.")
    note = ask.text("Note.", longest=500)
    example = as_sample({"number": "S-12", "product": "Bench", "hall": "Hall 2", "position": "B3"})


class SampleTakenDown(ask.Input):
    """A sample to take off display."""

    why = ask.text("Why.", longest=500, shortest=1, required=True)
    on = ask.day("On which day; today without.")
    example = as_sample({"why": "New model"})
