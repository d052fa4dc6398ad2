"""The pages of parcels: the bench, and what logistics has an eye on."""

from core.capabilities.parcels import bench_pages, logistics_pages
from core.capabilities.parcels.blueprint import pages
from core.capabilities.parcels.permissions import RECEIVE, SEE
from core.sdk.web import Entry, Group

__all__ = ["ENTRIES", "bench_pages", "logistics_pages", "pages"]

ENTRIES = (Entry("收件台", "parcels.bench", RECEIVE, icon="upc-scan", group=Group.GOODS),
           Entry("包裹", "parcels.tracking", SEE, icon="box-seam", group=Group.GOODS))
