"""A contract's own way: drawn up, in force, over. And that of a claim."""

from core.capabilities.coverage.contracts_forms import (
    ClaimAgreed,
    ClaimPaid,
    ClaimTurnedDown,
    ContractAmended,
    ContractDuty,
    ContractEnded,
    ContractFee,
    ContractPayment,
    ContractSettled,
    ContractSigned,
    ContractTerms,
)
from core.capabilities.coverage.contracts_rules import drafted_before, terms_so_far
from core.sdk import DONE, END, FINANCE, MANAGER, SERVICE, Outcome, Signal, Stage, State

UNDER_CONTRACT = Signal("coverage.under_contract", "适用合同")
ENTERED_BREACH = Signal("coverage.breach", "逾期响应")
not_signed, contract_over = Outcome("not_signed", "没有签成"), Outcome("contract_over", "合同终止")
claim_paid, claim_declined = Outcome("claim_paid", "已赔付", final=True), Outcome("claim_declined", "不予赔偿")


class ContractDraft(Stage):
    """起草合同"""

    drafting = State("起草中", start=True)
    fill_in = drafting.to(drafting, "填写合同条款", by=SERVICE, form=ContractTerms, propose=drafted_before)
    activate = drafting.to(DONE, "双方签字,合同生效", by=MANAGER, form=ContractSigned)
    drop = drafting.to(END, "没有签成", by=SERVICE, form=ContractEnded, then=not_signed)


class ContractRunning(Stage):
    """履行合同"""

    active = State("履行中", start=True)
    invoice = active.to(active, "开一期服务费", by=FINANCE, form=ContractFee)
    pay = active.to(active, "登记甲方付款", by=FINANCE, form=ContractPayment)
    mark_done = active.to(active, "登记义务履行", by=SERVICE, form=ContractDuty)
    settle = active.to(active, "结算违约金", by=FINANCE, form=ContractSettled)
    amend = active.to(active, "变更合同", by=MANAGER, form=ContractAmended, propose=terms_so_far)
    finish = active.to(END, "合同终止", by=MANAGER, form=ContractEnded, then=contract_over)


class AssessClaim(Stage):
    """核定索赔"""

    filed = State("待核定", start=True)
    approve = filed.to(DONE, "核定赔偿", by=MANAGER, form=ClaimAgreed)
    turn_down = filed.to(END, "不予赔偿", by=MANAGER, form=ClaimTurnedDown, then=claim_declined)


class PayClaim(Stage):
    """赔付"""

    due = State("待赔付", start=True)
    pay = due.to(END, "赔付", by=FINANCE, form=ClaimPaid, then=claim_paid)
