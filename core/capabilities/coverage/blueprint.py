"""Where the pages of coverage are put together: warranties in `pages`, contracts in `contracts_pages`."""

from core.sdk.web import Blueprint

pages = Blueprint("coverage", __name__)
