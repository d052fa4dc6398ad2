"""Where a renovation company looks first: its contracts."""

from core.capabilities.coverage.permissions import SEE
from core.sdk.web import Blueprint, Entry, Group, Response, allowed, redirect, url_for

pages = Blueprint("decoration", __name__)
ENTRIES = (Entry("合同", "decoration.contracts", SEE, icon="file-earmark-text", group=Group.MONEY),)


@pages.get("/contracts")
@allowed(SEE)
def contracts() -> Response:
    """The list of contracts."""
    return redirect(url_for("coverage.contracts"))
