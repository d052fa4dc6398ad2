"""What the desk knows as plain data in one language: for the command line, REST and the try page alike. A translator
with a `zone` writes moments in that zone, else each in its own."""

from core.representation.calendars import said_day
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
from core.representation.customers import said_known, said_person
from core.representation.forms import form_schema, object_schema
from core.representation.imports import reason_of, said_columns, said_imported, said_run
from core.representation.imports import split as split_counts
from core.representation.judgements import said_basis, said_charge, said_clock, said_decision, said_offer
from core.representation.policies import said_policy, said_setting, said_term, said_view, title_of_policy
from core.representation.trials import facts_schema, said_coverage, said_trial
from core.representation.values import moment, money

__all__ = [
    "facts_schema", "form_schema", "moment", "money", "object_schema", "reason_of", "said_about", "said_asked",
    "said_basis", "said_case", "said_charge", "said_clock", "said_columns", "said_coverage", "said_customer",
    "said_day", "said_decision", "said_event", "said_evidence", "said_imported", "said_items", "said_known",
    "said_line", "said_offer", "said_paper", "said_person", "said_policy", "said_product", "said_row", "said_run",
    "said_setting", "said_term", "said_trial", "said_view", "split_counts", "state_title", "title_of_policy"]
