"""What the desk knows as plain data in one language: for the command line, REST and the try page alike. A translator
with a `zone` writes moments in that zone, else each in its own."""

from core.representation.cases import (
    said_about,
    said_asked,
    said_case,
    said_customer,
    said_event,
    said_evidence,
    said_items,
    said_line,
    said_paper,
    said_product,
    said_row,
    state_title,
)
from core.representation.forms import form_schema, object_schema
from core.representation.judgements import said_basis, said_charge, said_clock, said_decision, said_offer
from core.representation.trials import facts_schema, said_coverage, said_trial
from core.representation.values import moment, money

__all__ = [
    "facts_schema", "form_schema", "moment", "money", "object_schema", "said_about", "said_asked", "said_basis",
    "said_case", "said_charge", "said_clock", "said_coverage", "said_customer", "said_decision", "said_event",
    "said_evidence", "said_items", "said_line", "said_offer", "said_paper", "said_product", "said_row", "said_trial",
    "state_title"]
