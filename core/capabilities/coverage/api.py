"""Warranties for other programs."""

from typing import Any

from core.capabilities.coverage import contracts_api
from core.capabilities.coverage.permissions import EXTEND, SEE
from core.capabilities.coverage.said import said_unit
from core.capabilities.coverage.service import Warranties
from core.sdk.rest import (
    MethodView,
    Receipt,
    Resource,
    Response,
    ask,
    done,
    made,
    once_by_key,
    said,
    sample,
    tell,
    the_actor,
    the_desk,
    the_key,
)

resource = Resource("coverage", "Coverage", "How long units are covered by warranty, and why.",
                    paths={"serial": "Serial number of the unit."})

TURN = {"starts_on": "2025-03-05", "ends_on": "2025-06-03", "how": "repair", "why": "", "number": "JX-2025-00001",
        "by": "Wu", "at": "2025-03-05T02:00:00+00:00"}
UNIT = {"industry": "garden", "serial": "SN001", "model": "GP-24", "customer": "Wang", "covered": True,
        "since": "2024-05-01", "ends_on": "2025-06-03", "history": [TURN]}


class WarrantyTurn(tell.Output):
    """What was once said of a unit."""

    starts_on = tell.says("First day.")
    ends_on = tell.says("Last day.")
    how = tell.says("`purchase`, `production`, `repair`, `extension` or `correction`.")
    why = tell.says("Why, where people said it.")
    number = tell.maybe("The case it comes from; null without one.")
    by = tell.says("Who brought it about.")
    at = tell.at("When.")
    example = sample(TURN)


class CoveredUnit(tell.Output):
    """A unit of a product and its warranty."""

    industry = tell.says("Name of the industry.")
    serial = tell.says("Serial number; empty where it has none.")
    model = tell.says("Model.")
    customer = tell.says("The customer, where known.")
    covered = tell.truth("Whether its warranty runs today.")
    since = tell.says("Since when.")
    ends_on = tell.says("The last day.")
    history = tell.parts(WarrantyTurn, "The latest first.")
    example = sample(UNIT)


class CoveredUnits(tell.Output):
    """Units that fit."""

    units = tell.parts(CoveredUnit, "By serial number.")
    example = sample({"units": [UNIT]})


class WhichUnits(ask.Input):
    """Which units."""

    q = ask.text("A serial number, a phone, a name, or a case's number.", shortest=1, required=True)


class Longer(ask.Input):
    """Another last day."""

    ends_on = ask.text("The last day, as `2025-12-31`.", longest=10, shortest=1, required=True)
    why = ask.text("Why.", longest=500, shortest=1, required=True)
    correct = ask.flag("Whether it corrects what was wrong; then it may be earlier, too.")
    example = sample({"ends_on": "2025-12-31", "why": "Goodwill"})


class LongerCase(Longer):
    """Another last day for the unit of a case."""

    version = ask.version()
    example = sample({"ends_on": "2025-12-31", "why": "Goodwill", "version": 3})


@resource.route("/coverage/units")
class Units(MethodView):
    @resource.reads("find_units", SEE, CoveredUnits, asks=WhichUnits)
    def get(self, asked: dict[str, Any]) -> Response:
        """Find units by serial number, customer or case"""
        return said({"units": [said_unit(each) for each in Warranties(the_desk().place).find(the_actor(), asked["q"])]})


@resource.route("/coverage/units/<serial>")
class OneUnit(MethodView):
    @resource.reads("get_unit", SEE, CoveredUnit)
    def get(self, serial: str) -> Response:
        """The warranty of a serial number"""
        return said(said_unit(Warranties(the_desk().place).show(the_actor(), serial)))


@resource.route("/coverage/units/<serial>/extend")
class ExtendingUnit(MethodView):
    @resource.does("extend_unit", EXTEND, CoveredUnit, takes=Longer)
    def post(self, body: dict[str, Any], serial: str) -> Response:
        """Extend or correct the warranty of a serial number"""
        found, replayed = once_by_key("coverage.extend_unit", {"serial": serial, **body}, lambda: said_unit(
            Warranties(the_desk().place).extend_unit(the_actor(), serial, body, correct=body["correct"])))
        return made(found, replayed=replayed)


@resource.route("/coverage/cases/<case:number>/extend")
class ExtendingCase(MethodView):
    @resource.does("extend_case_unit", EXTEND, Receipt, takes=LongerCase)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Extend or correct the warranty of the unit that a case is about"""
        return done(Warranties(the_desk().place).extend(the_actor(), number, body, correct=body["correct"],
                                                        version=body["version"], key=the_key()))


contracts_api.add(resource)
