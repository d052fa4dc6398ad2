"""The bell in the top bar: how much somebody has not read, asked once for each page."""

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from core.web.desk import the_desk


def unread() -> int:
    """How many notifications the reader has not read; none where that cannot be known, since pages that tell of
    trouble carry the bar as well."""
    if g.get("actor") is None:
        return 0
    if "unread" not in g:
        try:
            g.unread = the_desk().notifications.unread(g.actor)
        except SQLAlchemyError:
            g.unread = 0
    return int(g.unread)


def looked_at(number: str) -> None:
    """Somebody looks at a case, so that what they were told of it is read."""
    if unread() and the_desk().notifications.read_case(g.actor, number):
        g.pop("unread")
