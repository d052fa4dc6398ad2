"""The pages of visits: the technician's day on a phone, what of customers is with us, calls for support."""

from core.capabilities.visits import (
    board_pages,
    custody_pages,
    onsite_pages,
    people_pages,
    roster_pages,
    staff_pages,
)
from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.permissions import GO, OWN, SEE
from core.sdk.web import Entry, Group

__all__ = ["ENTRIES", "board_pages", "custody_pages", "onsite_pages", "pages", "people_pages", "roster_pages",
           "staff_pages"]

ENTRIES = (Entry("我的上门", "visits.mine", GO, icon="phone"),
           Entry("派工板", "visits.board", SEE, icon="calendar3-week"),
           Entry("班表", "visits.roster", OWN, icon="people"),
           Entry("带回的东西", "visits.pieces", SEE, icon="box-arrow-in-left", group=Group.GOODS))
