"""Templates of notifications: the business's own words in place of the usual ones."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import MANAGE_NOTIFICATIONS
from core.notifications.words import LONGEST_BODY, LONGEST_SUBJECT
from core.representation.notifications import said_template
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.operations import Resource, made, said
from core.rest.samples import sample
from core.translation import LANGUAGES

resource = Resource("notification-templates", "Notification templates",
                    "What is said for each kind of thing, by channel and language.")

TEMPLATE: dict[str, Any] = {
    "kind": "missed", "channel": "desk", "language": "en", "own": True,
    "subject": "{case} is late: {target} was due {due}", "body": "",
    "usual_subject": "{target} is overdue: {case} {title}, was due {due}", "usual_body": "",
    "places": ["target", "due", "case", "title", "name", "business", "link"]}


class WhichTemplates(ask.Input):
    """Which templates."""

    language = ask.text("In this language; the caller's, if not given.", one_of=LANGUAGES, default=None)


class Template(tell.Output):
    """What is said for a kind of thing by a channel in a language. Places such as `{case}` are filled in."""

    kind = tell.says("What sort of thing.")
    channel = tell.says("`desk`, `email`, or the key of a plugin's channel.")
    language = tell.says("`zh` or `en`.")
    own = tell.truth("Whether these are the business's own words.")
    subject = tell.says("The line in the desk's list, or the subject of a letter.")
    body = tell.says("The letter; empty in the desk's list.")
    usual_subject = tell.says("The line or subject that stands where the business has no words of its own.")
    usual_body = tell.says("The same for the letter.")
    places = tell.words("Places that may stand in the words, each in braces.")

    example = sample(TEMPLATE)


class Templates(tell.Output):
    """The templates of one language."""

    templates = tell.parts(Template, "By kind and channel.")
    example = sample({"templates": [TEMPLATE]})


class NewTemplate(ask.Input):
    """Words of the business's own."""

    subject = ask.text("The line in the desk's list, or the subject of a letter.", longest=LONGEST_SUBJECT, shortest=1,
                       required=True)
    body = ask.text("The letter; without meaning in the desk's list.", longest=LONGEST_BODY)

    example = sample({"subject": "{case} is late: {target} was due {due}"})


def _template(telling: str, channel: str, language: str) -> dict[str, Any]:
    return said_template(the_desk().notifications.template(the_actor(), telling, channel, language))


@resource.route("/notifications/templates")
class AllTemplates(MethodView):
    @resource.reads("list_templates", MANAGE_NOTIFICATIONS, Templates, asks=WhichTemplates)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what is said for each kind of thing by each channel"""
        found = the_desk().notifications.templates(the_actor(), asked["language"] or say().language)
        return said({"templates": [said_template(each) for each in found]})


@resource.route("/notifications/templates/<key:telling>/<key:channel>/<key:language>")
class OneTemplate(MethodView):
    @resource.reads("get_template", MANAGE_NOTIFICATIONS, Template)
    def get(self, telling: str, channel: str, language: str) -> Response:
        """Look at what is said for a kind of thing by a channel in a language"""
        return said(_template(telling, channel, language))

    @resource.does("set_template", MANAGE_NOTIFICATIONS, Template, takes=NewTemplate, keyed=False)
    def put(self, body: dict[str, Any], telling: str, channel: str, language: str) -> Response:
        """Put the business's own words in place of the usual ones"""
        the_desk().notifications.set_template(the_actor(), telling, channel, language, **body)
        return made(_template(telling, channel, language))

    @resource.does("reset_template", MANAGE_NOTIFICATIONS, Template, keyed=False)
    def delete(self, telling: str, channel: str, language: str) -> Response:
        """Go back to the usual words"""
        the_desk().notifications.reset_template(the_actor(), telling, channel, language)
        return made(_template(telling, channel, language))
