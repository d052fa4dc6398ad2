"""What goes wrong, told on a page: each error of the desk mapped once to a status, with the cure where there is one."""

import logging

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError, TooManyRequests

from core.domain.errors import DeskError, InvalidInput
from core.domain.reasons import Reason
from core.http.logs import route
from core.http.replies import STRANGE_HOST
from core.http.statuses import retry_header, status_of
from core.operating.troubles import Unavailable, trouble

log = logging.getLogger(__name__)

WORDS = {
    400: ("请求不完整", "页面可能放得太久,或内容在路上丢了一部分。请返回上一页,刷新后再试;填过的内容通常还在。"),
    401: ("请先登录", "登录后会回到您要去的页面。"),
    403: ("您不能做这件事", "您的职责不包含它。需要时请找主管,或请管理员调整职责。"),
    404: ("没有找到,或您无权查看", "请核对地址或案件号;也可以用上方搜索按电话、姓名找。"),
    405: ("这个地址不接受这种操作", "请从页面上的按钮进入。"),
    409: ("现在不能这样做", "案件的情况已经不同。请返回案件核对后再试。"),
    413: ("文件太大", "请压缩或分几次上传。"),
    415: ("不支持这种文件", "请换成照片(JPG、PNG)或 PDF。"),
    422: ("有内容需要改正", "请按提示改正后再提交。"),
    429: ("试得太频繁", "请稍候再试。"),
    500: ("系统出错了", "已经记下来了,数据没有改动。请再试一次;仍不行,请把下面的编号告诉管理员。"),
    501: ("这里没有装这项功能", "管理员安装以后即可使用。"),
    503: ("系统正忙", "请稍候再试。"),
    507: ("暂时不能保存", "存储空间已满。已有的内容仍可查看;请告诉管理员。"),
}


def error_page(status: int, reasons: tuple[Reason, ...] = (), headers: dict[str, str] | None = None) -> Response:
    """A page that says what is wrong and what to do about it."""
    title, cure = WORDS.get(status, WORDS[500] if status >= 500 else WORDS[400])
    try:
        page = render_template("errors/error.html", status=status, title=title, cure=cure, reasons=reasons)
        reply = make_response(page, status)
    except Exception:  # what is broken may be what every page needs
        log.exception("request %s: its error cannot be shown", g.get("request_id"))
        reply = Response(f"{status}\n{g.get('request_id', '')}\n", status, mimetype="text/plain")
    reply.headers.update(headers or {})
    return reply


def install(app: Flask) -> None:
    """Answer every error with a page."""

    @app.errorhandler(DeskError)
    def desk_error(error: DeskError) -> Response:
        status = status_of(error)
        reasons = (tuple(each for said in error.errors.values() for each in said) if isinstance(error, InvalidInput)
                   else (error.reason,))
        return error_page(status, reasons, retry_header(error))

    @app.errorhandler(CSRFError)
    def without_token(error: CSRFError) -> Response:
        log.info("request %s refused: %s", g.get("request_id"), error.description)
        return error_page(400)

    @app.errorhandler(SecurityError)
    def strange_host(error: SecurityError) -> Response:
        """No page: it could not name its own address."""
        return Response(STRANGE_HOST, 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def plain_error(error: HTTPException) -> Response:
        headers: dict[str, str] = {}
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            headers["Allow"] = ", ".join(error.valid_methods)
        if isinstance(error, TooManyRequests):
            headers["Retry-After"] = "60"
        if error.code and 300 <= error.code < 400:
            return app.make_response(error.get_response())
        return error_page(error.code or 500, headers=headers)

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        if known := trouble(error):
            log.error("request %s: %s %s: %s", g.get("request_id"), request.method, route(),
                      type(error).__name__, exc_info=not isinstance(known, Unavailable))
            return desk_error(known)
        log.exception("request %s: %s %s", g.get("request_id"), request.method, route())
        return error_page(500)
