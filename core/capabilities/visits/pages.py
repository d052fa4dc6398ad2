"""The pages of visits: the technician's day on a phone, what of customers is with us, calls for support."""

from core.capabilities.visits import custody_pages, onsite_pages
from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.permissions import GO, SEE
from core.sdk.web import Entry

__all__ = ["ENTRIES", "custody_pages", "onsite_pages", "pages"]

ENTRIES = (Entry("我的上门", "visits.mine", GO, icon="phone"),
           Entry("带回的东西", "visits.pieces", SEE, icon="box-arrow-in-left"))
