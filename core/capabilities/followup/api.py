"""Following up for other programs: whom to call, what came of it, samples, ratings, how soon the phone was answered."""

from collections.abc import Mapping
from typing import Any

from core.capabilities.followup.calls import FILTERS, OUTCOMES, Calls, Due
from core.capabilities.followup.permissions import CALL, REVIEW
from core.capabilities.followup.phones import Phones
from core.capabilities.followup.ratings import Ratings
from core.capabilities.followup.samples import Drawn, Sample, Samples
from core.capabilities.followup.surveys import Surveys
from core.capabilities.followup.tables import RatingRow
from core.sdk.rest import (
    MethodView,
    Receipt,
    Resource,
    Response,
    ask,
    done,
    made,
    moment,
    once_by_key,
    paged,
    said,
    say,
    tell,
    the_desk,
    the_key,
)
from core.sdk.rest import (
    sample as shown,
)
from core.sdk.rest import the_actor as actor

resource = Resource("followup", "Following up", "Customers to be called back, samples of closed cases, satisfaction.",
                    paths={"sample": "Id of the sample."})

CALLED: dict[str, Any] = {
    "number": "JX-2025-00001", "version": 12, "title": "Garden pump", "customer": "Ms Chen", "phones": ["138****6621"],
    "round": 1, "since": "2025-03-05T02:00:00+00:00", "due_at": "2025-03-08T15:59:59.999999+00:00", "attempts": 1,
    "tried_on": ["2025-03-06"], "next_try_at": "2025-03-07T02:00:00+00:00", "result": "", "who": "Lin",
    "unwilling": False}
SAMPLED: dict[str, Any] = {
    "sample": 3, "industry": "garden", "period": "2025-03", "seed": "5f1c9a3e6b7d40218c9e0f1a2b3c4d5e",
    "population": 21, "share": "0.1", "rounding": "up", "size": 3, "safety": 1, "scored": 1, "done": False,
    "drawn_at": "2025-03-31T16:10:00+00:00"}
SCORED: dict[str, Any] = {"number": "JX-2025-00001", "title": "Garden pump", "position": 1, "safety": False,
                          "own": False, "score": {"handled_in_time": True, "solved": True, "by_the_rules": True,
                                                  "finding": "", "reviewer": "He"}}
RATED: dict[str, Any] = {"round": 1, "score": 5, "comment": "Quick", "praised": True, "channel": "link",
                         "rated_at": "2025-04-02T02:00:00+00:00"}
ASKED: dict[str, Any] = {"customer": 4, "name": "Ms Chen", "phones": ["138****6621"], "number": "JX-2025-00001",
                         "title": "Garden pump", "closed_at": "2025-03-12T02:00:00+00:00", "cases": 1, "score": None,
                         "comment": ""}
WAITED: dict[str, Any] = {"day": "2025-03-12", "calls": 31, "average": 14, "longest": 62}


class CallSaid(tell.Output):
    """A customer to be called."""

    number = tell.says("Number of the case.")
    version = tell.counts("Its version: send it along with what came of the call.")
    title = tell.says("What it is about.")
    customer = tell.says("Who is to be called.")
    phones = tell.words("Their phones; masked for who may not see them.")
    round = tell.counts("The round of the case; it begins anew where something is not settled.")
    since = tell.at("Since when.")
    due_at = tell.maybe_at("By when; null where there is no deadline.")
    attempts = tell.counts("How often nobody answered.")
    tried_on = tell.words("The days on which that was.")
    next_try_at = tell.maybe_at("When to try again.")
    result = tell.says("What was said already: `solved` or `unsolved`; empty while nobody was reached.")
    who = tell.says("Who calls.")
    unwilling = tell.truth("Whether they have said that they do not want to be called.")
    example = shown(CALLED)


class CallPage(tell.Output):
    """Customers to be called."""

    calls = tell.parts(CallSaid, "What can be tried now first, then by deadline.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Its address.")
    example = shown({"calls": [CALLED], "next_cursor": None, "next": None})


class WhichCalls(ask.Input):
    """Which calls."""

    which = ask.text("`now`, `overdue`, `tried` or `mine`; all, if empty.", one_of=tuple(FILTERS))
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)
    cursor = ask.text("Where an earlier page ended.", longest=80)


class CallResult(ask.Input):
    """What came of a call."""

    outcome = ask.text("What came of it. `solved` closes the case, `unsolved` leads it back to its start, `give_up` "
                       "closes it where it was tried often enough.", one_of=tuple(OUTCOMES), required=True)
    answers = ask.answers("`channel` and, as it was, `remarks`, `score`, `comment`, `praised`, `next_try`.")
    version = ask.version()
    example = shown({"outcome": "solved", "answers": {"channel": "phone", "score": 5}, "version": 12})


class RatingSaid(tell.Output):
    """What a customer thinks of a round of a case."""

    round = tell.counts("Which round.")
    score = tell.counts("The score.")
    comment = tell.says("What they said.")
    praised = tell.whatever("Whether they praised who served them; null where nobody said.")
    channel = tell.says("`link` or `phone`.")
    rated_at = tell.at("When.")
    example = shown(RATED)


class RatingsSaid(tell.Output):
    """The ratings of a case."""

    ratings = tell.parts(RatingSaid, "Round by round.")
    open = tell.truth("Whether its present round can be rated now.")
    example = shown({"ratings": [RATED], "open": False})


class NewRating(ask.Input):
    """A rating."""

    answers = ask.answers("`score` and, as it was, `comment` and `praised`.", required=True)
    version = ask.version()
    example = shown({"answers": {"score": 5, "comment": "Quick"}, "version": 13})


class SampleSaid(tell.Output):
    """A sample."""

    sample = tell.counts("Its id.")
    industry = tell.says("Name of the industry.")
    period = tell.says("The month, as 2025-03.")
    seed = tell.says("What the draw follows from.")
    population = tell.counts("How many cases it was drawn from.")
    share = tell.says("Which share of them.")
    rounding = tell.says("`up`: a part of a case counts as one.")
    size = tell.counts("How many were drawn.")
    safety = tell.counts("How many safety cases are looked at besides.")
    scored = tell.counts("How many have been looked at.")
    done = tell.truth("Whether all have.")
    drawn_at = tell.at("When it was drawn.")
    example = shown(SAMPLED)


class SamplePage(tell.Output):
    """Samples."""

    samples = tell.parts(SampleSaid, "The latest first.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Its address.")
    example = shown({"samples": [SAMPLED], "next_cursor": None, "next": None})


class SampledCase(tell.Output):
    """A case of a sample."""

    number = tell.says("Number of the case.")
    title = tell.says("What it is about.")
    position = tell.counts("In which order it was drawn.")
    safety = tell.truth("Whether it is a safety case that is looked at besides.")
    own = tell.truth("Whether the caller had a hand in it, and so may not score it.")
    score = tell.whatever("What was found, by whom; null while nobody has looked.")
    example = shown(SCORED)


class WholeSample(SampleSaid):
    """A sample with its cases."""

    cases = tell.parts(SampledCase, "Those the caller may see.")
    hidden = tell.counts("How many others there are.")
    again = tell.truth("Whether the seed gives the same cases again.")
    example = shown({**SAMPLED, "cases": [SCORED], "hidden": 0, "again": True})


class WhichSamples(ask.Input):
    """Which samples."""

    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=30)
    cursor = ask.text("Where an earlier page ended.", longest=80)


class Drawing(ask.Input):
    """A sample to be drawn by hand."""

    industry = ask.text("Name of the industry.", longest=64, shortest=1, required=True)
    period = ask.text("A month that is over, as 2025-03.", longest=20, shortest=1, required=True)
    example = shown({"industry": "garden", "period": "2025-02"})


class Score(ask.Input):
    """What somebody found in a case."""

    number = ask.text("Number of the case.", longest=64, shortest=1, required=True)
    answers = ask.answers("`handled_in_time`, `solved`, `by_the_rules` and, where that is not so, `finding`.",
                          required=True)
    example = shown({"number": "JX-2025-00001", "answers": {"handled_in_time": True, "solved": True,
                                                             "by_the_rules": True}})


class AskedSaid(tell.Output):
    """A customer to be asked how it was."""

    customer = tell.counts("Id of the customer.")
    name = tell.says("Who it is.")
    phones = tell.words("Their phones; masked for who may not see them.")
    number = tell.says("Number of the case that was closed last.")
    title = tell.says("What it was about.")
    closed_at = tell.at("When it was closed.")
    cases = tell.counts("How many of theirs were closed in the period.")
    score = tell.maybe_counts("What they said; null while they have said nothing.")
    comment = tell.says("In words.")
    example = shown(ASKED)


class SurveySaid(tell.Output):
    """Whom to ask for a period."""

    period = tell.says("The period.")
    customers = tell.counts("How many customers there are.")
    answered = tell.counts("How many have answered.")
    asked = tell.parts(AskedSaid, "Each customer once.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Its address.")
    example = shown({"period": "2025-Q1", "customers": 1, "answered": 0, "asked": [ASKED], "next_cursor": None,
                      "next": None})


class WhichCustomers(ask.Input):
    """Which customers."""

    industry = ask.text("Name of the industry.", longest=64, shortest=1, required=True)
    period = ask.text("2025-Q1 or another period; the quarter that ended last, if empty.", longest=20)
    silent = ask.flag("Only those who have said nothing yet.", address=True)
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)
    cursor = ask.text("Where an earlier page ended.", longest=80)


class WaitedSaid(tell.Output):
    """How long callers waited on a day."""

    day = tell.says("The day.", format="date")
    calls = tell.counts("How many calls.")
    average = tell.counts("Seconds on average.")
    longest = tell.counts("The most seconds.")
    example = shown(WAITED)


class WaitedDays(tell.Output):
    """How long callers waited."""

    days = tell.parts(WaitedSaid, "The latest first.")
    example = shown({"days": [WAITED]})


class NewWait(ask.Input):
    """A call that was answered."""

    day = ask.text("On which day, as 2025-03-12.", longest=10, shortest=1, required=True)
    seconds = ask.whole("After how many seconds.", most=86400, required=True)
    example = shown({"day": "2025-03-12", "seconds": 14})


def _place() -> Any:
    return the_desk().place


def _at(when: Any) -> str | None:
    return moment(when, say()) if when else None


def _call(each: Due) -> dict[str, Any]:
    return {**each.data(), **{name: _at(each.data()[name]) for name in ("since", "due_at", "next_try_at")}}


def _sample(each: Sample) -> dict[str, Any]:
    row = each.row
    return {"sample": row.id, "industry": row.industry, "period": row.period, "seed": row.seed,
            "population": len(row.population), "share": row.share, "rounding": row.rounding, "size": each.size,
            "safety": each.safety, "scored": each.scored, "done": each.done, "drawn_at": _at(row.drawn_at)}


def _case(each: Drawn) -> dict[str, Any]:
    found = each.review
    return {"number": each.number, "title": each.title, "position": each.row.position, "safety": each.row.safety,
            "own": each.own, "score": {
                "handled_in_time": found.handled_in_time, "solved": found.solved, "by_the_rules": found.by_the_rules,
                "finding": found.finding, "reviewer": each.reviewer} if found else None}


def _rating(each: RatingRow) -> dict[str, Any]:
    return {"round": each.round, "score": each.score, "comment": each.comment, "praised": each.praised,
            "channel": each.channel, "rated_at": _at(each.rated_at)}


@resource.route("/followup/calls")
class DueCalls(MethodView):
    @resource.reads("list_due_calls", CALL, CallPage, asks=WhichCalls)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the customers to be called"""
        page = Calls(_place()).due(actor(), asked["which"], asked["cursor"], asked["limit"])
        return paged({"calls": [_call(each) for each in page.due]}, page.next_cursor)


@resource.route("/followup/calls/<case:number>")
class OneCall(MethodView):
    @resource.does("settle_call", CALL, Receipt, takes=CallResult)
    def post(self, body: Mapping[str, Any], number: str) -> Response:
        """Say what came of a call"""
        return done(Calls(_place()).settle(actor(), number, body["outcome"], body["answers"],
                                           version=body["version"], key=the_key()))


@resource.route("/followup/ratings/<case:number>")
class CaseRatings(MethodView):
    @resource.reads("get_ratings", CALL, RatingsSaid)
    def get(self, number: str) -> Response:
        """What a customer thinks of a case"""
        service = Ratings(_place())
        return said({"ratings": [_rating(each) for each in service.of(actor(), number)],
                     "open": service.open_for(actor(), number)})

    @resource.does("rate_case", CALL, Receipt, takes=NewRating)
    def post(self, body: Mapping[str, Any], number: str) -> Response:
        """Write down what a customer thinks of a case"""
        return done(Ratings(_place()).rate(actor(), number, body["answers"], version=body["version"], key=the_key()))


@resource.route("/followup/samples")
class ManySamples(MethodView):
    @resource.reads("list_samples", REVIEW, SamplePage, asks=WhichSamples)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the samples"""
        found, further = Samples(_place()).all(actor(), asked["cursor"], asked["limit"])
        return paged({"samples": [_sample(each) for each in found]}, further)

    @resource.does("draw_sample", REVIEW, SampleSaid, takes=Drawing, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Draw the sample of a month that has none"""
        found, replayed = once_by_key("followup.draw", body, lambda: _sample(
            Samples(_place()).draw(actor(), body["industry"], body["period"])))
        return made(found, 201, replayed=replayed)


@resource.route("/followup/samples/<int(max=2147483647):sample>")
class OneSample(MethodView):
    @resource.reads("get_sample", REVIEW, WholeSample)
    def get(self, sample: int) -> Response:
        """Look at a sample and its cases"""
        found = Samples(_place()).open(actor(), sample)
        return said({**_sample(found.sample), "cases": [_case(each) for each in found.cases],
                     "hidden": found.hidden, "again": found.again})


@resource.route("/followup/samples/<int(max=2147483647):sample>/scores")
class SampleScores(MethodView):
    @resource.does("score_sampled_case", REVIEW, SampleSaid, takes=Score)
    def post(self, body: Mapping[str, Any], sample: int) -> Response:
        """Say what one found in a case of a sample"""
        found, replayed = once_by_key("followup.review", {"sample": sample, **body}, lambda: _sample(
            Samples(_place()).review(actor(), sample, body["number"], body["answers"])))
        return made(found, replayed=replayed)


@resource.route("/followup/surveys")
class OneSurvey(MethodView):
    @resource.reads("get_survey", CALL, SurveySaid, asks=WhichCustomers)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the customers to be asked how it was"""
        service = Surveys(_place())
        found = service.of(actor(), asked["industry"], service.period(asked["period"]), silent=asked["silent"],
                           cursor=asked["cursor"], limit=asked["limit"])
        return paged({"period": found.period.key, "customers": found.customers, "answered": found.answered, "asked": [
            {"customer": each.customer_id, "name": each.name, "phones": list(each.phones), "number": each.number,
             "title": each.title, "closed_at": _at(each.closed_at), "cases": each.cases, "score": each.score,
             "comment": each.comment} for each in found.asked]}, found.next_cursor)


@resource.route("/followup/phone-times")
class PhoneTimes(MethodView):
    @resource.reads("list_phone_times", CALL, WaitedDays)
    def get(self) -> Response:
        """How long callers waited, by day"""
        return said(_waited())

    @resource.does("add_phone_time", CALL, WaitedDays, takes=NewWait)
    def post(self, body: dict[str, Any]) -> Response:
        """Note a call that was answered"""
        def answer() -> dict[str, Any]:
            Phones(_place()).add(actor(), body["day"], str(body["seconds"]))
            return _waited()

        found, replayed = once_by_key("followup.phone", body, answer)
        return made(found, replayed=replayed)


def _waited() -> dict[str, Any]:
    return {"days": [{"day": each.day.isoformat(), "calls": each.calls, "average": each.average,
                      "longest": each.longest} for each in Phones(_place()).days(actor())]}
