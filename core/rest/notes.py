"""What is added to a case beside its steps: comments, contacts, who has it, whom it waits for, corrections; and
splitting, merging, linking, reopening."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import ARRANGE, ASSIGN, NOTE, OPEN, PARTIES, REOPEN
from core.rest import ask
from core.rest.calling import the_actor, the_desk, the_key
from core.rest.operations import Resource, done
from core.rest.samples import sample
from core.rest.schemas import Receipt
from core.services.arranging import RELATIONS
from core.services.notes import CHANNELS, DIRECTIONS, LONGEST

resource = Resource("notes", "Changes of cases", "What is done with a case beside its steps.")
PAST = "When it happened; now, if not given. The past needs `case.backdate`."


class Comment(ask.Input):
    """Something noted."""

    text = ask.text("What is noted.", longest=LONGEST, shortest=1, required=True)
    to_customer = ask.flag("Whether the customer was told so.")
    version = ask.version()
    example = sample({"text": "Called twice"})


class Contact(ask.Input):
    """That somebody was called, or called."""

    channel = ask.text("How.", one_of=tuple(CHANNELS), required=True)
    direction = ask.text("`in`: the customer asked us; `out`: we asked the customer.", one_of=tuple(DIRECTIONS),
                     required=True)
    reached = ask.flag("Whether they were reached: only that stops a clock.", required=True)
    note = ask.text("What was said.", longest=LONGEST)
    at = ask.moment(PAST)
    version = ask.version()
    example = sample({
        "channel": "phone", "direction": "out", "reached": True, "note": "Will send a photo"})


class Wait(ask.Input):
    """Whom a case waits for."""

    party = ask.text("Whom.", one_of=tuple(PARTIES), required=True)
    why = ask.text("What for.", longest=LONGEST, shortest=1, required=True)
    at = ask.moment(PAST)
    version = ask.version()
    example = sample({"party": "customer", "why": "Waiting for the invoice"})


class Resume(ask.Input):
    """That the waiting is over."""

    at = ask.moment(PAST)
    version = ask.version()
    example = sample({"version": 3})


class Assign(ask.Input):
    """Who gets a case."""

    user_id = ask.whole("Id of an active account.", least=1, required=True)
    version = ask.version()
    example = sample({"user_id": 3})


class Correct(ask.Input):
    """Better answers of the opening form."""

    answers = ask.answers("All answers of the form, as they should be.", required=True)
    version = ask.version()
    example = sample({"answers": {"reason": "quality"}, "version": 2})


class Split(ask.Input):
    """Goods that become a case of their own."""

    items = ask.numbers("Positions of the items, from 0.")
    why = ask.text("Why.", longest=LONGEST, shortest=1, required=True)
    version = ask.version()
    example = sample({"items": [1], "why": "The table goes back later"})


class Merge(ask.Input):
    """Another case about the same thing, which goes on."""

    into = ask.text("Its number.", longest=64, shortest=1, required=True)
    why = ask.text("Why.", longest=LONGEST, shortest=1, required=True)
    version = ask.version()
    into_version = ask.version()
    example = sample({"into": "TH-2025-00003", "why": "Sent in twice"})


class NewCaseLink(ask.Input):
    """Another case."""

    other = ask.text("Its number.", longest=64, shortest=1, required=True)
    relation = ask.text("How they belong together.", one_of=tuple(RELATIONS), required=True)
    example = sample({"other": "TH-2025-00003", "relation": "related"})


class Close(ask.Input):
    """Why a case ends that nobody can go on with."""

    why = ask.text("Why.", longest=LONGEST, shortest=1, required=True)
    version = ask.version()
    example = sample({"why": "We sell no lamps any more"})


class Reopen(ask.Input):
    """Why a case goes on."""

    why = ask.text("Why.", longest=LONGEST, shortest=1, required=True)
    version = ask.version()
    example = sample({"why": "The fault came back"})


@resource.route("/cases/<case:number>/comments")
class Comments(MethodView):
    @resource.does("comment_case", NOTE, Receipt, takes=Comment)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Note something"""
        return done(the_desk().notes.comment(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/contacts")
class Contacts(MethodView):
    @resource.does("log_contact", NOTE, Receipt, takes=Contact)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Log a contact with the customer"""
        return done(the_desk().notes.contact(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/wait")
class Waiting(MethodView):
    @resource.does("wait_for", ARRANGE, Receipt, takes=Wait)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Say that a case waits for somebody; clocks that pause for them stand still"""
        return done(the_desk().notes.wait(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/resume")
class Resuming(MethodView):
    @resource.does("resume_case", ARRANGE, Receipt, takes=Resume)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Say that the waiting is over"""
        return done(the_desk().notes.resume(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/assign")
class Assigning(MethodView):
    @resource.does("assign_case", ASSIGN, Receipt, takes=Assign)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Give a case to somebody"""
        return done(the_desk().notes.assign(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/correct")
class Correcting(MethodView):
    @resource.does("correct_case", OPEN, Receipt, takes=Correct)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """File the opening form again with better answers"""
        return done(the_desk().notes.correct(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/split")
class Splitting(MethodView):
    @resource.does("split_case", ARRANGE, Receipt, takes=Split, status=201)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Send items to a new, linked case, which is answered"""
        return done(the_desk().arranging.split(the_actor(), number, **body, key=the_key()), 201)


@resource.route("/cases/<case:number>/merge")
class Merging(MethodView):
    @resource.does("merge_case", ARRANGE, Receipt, takes=Merge)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """End a case about the same thing as another, which goes on and is answered; there is no way back"""
        return done(the_desk().arranging.merge(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/links")
class Linking(MethodView):
    @resource.does("link_case", ARRANGE, Receipt, takes=NewCaseLink)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Say that two cases have to do with each other"""
        return done(the_desk().arranging.link(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/reopen")
class Reopening(MethodView):
    @resource.does("reopen_case", REOPEN, Receipt, takes=Reopen)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Open an ended case again"""
        return done(the_desk().arranging.reopen(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/close")
class Closing(MethodView):
    @resource.does("close_case", REOPEN, Receipt, takes=Close)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """End a case whose plugin is no longer in use; any other ends by its own steps"""
        return done(the_desk().pluginless.close(the_actor(), number, **body, key=the_key()))
