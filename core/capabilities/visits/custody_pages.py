"""What of customers is with us, its receipts, and who on site waits for an answer."""

from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.onsite_pages import seeing
from core.capabilities.visits.permissions import SEE
from core.capabilities.visits.seeing import PIECES
from core.sdk.web import allowed, render, request, say, the_actor


@pages.get("/pieces")
@allowed(SEE)
def pieces() -> str:
    """The register of pieces that were taken away: where each is, when it was promised back."""
    which = request.args.get("which", "") if request.args.get("which", "") in PIECES else ""
    return render("visits/pieces.html", found=seeing().pieces(the_actor(), which), which=which,
                  filters=[(key, say()(words)) for key, words in PIECES.items()])


@pages.get("/pieces/<int:piece>")
@allowed(SEE)
def receipt(piece: int) -> str:
    """The receipt of one piece, ready to be printed."""
    return render("visits/receipt.html", piece=seeing().piece(the_actor(), piece))


@pages.get("/support")
@allowed(SEE)
def support() -> str:
    """Who on site waits for help, the longest first."""
    return render("visits/support.html", found=seeing().calls(the_actor()))
