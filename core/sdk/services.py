"""What a plugin author needs for use cases of the plugin's own (`service.py`) and for what it does when something
happens to a case (`reactions.py`).

A use case begins with `require(actor, PERMISSION)` and is one transaction. One about a case goes through `change`,
which locks the case, checks the version somebody has seen, does a request sent twice once, and commits.
"""

from core.config import Config
from core.domain.cases import Case
from core.domain.clocks import clocks as clocks_of
from core.domain.errors import DeskError, Forbidden, InvalidInput, NotFound, Refused, StaleVersion
from core.domain.events import Event
from core.domain.forms import Form
from core.domain.judging import Offer
from core.domain.judging import charges as charges_of
from core.domain.judging import papers as papers_of
from core.domain.people import NOTE, SEE_PHONES, VIEW, Actor, Permission
from core.domain.promises import OPENED, Signal
from core.domain.reasons import Label, Reason
from core.domain.responsibility import shares
from core.domain.rulebook import Rulebook
from core.domain.rules import Charge, ChargeRule, Citation
from core.notifications.leaving import tell
from core.plans.making import PlanDoing, complete
from core.registers.writing import RegisterDoing, enter
from core.services.changes import change, digest_of, once
from core.services.customers import Customers
from core.services.following import follow, link
from core.services.notes import Notes, Upload, hand_over
from core.services.opening import Opening, Request
from core.services.reactions import (
    CLOSED,
    ERASED,
    MERGED,
    MERGED_INTO,
    OVERRIDE_ASKED,
    OVERRIDE_GRANTED,
    OVERRIDE_REFUSED,
    REOPENED,
    SPLIT,
    Doing,
    Erasure,
    FactSource,
    Reaction,
    Reading,
    facts,
    reacts,
)
from core.services.records import Receipt, Record, Records, legible, require
from core.services.steps import Steps
from core.services.views import CaseView, Views, masked
from core.services.workplace import Workplace
from core.store.lists import visible_to
from core.store.unit_of_work import UnitOfWork

__all__ = [
    "CLOSED", "ERASED", "MERGED", "MERGED_INTO", "NOTE", "OPENED", "OVERRIDE_ASKED", "OVERRIDE_GRANTED",
    "OVERRIDE_REFUSED", "REOPENED", "SEE_PHONES", "SPLIT", "VIEW", "Actor", "Case", "CaseView", "Charge",
    "ChargeRule", "Citation", "Config", "Customers", "DeskError", "Doing", "Erasure", "Event", "FactSource",
    "Forbidden", "Form", "InvalidInput", "Label", "NotFound", "Notes", "Offer", "Opening", "Permission",
    "PlanDoing", "Reaction", "Reading", "Reason", "Receipt", "Record", "Records", "Refused", "RegisterDoing",
    "Request", "Rulebook", "Signal", "StaleVersion", "Steps", "UnitOfWork", "Upload", "Views", "Workplace",
    "change", "charges_of", "clocks_of", "complete", "digest_of", "enter", "facts", "follow", "hand_over",
    "legible", "link", "masked", "once", "papers_of", "reacts", "require", "shares", "tell", "visible_to",
]
