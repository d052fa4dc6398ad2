"""What the pages for customers share: no account, nothing kept by browsers or told to other sites, their own way of
saying what went wrong, and a limit to how often one address may ask."""

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import validate_csrf
from limits import RateLimitItem, parse
from werkzeug.exceptions import BadRequest, HTTPException, TooManyRequests
from wtforms.validators import ValidationError

from core.domain.errors import DeskError, InvalidInput
from core.domain.reasons import Reason
from core.http.statuses import retry_header, status_of
from core.web.desk import LANGUAGE_COOKIE
from core.web.wording import LANGUAGES

LOOKS, SENDS, MISSES = parse("600 per minute"), parse("60 per hour"), parse("20 per minute")
"""What one process lets one address do: look, send something, come with links that lead nowhere. Many people may sit
behind one address."""
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}
"""An address with a link's token in it is told to nobody; the rest every reply carries."""
WORDS = {
    400: ("没有收到完整的内容", "页面可能放得太久了。请返回上一页,刷新后再试。"),
    404: ("没有找到", "链接可能不完整、已经过期或停用。请核对收到的链接,或打电话给我们。"),
    409: ("现在不能这样办", "这一单的情况已经变了。请返回重新看一下。"),
    413: ("照片太大", "请压缩或分几次上传。"),
    422: ("有内容需要改正", "请返回改正后再提交。"),
    429: ("试得太频繁", "请过一会儿再试。"),
    500: ("系统出错了", "请过一会儿再试,或打电话给我们。"),
    503: ("系统正忙", "请过一会儿再试。")}


def for_customers(pages: Blueprint) -> None:
    """Make a group of pages one for customers."""
    pages.before_request(_admit)
    pages.after_request(_guard)
    pages.register_error_handler(DeskError, _refused)
    pages.register_error_handler(HTTPException, _failed)


def _admit() -> None:
    """Count the request, hold the form against forgery, and speak the language asked for. The token alone is looked
    at: a browser that tells nobody where it comes from does not tell us either."""
    limit(LOOKS, "portal")
    if request.method == "POST":
        limit(SENDS, "portal-send")
        try:
            validate_csrf(request.form.get("csrf_token"))
        except ValidationError:
            raise BadRequest() from None
    if request.args.get("lang") in LANGUAGES:
        current_app.extensions["speak"](request.args["lang"])


def _guard(reply: Response) -> Response:
    reply.headers.update(HEADERS)
    if (chosen := request.args.get("lang")) in LANGUAGES:
        reply.set_cookie(LANGUAGE_COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="Lax",
                         secure=request.is_secure)
    return reply


def limit(item: RateLimitItem, what: str) -> None:
    """Count something for this address. Raises `TooManyRequests`."""
    if not current_app.extensions["limits"].hit(item, what, request.remote_addr or ""):
        raise TooManyRequests()


def may_miss() -> None:
    """Raise `TooManyRequests` for an address that has come with too many links that lead nowhere, before one more is
    looked at: right and wrong ones are then refused alike."""
    if not current_app.extensions["limits"].test(MISSES, "portal-miss", request.remote_addr or ""):
        raise TooManyRequests()


def missed() -> None:
    """Count a link that leads nowhere."""
    current_app.extensions["limits"].hit(MISSES, "portal-miss", request.remote_addr or "")


def problem_page(status: int, reasons: tuple[Reason, ...] = ()) -> Response:
    """A page for customers that says what went wrong."""
    title, cure = WORDS.get(status, WORDS[500] if status >= 500 else WORDS[400])
    return make_response(render_template("portal/problem.html", title=title, cure=cure, reasons=reasons), status)


def _refused(error: DeskError) -> Response:
    status = status_of(error)
    if status == 404:
        return problem_page(404)
    reasons = (tuple(each for said in error.errors.values() for each in said) if isinstance(error, InvalidInput)
               else (error.reason,))
    reply = problem_page(status, reasons)
    reply.headers.update(retry_header(error))
    return reply


def _failed(error: HTTPException) -> Response:
    if error.code and 300 <= error.code < 400:
        return current_app.make_response(error.get_response())
    reply = problem_page(error.code or 500)
    if error.code == 429:
        reply.headers["Retry-After"] = "60"
    if error.code == 405 and (methods := getattr(error, "valid_methods", None)):
        reply.headers["Allow"] = ", ".join(methods)
    return reply
