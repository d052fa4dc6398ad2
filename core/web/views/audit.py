"""The audit trail: what was recorded, by whom, and whether the chains still hold."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import InvalidInput, NotFound
from core.domain.people import AUDIT, VIEW
from core.http.admission import allowed
from core.web.acting import NO_TROUBLE, Trouble, attempt
from core.web.desk import the_actor, the_desk

pages = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 100
KINDS = {"opened": "建案", "step": "办了一步", "contacted": "联系", "commented": "备注", "attached": "上传文件",
         "assigned": "转交", "waiting": "开始等待", "resumed": "结束等待", "override_asked": "申请改判",
         "override_granted": "改判准予", "override_refused": "改判未获批准", "split": "拆分", "linked": "关联",
         "merged_into": "已并入别案", "merged": "并入了别案",
         "reopened": "已重开", "corrected": "更正申请", "target_warned": "快到期", "target_missed": "已逾期",
         "escalated": "已报上级", "timed_step_refused": "到时未能自动办理", "moved": "改按新规定办理",
         "signalled": "其他进展", "imported": "导入", "erased": "已删除客户个人信息"}

FAULTS = {"hash": "内容被改过", "previous": "前后接不上", "digest": "所记的话被改过", "payload": "所记的话不见了",
          "gap": "前面缺记录", "tail": "末尾缺记录或多出记录", "day": "与当日封存不符"}


@pages.get("")
@allowed(AUDIT)
def show() -> str:
    """Events of all cases, the last recorded first."""
    return _page(None, "", NO_TROUBLE)


@pages.post("/verify")
@allowed(AUDIT)
def verify() -> AnyResponse:
    """Walk the chains of all cases, or of one."""
    number = request.form.get("number", "").strip()

    def do() -> object:
        try:
            return the_desk().audit.verify(the_actor(), number)
        except NotFound:
            raise InvalidInput.field("number", "没有这个案件,或您无权查看") from None

    return attempt(do, lambda verified: make_response(_page(verified, number, NO_TROUBLE)),
                   lambda trouble: _page(None, number, trouble))


def _page(verified: object, number: str, trouble: Trouble) -> str:
    audit, actor, before = the_desk().audit, the_actor(), request.args.get("before", "")
    before_id = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None
    rows = audit.recorded(actor, before_id=before_id, limit=PAGE)
    return render_template("audit.html", rows=rows, kinds=KINDS, faults=FAULTS, verified=verified, number=number,
                           trouble=trouble, more=len(rows) == PAGE, sealed=audit.sealed(actor),
                           may_look=actor.may(VIEW))
