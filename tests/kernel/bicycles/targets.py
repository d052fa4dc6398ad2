"""What must be there before a step, and what is promised."""

from core.sdk import CUSTOMER, CUSTOMER_REACHED, OPENED, Gate, Target, all_of, any_of
from tests.kernel.bicycles.forms import RECEIPT, Consent, Request
from tests.kernel.bicycles.rules import (
    answer_within,
    brand_taken,
    few_enough,
    mend_within,
    not_mended_yet,
    offer_holds,
    price_matches,
    receipt_shown,
    warranty_runs,
)
from tests.kernel.bicycles.workflows import Bench, Intake, Pay, Quote

frame_known = Gate("车架号", before=Intake.accept, needs=(Request.frame_no,))
in_warranty = Gate("保修", before=Intake.accept, when=warranty_runs)
brand_known = Gate("品牌", before=(Intake.accept, Quote.offer), when=brand_taken)
not_too_many = Gate("件数", before=Intake.accept, when=few_enough)
rules_told = Gate("已说明规定", before=Intake.accept, yes=(Consent.told,))
once_only = Gate("只办一次", before=Pay.pay, when=not_mended_yet)
receipt_at_hand = Gate("收据", before=Quote.agree, evidence=(RECEIPT,))
receipt_judged = Gate("收据有效", before=Pay.pay, when=receipt_shown)
price_agreed = Gate("按报价收款", before=Pay.pay, when=price_matches)

answered = Target("答复", since=OPENED, until=any_of(CUSTOMER_REACHED, Intake.accept, Intake.decline),
                  within=answer_within, pauses_for=(CUSTOMER,))
reached_and_looked = Target("联系并检查", since=OPENED, until=all_of(CUSTOMER_REACHED, Bench.look),
                            within=answer_within)
mended_in_time = Target("修好", since=Bench.waiting, until=Pay.pay, within=mend_within, pauses_for=(CUSTOMER,))
fault_told = Target("故障告知(客户)", since=Request.broke_at, until=OPENED, within=answer_within, of=CUSTOMER)
offer_answered = Target("客户答复报价", since=Quote.offer, until=any_of(Quote.agree, Quote.refuse), within=offer_holds,
                        of=CUSTOMER)
