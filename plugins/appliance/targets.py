"""What must be there before a step, and what is promised by when."""

from core.capabilities.coverage.unit_forms import Invoiced, Warranted
from core.capabilities.coverage.unit_rules import swap_is_due
from core.capabilities.visits.stages import ARRIVING, BOOKING, SENDING, Joint
from core.sdk import CUSTOMER_REACHED, OPENED, Gate, Target, any_of, when
from plugins.appliance.forms import (
    AirConditioner,
    Commissioning,
    Diagnosis,
    InstallPlan,
    PreAcceptance,
    Replacement,
    Survey,
)
from plugins.appliance.rules import (
    by_tariff,
    class_not_lower,
    costs_within,
    fee_agreed,
    fix_within,
    may_repair,
    on_site_after,
    on_site_within,
    respond_within,
    still_served,
    swap_costs_nothing,
)
from plugins.appliance.workflows.stages import (
    AnswerRequest,
    ChooseReplacement,
    Deliver,
    Diagnose,
    Exchange,
    Install,
    PlanInstallation,
    Quote,
    Work,
)

IN_WARRANTY = when(Warranted.in_warranty, True, unsaid=True)
"""Until it is known that the warranty is over, the shorter times are promised."""
AFTER_WARRANTY = when(Warranted.in_warranty, False)
ANSWERED = (AnswerRequest.answer, AnswerRequest.send_first)
FEES = (Deliver.ask_fee, Install.ask_fee)

served_after_warranty = Gate("质保期满后仍受理", before=ANSWERED, when=still_served)
pre_accepted = Gate("初验收合格", before=Deliver.deliver, yes=(PreAcceptance.passed,))
surveyed = Gate("现场勘察", before=(PlanInstallation.draw_up, Install.start_work),
                needs=(Survey.surveyor, Survey.conditions))
plan_complete = Gate("方案三项标准", before=(PlanInstallation.settle, *SENDING, Install.start_work),
                     yes=(InstallPlan.sensible_lines, InstallPlan.reliable, InstallPlan.maintainable))
unit_registered = Gate("产品登记", before=Install.commission,
                       needs=(AirConditioner.serial, Invoiced.invoice_no, Invoiced.invoice_on))
invoice_given = Gate("购货发票", before=ANSWERED, needs=(Invoiced.invoice_on,))
commissioned = Gate("调试人和结果", before=Joint.sign, needs=(Commissioning.commissioned_by, Commissioning.test_result))
free_of_charge = Gate("合同约定的收费", before=FEES, when=fee_agreed)
swap_fee_refused = Gate("换货不向客户收费", before=Exchange.ask_fee, when=swap_costs_nothing)
cause_found = Gate("故障原因", before=Diagnose.go_on, needs=(Diagnosis.component, Diagnosis.cause))
work_agreed = Gate("免费,或客户已同意报价", before=Work.fix, when=may_repair)
cost_within_quote = Gate("费用不超过报价", before=Work.fix, when=costs_within)
tariff_followed = Gate("按厂家收费标准", before=(Quote.offer, Quote.offer_again), when=by_tariff)
swap_deserved = Gate("换货条件", before=ChooseReplacement.choose, when=swap_is_due)
class_kept = Gate("同档或更高档", before=(ChooseReplacement.choose, Exchange.choose_again), when=class_not_lower)
way_chosen = Gate("换货方式", before=ChooseReplacement.choose, needs=(Replacement.option,))

responded = Target("响应", since=OPENED, within=respond_within, only_when=IN_WARRANTY,
                   until=any_of(CUSTOMER_REACHED, AnswerRequest.answer, AnswerRequest.settle_by_phone, *BOOKING,
                                *ARRIVING))
on_site = Target("到达现场(保修期内)", since=OPENED, within=on_site_within, only_when=IN_WARRANTY,
                 until=any_of(*ARRIVING, AnswerRequest.settle_by_phone))
fixed = Target("排除故障", since=any_of(*ARRIVING), within=fix_within, only_when=IN_WARRANTY,
               until=any_of(Work.fix, Diagnose.no_fault, Diagnose.swap))
on_site_paid = Target("到达现场(质保期满后)", since=OPENED, within=on_site_after, only_when=AFTER_WARRANTY,
                      until=any_of(*ARRIVING, AnswerRequest.settle_by_phone))
