"""What must be in a contract before it holds; and the clock of requests under it."""

from core.capabilities.coverage.contracts_forms import IN_DAYS, IN_HOURS, LOSS_PROOF, ContractSigned, ContractTerms
from core.capabilities.coverage.contracts_rules import (
    a_represented,
    billed_as_agreed,
    claim_founded,
    duty_agreed,
    fee_was_agreed,
    parties_differ,
    rate_a_stands,
    rate_b_stands,
    respond_in_days,
    respond_in_hours,
    response_agreed,
)
from core.capabilities.coverage.contracts_stages import AssessClaim, ContractDraft, ContractRunning
from core.sdk import CUSTOMER, CUSTOMER_REACHED, OPENED, Gate, Target

HOLDING = (ContractDraft.activate, ContractRunning.amend)

party_a_complete = Gate("甲方信息齐全", before=ContractDraft.activate, when=a_represented,
                        needs=(ContractTerms.a_name, ContractTerms.a_address, ContractTerms.a_contact))
party_b_complete = Gate("乙方信息齐全", before=ContractDraft.activate,
                        needs=(ContractTerms.b_name, ContractTerms.b_representative, ContractTerms.b_address,
                               ContractTerms.b_contact))
parties_apart = Gate("甲乙双方不同", before=HOLDING, when=parties_differ)
project_complete = Gate("工程和竣工日期", before=ContractDraft.activate,
                        needs=(ContractTerms.project, ContractTerms.completed_on))
response_set = Gate("响应时限", before=HOLDING, when=response_agreed)
rate_a_entered = Gate("甲方违约金比例", before=HOLDING, when=rate_a_stands)
rate_b_entered = Gate("乙方违约金比例", before=HOLDING, when=rate_b_stands)
signed_by_both = Gate("双方签字和日期", before=ContractDraft.activate,
                      needs=(ContractSigned.signed_a, ContractSigned.signed_b, ContractSigned.signed_on))
fee_agreed_first = Gate("约定了服务费", before=(ContractRunning.invoice, ContractRunning.pay), when=fee_was_agreed)
billed_in_order = Gate("开票", before=ContractRunning.invoice, when=billed_as_agreed)
duty_listed = Gate("合同列明的义务", before=ContractRunning.mark_done, when=duty_agreed)
claim_proven = Gate("损失凭证", before=AssessClaim.approve, evidence=(LOSS_PROOF,), when=claim_founded)

responded_in_hours = Target("按合同响应", since=OPENED, until=CUSTOMER_REACHED, within=respond_in_hours,
                            pauses_for=(CUSTOMER,), only_when=IN_HOURS)
responded_in_days = Target("按合同响应", since=OPENED, until=CUSTOMER_REACHED, within=respond_in_days,
                           pauses_for=(CUSTOMER,), only_when=IN_DAYS)
RESPONSES = ("responded_in_hours", "responded_in_days")
"""The keys of the promises whose breach costs B something."""
