"""Papers and messages. The case's number and the customer stand on each."""

from core.capabilities.complaints.stages import Respond
from core.capabilities.coverage.contracts_forms import Accrued, Agreement, ContractTerms
from core.capabilities.coverage.contracts_rules import duties_a, duties_b, rights_a, rights_b
from core.capabilities.coverage.contracts_stages import ContractDraft, ContractRunning
from core.sdk import Document
from plugins.decoration.forms import CauseFound, ServiceRequest, WorkDone
from plugins.decoration.rules import hotline, promise_words, upkeep_period
from plugins.decoration.workflows.stages import HandReport, Quote, Receive, Satisfy, Verify

contract_paper = Document(
    "售后合同", before=(ContractDraft.activate, ContractRunning.mark_done), signed=True, copies=2,
    shows=(rights_a, duties_a, rights_b, duties_b),
    tells=(ContractTerms.contract_no, ContractTerms.a_name, ContractTerms.a_representative, ContractTerms.a_address,
           ContractTerms.a_contact, ContractTerms.b_name, ContractTerms.b_representative, ContractTerms.b_address,
           ContractTerms.b_contact, ContractTerms.project, ContractTerms.completed_on, ContractTerms.respond_within,
           ContractTerms.respond_unit, ContractTerms.fee, ContractTerms.fee_items, ContractTerms.rate_a,
           ContractTerms.rate_b, ContractTerms.least_b, ContractTerms.standard, ContractTerms.ends_on),
    says=("甲乙双方就装饰工程完工后的售后服务约定如上。",
          "违约金按天计算:到期的第二天算第 1 天,付款当天也算;甲方原因等待的时间不算乙方迟延。",
          "争议先协商,协商不成由工程所在地法院处理。"))
penalty_sheet = Document(
    "违约金结算单", before=ContractRunning.settle, signed=True, copies=2, needs=(Accrued.penalty_a,),
    tells=(ContractTerms.contract_no, ContractTerms.fee, ContractTerms.rate_a, ContractTerms.rate_b, Accrued.billed,
           Accrued.unpaid, Accrued.days_a, Accrued.penalty_a, Accrued.settled_a, Accrued.breaches_b, Accrued.penalty_b,
           Accrued.claims_b, Accrued.settled_b),
    says=("甲方违约金按每天未付金额计算,乙方违约金按服务费计算,结算时一次四舍五入到分。",))
service_report = Document(
    "售后服务报告", before=HandReport.give, signed=True, needs=(WorkDone.work_done,),
    tells=(Agreement.contract, ServiceRequest.category, ServiceRequest.description, CauseFound.cause,
           CauseFound.findings, WorkDone.work_done, WorkDone.materials, WorkDone.people, WorkDone.done_on),
    says=("以上是本次售后服务的记录和报告。",))
contract_beside = Document(
    "适用的合同条款", before=(Receive.take_on, Receive.refuse, Quote.offer), needs=(Agreement.contract,),
    tells=(Agreement.contract, Agreement.project, Agreement.completed_on, Agreement.respond_within,
           Agreement.respond_unit, Agreement.fee, Agreement.fee_items, Agreement.standard))
service_card = Document("售后服务卡", before=(Receive.take_on, Satisfy.close), size="A5",
                        shows=(upkeep_period, hotline), says=("完工后在此期限内免费维护、保养。",))
hotline_notice = Document("售后服务热线", before=Receive.respond, shows=(hotline,),
                          says=("有售后需求请打售后服务热线,或到售后部门咨询、反馈。",))
contact_hint = Document("与客户联系时", before=(Receive.respond, Verify.respond, Verify.respond_later),
                        says=("尊重客户,耐心听完需求和意见。", "说清楚接下来由谁、什么时候办。", "客户满意才算办完。"))
public_promise = Document("我们的承诺", before=Respond.answer, shows=(promise_words,),
                          says=("投诉和意见认真处理、及时答复。",))
