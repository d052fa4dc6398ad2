"""Papers of an outlet. The case's number, the customer and the goods stand on each."""

from core.capabilities.coverage.unit_forms import Invoiced, Warranted
from core.capabilities.coverage.unit_rules import covered_components, whole_unit
from core.capabilities.visits.forms import Appointment, SignOff
from core.capabilities.visits.stages import Joint
from core.sdk import Document
from plugins.appliance.forms import (
    AirConditioner,
    Commissioning,
    Diagnosis,
    InstallPlan,
    RepairDone,
    RepairOffer,
    RepairRequest,
    Replacement,
    Survey,
)
from plugins.appliance.workflows.stages import Exchange, Install, Quote, Work

install_sheet = Document(
    "安装验收单", before=(Install.commission, Joint.sign), signed=True, copies=2, code=True,
    needs=(InstallPlan.scheme,),
    tells=(AirConditioner.brand, AirConditioner.model, AirConditioner.serial, Invoiced.invoice_no, Invoiced.invoice_on,
           Survey.conditions, InstallPlan.scheme, Commissioning.commissioned_by, Commissioning.test_result,
           SignOff.result, SignOff.remark),
    says=("送货和安装免费。", "保修自发票开具之日起算,请妥善保管发票和本单。"))
repair_sheet = Document(
    "维修单", before=(Work.fix, Joint.sign), signed=True, copies=2, code=True, needs=(Diagnosis.component,),
    tells=(AirConditioner.brand, AirConditioner.model, AirConditioner.serial, Invoiced.invoice_on,
           RepairRequest.description, Appointment.starts, Diagnosis.component, Diagnosis.cause, RepairDone.work_done,
           RepairDone.parts, RepairDone.labour, SignOff.result, SignOff.remark))
repair_quotation = Document(
    "维修报价单", before=Quote.agree, signed=True, needs=(RepairOffer.parts,),
    tells=(AirConditioner.model, Diagnosis.component, Diagnosis.cause, RepairOffer.parts, RepairOffer.labour),
    says=("收费按厂家标准。", "您同意后才维修,费用不超过本报价。"))
swap_sheet = Document(
    "换货单", before=(Exchange.exchange, Joint.sign), signed=True, copies=2, code=True, needs=(Replacement.new_model,),
    tells=(AirConditioner.model, AirConditioner.serial, Replacement.option, Replacement.new_model),
    says=("换货的全部费用由卖方承担。",))
warranty_card = Document(
    "保修卡", before=(Joint.sign, Work.fix), size="A5", needs=(Invoiced.invoice_on,),
    shows=(whole_unit, covered_components),
    tells=(AirConditioner.brand, AirConditioner.model, AirConditioner.serial, Invoiced.invoice_no, Invoiced.invoice_on,
           Warranted.warranted_until),
    says=("保修自发票开具之日起算。",))
