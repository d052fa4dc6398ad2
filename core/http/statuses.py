"""Each error of the desk as a status of HTTP: mapped here once, for pages and REST alike."""

from http import HTTPStatus

from core.accounts.lockout import TooManyAttempts
from core.domain.errors import (
    DeskError,
    Forbidden,
    InvalidInput,
    KeyInFlight,
    KeyReused,
    NotFound,
    Refused,
    StaleVersion,
)
from core.operating.troubles import StorageFull, Unavailable
from core.printing import NoPdf, PdfTooSlow

STATUS: tuple[tuple[type[DeskError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (Refused, HTTPStatus.CONFLICT),
    (StaleVersion, HTTPStatus.CONFLICT),
    (KeyInFlight, HTTPStatus.CONFLICT),
    (TooManyAttempts, HTTPStatus.TOO_MANY_REQUESTS),
    (KeyReused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InvalidInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoPdf, HTTPStatus.NOT_IMPLEMENTED),
    (PdfTooSlow, HTTPStatus.SERVICE_UNAVAILABLE),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (StorageFull, HTTPStatus.INSUFFICIENT_STORAGE),
    (DeskError, HTTPStatus.UNPROCESSABLE_ENTITY),
)


def status_of(error: DeskError) -> HTTPStatus:
    """The status that tells a caller what this error means."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def retry_header(error: DeskError) -> dict[str, str]:
    """When trying again is worth it, where the error knows."""
    seconds = getattr(error, "retry_after", None)
    return {"Retry-After": str(seconds)} if seconds else {}
