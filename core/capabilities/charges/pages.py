"""The pages of money: of a case, and lists."""

from core.capabilities.charges import case_pages, listings
from core.capabilities.charges.blueprint import pages
from core.capabilities.charges.permissions import KEEP_PRICES, READ_LEDGER
from core.sdk.web import Entry, Group

__all__ = ["ENTRIES", "case_pages", "listings", "pages"]

ENTRIES = (Entry("价目", "charges.prices", KEEP_PRICES, icon="tags", group=Group.MONEY),
           Entry("账目", "charges.ledger", READ_LEDGER, icon="journal-text", group=Group.MONEY))
