"""Who pays for a repair and for the postage."""

from core.capabilities.charges.forms import Offer
from core.capabilities.coverage.forms import Extension, Finding, Purchase
from core.capabilities.coverage.rules import covered
from core.sdk import COMPANY, CUSTOMER, Charge, Policy, bill, charge
from tests.capabilities.workshop.forms import Brought, Mending


@charge("修理费")
def mending_fee(work: Mending, purchase: Purchase, finding: Finding, extension: Extension, offer: Offer,
                policy: Policy) -> Charge:
    """The company's while the warranty runs, else the customer's up to the quote."""
    if covered(purchase, finding, extension, policy).allows:
        return bill(work.total, COMPANY, "保修期内,内部成本 {costs}", costs=work.total)
    return bill(min(work.total, offer.total), CUSTOMER, "实际费用 {costs}", costs=work.total)


@charge("寄费")
def postage_back(brought: Brought, purchase: Purchase, finding: Finding, extension: Extension,
                 policy: Policy) -> Charge:
    """The company's while the warranty runs."""
    if covered(purchase, finding, extension, policy).allows:
        return bill(brought.postage, COMPANY, "保修期内,寄费由公司承担", prepaid_by=CUSTOMER)
    return bill(brought.postage, CUSTOMER, "不属保修,寄费自付", prepaid_by=CUSTOMER)
