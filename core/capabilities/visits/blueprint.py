"""Where the pages of visits hang."""

from core.sdk.web import Blueprint

pages = Blueprint("visits", __name__)
