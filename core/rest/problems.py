"""Errors as problem details (RFC 9457): every error of the desk and of HTTP, in the caller's language, with a stable
code. Pages keep their own handlers: only paths under `/api/` are answered here."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Flask, Response, g, json, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from core.domain.errors import DeskError, Forbidden, InvalidInput, KeyInFlight, NotFound, Refused, StaleVersion
from core.domain.people import Permission
from core.domain.reasons import Label
from core.http.admission import for_programs
from core.http.statuses import retry_header, status_of
from core.operating.troubles import trouble
from core.representation import said_decision
from core.translation import Translator

MEDIA_TYPE = "application/problem+json"
KIND = "urn:shouhou:problem:"
log = logging.getLogger(__name__)

TITLES: Mapping[int, str] = {
    400: "请求读不懂", 401: "需要有效的令牌", 403: "没有这项权限", 404: "没有找到", 405: "这个地址不接受这种方法",
    409: "现在不能这样做", 413: "内容太大", 415: "内容类型不对", 422: "有内容需要改正", 429: "请求太频繁",
    500: "系统出错了", 501: "这里没有装这项功能", 503: "暂时不能应答", 507: "存储空间已满"}
CODES: Mapping[int, str] = {
    400: "bad-request", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    409: "conflict", 413: "too-large", 415: "unsupported-media-type", 422: "invalid-input", 429: "too-many-requests",
    500: "internal", 501: "not-installed", 503: "unavailable", 507: "storage-full"}


class HttpTrouble(DeskError):
    """A request that HTTP itself answers for: its status and headers."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST

    def __init__(self, template: str, *, headers: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(template, **values)
        self.headers = dict(headers or {})


class MalformedJson(HttpTrouble):
    """A body that is no JSON."""

    code = "malformed-json"

    def __init__(self) -> None:
        super().__init__("请求内容不是有效的 JSON")


class WrongMediaType(HttpTrouble):
    """A body of another kind than the operation reads."""

    code, status = "unsupported-media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE

    def __init__(self, wanted: str) -> None:
        super().__init__("请用 {wanted} 发送内容", wanted=wanted, headers={"Accept": wanted})


class Unauthenticated(HttpTrouble):
    """No token, or one that is not good (any more)."""

    code, status = "unauthenticated", HTTPStatus.UNAUTHORIZED

    def __init__(self, *, given: bool) -> None:
        super().__init__("令牌无效、已过期或已停用" if given else "请在 Authorization 中以 Bearer 方式带上令牌",
                         headers={"WWW-Authenticate": 'Bearer error="invalid_token"' if given else "Bearer"})


class MissingScope(Forbidden):
    """The account may, but its token's scopes do not name it."""

    code = "missing-scope"

    def __init__(self, wanted: Permission) -> None:
        super().__init__("令牌没有“{permission}”({scope})的权限", permission=Label(wanted.title), scope=wanted.key)
        self.scope = wanted.key


class TooManyRequests(HttpTrouble):
    """More requests than the limit; `wait` in seconds."""

    code, status = "too-many-requests", HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, wait: int) -> None:
        super().__init__("请求太频繁,请 {seconds} 秒后再试", seconds=wait, headers={"Retry-After": str(wait)})


def problem_of(error: BaseException) -> Response:
    """What is answered to an error."""
    if isinstance(error, HTTPException):
        return _of_http(error)
    known = error if isinstance(error, DeskError) else trouble(error)
    if known is None:
        log.error("request %s: %s %s", g.get("request_id"), request.method, request.path, exc_info=error)
        return reply(500, CODES[500], say()("已经记下来了,数据没有改动。请带上 request_id 告诉管理员。"))
    headers = {**retry_header(known), **getattr(known, "headers", {})}
    if isinstance(known, KeyInFlight):
        headers["Retry-After"] = "2"
    status = known.status if isinstance(known, HttpTrouble) else status_of(known)
    detail = say()("请改正标出的内容") if isinstance(known, InvalidInput) else say().reason(known.reason)
    return reply(status, known.code, detail, headers, **_more(known))


def reply(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """A problem as a reply."""
    said = {"type": KIND + code, "title": say()(TITLES.get(status, TITLES[400])), "status": int(status),
            "detail": detail, "code": code, "request_id": g.get("request_id", ""), **more}
    made = Response(json.dumps(said), status, mimetype=MEDIA_TYPE)
    made.headers.update(headers or {})
    return made


def say() -> Translator:
    """How this caller is spoken to; Chinese where nobody has asked yet."""
    found: Translator = g.get("api_say") or Translator("zh")
    return found


def _more(error: DeskError) -> dict[str, Any]:
    """What a program needs besides the words."""
    match error:
        case InvalidInput():
            return {"errors": {name: [say().reason(each) for each in reasons]
                               for name, reasons in error.errors.items()}}
        case Refused() if error.decisions:
            return {"decisions": [said_decision(each, say()) for each in error.decisions]}
        case StaleVersion():
            return {"given": error.given, "current": error.current}
        case MissingScope():
            return {"scope": error.scope}
        case _:
            return {}


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    headers: dict[str, str] = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if status == 404:
        detail = say().reason(NotFound().reason)
    else:
        detail = say()(TITLES.get(status, TITLES[500] if status >= 500 else TITLES[400]))
    return reply(status, CODES.get(status, CODES[500] if status >= 500 else CODES[400]), detail, headers)


def install(app: Flask) -> None:
    """Answer errors under `/api/` with problems, all others as before."""
    for kinds in app.error_handler_spec[None].values():
        for kind, pages in list(kinds.items()):
            kinds[kind] = _either(pages)


def _either(pages: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def answer(error: Any) -> Any:
        return problem_of(error) if for_programs(request.path) else pages(error)
    return answer
