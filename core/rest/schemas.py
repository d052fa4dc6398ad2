"""Schemas that several resources share: problems, judgements, what a change leaves."""

from marshmallow import fields

from core.rest import tell
from core.rest.samples import sample


class Citation(tell.Output):
    """What a judgement rests on: a clause of a regulation, and the term read from it with its value."""

    policy = fields.String(metadata={"description": "Regulation."})
    clause = fields.String(metadata={"description": "Clause of it."})
    term = fields.String(metadata={"description": "Term that was read."})
    value = fields.String(metadata={"description": "Its value as written."})


class Decision(tell.Output):
    """What a rule says of a case, and why."""

    rule = tell.says("Key of the rule.")
    title = tell.says("The rule in words.")
    outcome = tell.says("`allow`, `refer` (somebody has to approve), `needs` (a fact is missing) or `deny`.")
    reason = tell.says("Why, in the caller's language.")
    basis = tell.parts(Citation, "Clauses it rests on.")
    item = fields.Integer(metadata={"description": "Position of the item it speaks of."})
    missing = fields.String(metadata={"description": "Key of the question whose answer is missing."})
    overruled = fields.Dict(metadata={"description": "Who let it pass, and why.", "additionalProperties": True})


class Problem(tell.Output):
    """A problem (RFC 9457). `code` is stable; `title` and `detail` are in the caller's language."""

    type = tell.says("`urn:shouhou:problem:` and the code.")
    title = tell.says("What sort of problem it is.")
    status = tell.counts("Status of the reply.")
    detail = tell.says("What is wrong here.")
    code = tell.says("Stable code, such as `stale-version`.")
    request_id = tell.says("Number of the request, for the desk's administrator.")
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), metadata={
        "description": "Of `invalid-input`: what is wrong with each field, by its path."})
    decisions = fields.List(fields.Nested(Decision), metadata={"description": "Of `refused`: what was judged."})
    given = fields.Integer(metadata={"description": "Of `stale-version`: the version that was sent."})
    current = fields.Integer(metadata={"description": "Of `stale-version`: the version there is."})
    scope = fields.String(metadata={"description": "Of `missing-scope`: what the token lacks."})


class Segment(tell.Output):
    """A stretch of time of a clock."""

    from_ = fields.String(data_key="from", required=True, allow_none=True,
                          metadata={"description": "Begin.", "format": "date-time"})
    to = tell.maybe_at("End.")
    kind = tell.says("Why it counts or not.")
    counted = fields.Raw(required=True, metadata={"description": "What of it counts."})
    name = tell.says("In words.")


class Clock(tell.Output):
    """A promise to a customer, or a customer's own deadline."""

    target = tell.says("Key of what is promised.")
    title = tell.says("In words.")
    of = tell.says("Whose promise it is: `company`, `customer`, …")
    state = tell.says("`running`, `paused`, `met`, `missed`, `blocked` (a value is not set) or `dropped`.")
    started_at = tell.maybe_at("When it began.")
    due_at = tell.maybe_at("The last moment in time.")
    ended_at = tell.maybe_at("When it ended.")
    basis = tell.parts(Citation, "Clauses it rests on.")
    reason = tell.says("Why it stands still or is blocked.")
    calendar = tell.says("Name of the calendar it is counted by; empty where it is not counted.")
    calendar_title = tell.says("What people call that calendar.")
    calendar_version = fields.Raw(required=True, metadata={"description": "Version of that calendar."})
    provisional = tell.truth("Whether days of a year without official holidays were counted.")
    segments = tell.parts(Segment, "How it was counted.")


class Offer(tell.Output):
    """A step, whether it is open, and why not."""

    step = tell.says("Key of the step.")
    label = tell.says("In words.")
    by = tell.says("Whose step it is, as the business says.")
    duty = tell.says("Key of the duty that takes it.")
    outcome = tell.says("`allow`, `ask` (open once its form is filled in), `refer`, `needs` or `deny`.")
    reason = tell.says("Why.")
    basis = tell.parts(Citation, "Clauses it rests on.")
    ahead = tell.truth("Whether it belongs to a later stage.")
    proposed = tell.anything("Answers its form starts with.")
    decisions = tell.parts(Decision, "Everything that was judged about it.")


class Charge(tell.Output):
    """An amount, who bears it, and what goes back to whom."""

    charge = tell.says("Key.")
    title = tell.says("In words.")
    outcome = tell.says("`due`, `needs` or another outcome of its rule.")
    amount = tell.amount("The amount.")
    payer = tell.maybe("Who bears it.")
    prepaid_by = tell.maybe("Who has paid it beforehand.")
    reimbursable = tell.amount("What of it goes back.")
    reason = tell.says("Why.")
    basis = tell.parts(Citation, "Clauses it rests on.")


class Filed(tell.Output):
    """A form that was filed."""

    form = tell.says("Name of the form.")
    title = tell.says("In words.")
    filed_at = tell.maybe_at("When it was said.")
    answers = tell.anything("Answers by question; personal ones are hidden from who may not see telephone numbers.")


class Receipt(tell.Output):
    """What a change of a case left."""

    number = tell.says("Number of the case.")
    version = tell.counts("Its version now.")
    state = tell.says("Key of its state; empty when it has ended.")
    state_title = tell.says("In words.")

    example = sample({
        "number": "TH-2025-00007", "version": 2, "state": "verify_order.waiting", "state_title": "Check the order"})


class CaseItem(tell.Output):
    """Goods of a case, with the forms filed of each."""

    position = tell.counts("Its place in the case, from 0.")
    answers = tell.anything("The item: product, quantity, price and so on.")
    outcome = tell.says("What became of it.")
    forms = tell.parts(Filed, "Forms filed of it.")


class CaseCustomer(tell.Output):
    """The customer of a case; phones whole or masked, as the caller may see them."""

    id = tell.counts("Id.")
    name = tell.says("Name.")
    phones = tell.words("Telephone numbers.")


class Product(tell.Output):
    """A product that a customer has bought."""

    id = tell.counts("Id.")
    name = tell.says("Name.")
    model = tell.says("Model.")
    serial = tell.says("Serial number.")
    category = tell.says("Category.")
    brand = tell.says("Brand.")
    order_no = tell.says("Order number.")
    purchased_on = tell.maybe("Day of purchase.", format="date")
    delivered_at = tell.maybe_at("When it was delivered.")
    price = tell.amount("Price paid.")
    currency = tell.says("Currency.")
    payment_method = tell.says("How it was paid.")
    proof = tell.says("Proof of purchase.")


class File(tell.Output):
    """A file shown in a case."""

    id = tell.counts("Id.")
    name = tell.says("Name it came under.")
    purpose = tell.says("What it shows: a kind of evidence.")
    field = tell.says("The question it illustrates.")
    type = tell.says("Media type, by its content.")
    size = tell.counts("Bytes.")
    sha256 = tell.says("SHA-256 of the file as it came.")
    source = tell.says("`customer` or `staff`.")
    uploaded_at = tell.at("When it was uploaded.")
    public_copy = tell.truth("Whether there is a copy without camera, time and place.")

    example = sample({
        "id": 3, "name": "chair.jpg", "purpose": "proof", "field": "", "type": "image/jpeg", "size": 48213,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "source": "customer",
        "uploaded_at": "2025-10-13T02:42:00+00:00", "public_copy": True})


class AskedOverride(tell.Output):
    """An override that waits for a second person."""

    fingerprint = tell.says("Names the refusal.")
    reason = tell.says("Why it should pass.")
    asked_by = tell.says("Who asked.")
    asked_at = tell.at("When.")
    decision = tell.part(Decision, "The refusal.")


class CaseLink(tell.Output):
    """Another case that has to do with this one."""

    number = tell.says("Its number.")
    relation = tell.says("`related`, `split`, `follow_up` or `duplicate`.")


class RowItem(tell.Output):
    """Goods of a case as lists show them."""

    position = tell.counts("Its place in the case, from 0.")
    product = tell.says("Product.")
    model = tell.says("Model.")
    category = tell.says("Category.")
    quantity = tell.counts("How many.")
    price = tell.amount("Price of one.")
    outcome = tell.says("What became of it.")


class CaseRow(tell.Output):
    """What lists know of a case."""

    number = tell.says("Number.")
    kind = tell.says("Kind of case.")
    state = tell.says("Key of its state; empty when it has ended.")
    state_title = tell.says("In words.")
    version = tell.counts("Grows with every change.")
    title = tell.says("What it is about.")
    order_no = tell.says("Order number.")
    policies = tell.words("Regulations in force for it.")
    opened_at = tell.at("When the customer asked.")
    closed_at = tell.maybe_at("When it ended.")
    outcome = tell.says("How it ended.")
    waiting_for = tell.says("Whom it waits for; empty for nobody.")
    next_due_at = tell.maybe_at("The next deadline of the company.")
    next_due_target = tell.says("What is due then.")
    suggested_step = tell.says("Key of the step that is next.")
    imported = tell.truth("Whether it came out of a register.")
