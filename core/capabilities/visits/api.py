"""The endpoints of visits."""

from core.capabilities.visits import onsite_api, people_api
from core.capabilities.visits.endpoints import resource

__all__ = ["onsite_api", "people_api", "resource"]
