"""The pages of stock: items and places, papers, samples."""

from core.capabilities.stock import item_pages, move_pages, sample_pages
from core.capabilities.stock.blueprint import pages
from core.capabilities.stock.permissions import SEE
from core.capabilities.stock.samples import Samples
from core.sdk.web import Entry, Group

__all__ = ["ENTRIES", "item_pages", "move_pages", "pages", "sample_pages"]

ENTRIES = (Entry("样品", "stock.samples", SEE, icon="easel", group=Group.GOODS,
                 wanted=lambda desk, _: bool(Samples(desk.place).kind)),
           Entry("库存", "stock.items", SEE, icon="boxes", group=Group.GOODS))
