"""Crew incidents: a kind of case of its own, which is not a customer's."""

from core.capabilities.conduct.stages import InvestigateIncident, ReportIncident
from core.sdk import Workflow
from plugins.appliance.incident_forms import CrewIncident


class Incident(Workflow, title="师傅违规", number="WG", opens=CrewIncident):
    """登记 → 核查 → 结案"""

    stages = (ReportIncident, InvestigateIncident)
