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
from core.sdk import LOGISTICS, TECHNICIAN
from core.sdk.web import Actor, Entry, Group

__all__ = ["ENTRIES", "board_pages", "custody_pages", "onsite_pages", "pages", "people_pages", "roster_pages",
           "staff_pages"]



def goes(_: object, actor: Actor) -> bool:
    """Whether somebody is usually among those who are sent; others find their visit by its case."""
    return actor.has_duty(TECHNICIAN) or actor.has_duty(LOGISTICS)


ENTRIES = (Entry("带回的东西", "visits.pieces", SEE, icon="box-arrow-in-left", group=Group.GOODS),
           Entry("我的上门", "visits.mine", GO, icon="phone", wanted=goes, at_hand=True),
           Entry("派工板", "visits.board", SEE, icon="calendar3-week"),
           Entry("班表", "visits.roster", OWN, icon="people"))
