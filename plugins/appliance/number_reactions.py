"""What the penalty list counts by person."""

from core.capabilities.conduct.proposing import counting
from plugins.appliance.incident_forms import EarlierNumbers
from plugins.appliance.incident_rules import number_not_left_reported
from plugins.appliance.visit_rules import number_not_left

earlier_numbers = counting(EarlierNumbers, number_not_left, number_not_left_reported)
