"""Everything a plugin author needs to declare an industry. The kernel itself never imports this."""

from core.domain.counting import Length
from core.domain.fields import (
    Choice,
    Condition,
    Field,
    choice,
    day,
    field_of,
    moment,
    money,
    number,
    text,
    when,
    yes_no,
)
from core.domain.flow import ABSENT, AGAIN, DONE, END, Outcome, Stage, State, Step, Workflow
from core.domain.forms import Customer, Form, History, Item, Product
from core.domain.marks import ASSIGNEE, Notice, Recipient, manager_of, person
from core.domain.people import (
    CARRIER,
    COMPANY,
    CREW,
    CUSTOMER,
    CUSTOMER_SELF,
    DESK,
    DISPATCH,
    FACTORY,
    FINANCE,
    LOGISTICS,
    MANAGER,
    QUALITY,
    SERVICE,
    TECHNICIAN,
    Duty,
    Party,
    Permission,
)
from core.domain.periods import HALF_YEAR, MONTH, QUARTER, WEEK, YEAR, Every, Period
from core.domain.plans import Plan
from core.domain.points import Point
from core.domain.promises import (
    CUSTOMER_REACHED,
    OPENED,
    Document,
    EvidenceKind,
    EvidenceShown,
    Gate,
    Signal,
    Target,
    all_of,
    any_of,
)
from core.domain.reasons import Label, Reason
from core.domain.registers import Register
from core.domain.registry import Capability, Industry
from core.domain.reports import (
    BARS,
    CASE,
    COUNT,
    LINE,
    MINUTES,
    MONEY,
    PERCENT,
    TEXT,
    Asking,
    Chart,
    Column,
    Report,
    Sheet,
)
from core.domain.rules import (
    Charge,
    ChargeRule,
    Decision,
    Policy,
    allow,
    bill,
    charge,
    deny,
    needs,
    proposal,
    refer,
    rule,
)
from core.domain.terms import Term, amount, count, length, listing, option, party, percent, point, switch, words

__all__ = [
    "ABSENT", "AGAIN", "ASSIGNEE", "BARS", "CARRIER", "CASE", "COMPANY", "COUNT", "CREW", "CUSTOMER",
    "CUSTOMER_REACHED", "CUSTOMER_SELF", "DESK", "DISPATCH", "DONE", "END", "FACTORY", "FINANCE", "HALF_YEAR", "LINE",
    "LOGISTICS", "MANAGER", "MINUTES", "MONEY", "MONTH", "OPENED", "PERCENT", "QUALITY", "QUARTER", "SERVICE",
    "TECHNICIAN", "TEXT", "WEEK", "YEAR", "Asking", "Capability", "Charge", "ChargeRule", "Chart", "Choice", "Column",
    "Condition", "Customer", "Decision", "Document", "Duty", "Every", "EvidenceKind", "EvidenceShown", "Field", "Form",
    "Gate", "History", "Industry", "Item", "Label", "Length", "Notice", "Outcome", "Party", "Period", "Permission",
    "Plan", "Point", "Policy", "Product", "Reason", "Recipient", "Register", "Report", "Sheet", "Signal", "Stage",
    "State", "Step", "Target", "Term", "Workflow", "all_of", "allow", "amount", "any_of", "bill", "charge", "choice",
    "count", "day", "deny", "field_of", "length", "listing", "manager_of", "moment", "money", "needs", "number",
    "option", "party", "percent", "person", "point", "proposal", "refer", "rule", "switch", "text", "when", "words",
    "yes_no",
]
