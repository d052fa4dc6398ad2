"""Whole units: covered from the invoice for so many years, by component and cause; swapped when they fail again."""

from datetime import date

from core.capabilities.coverage.forms import Extension
from core.capabilities.coverage.unit_forms import Faults, InUse, Invoiced, Ruled
from core.sdk import (
    Choice,
    Decision,
    Length,
    Policy,
    Term,
    allow,
    count,
    deny,
    length,
    listing,
    option,
    refer,
    rule,
)


class Starts(Choice):
    """What the warranty of a unit is counted from."""

    invoice = "发票开具日"
    use = "开始使用日"


warranty_starts = option("coverage.starts", "保修的起算", Starts)
maker_years = length("coverage.maker_years", "厂家质保期")
whole_unit = length("coverage.whole_unit", "整机免费保修期")
covered_components = listing("coverage.components", "免费保修的零部件")
excluded_causes = listing("coverage.exclusions", "不属免费保修的原因")
swap_within = length("coverage.swap_within", "换货的期限")
swap_faults = count("coverage.swap_faults", "几次质量故障换货")


def unit_ends(invoice: Invoiced, use: InUse, extension: Extension, policy: Policy) -> date:
    """The last day of a unit's warranty: the longer of what the maker and the contract give; later where it was
    extended, another one where it was corrected."""
    if extension.knows(Extension.corrected) and extension.corrected:
        return extension.ends_on
    terms: list[Term[Length]] = [each for each in (maker_years, whole_unit) if policy.has(each)] or [whole_unit]
    starts = invoice.invoice_on if policy[warranty_starts] is Starts.invoice else use.used_since
    ends = max(policy.after(starts, each) for each in terms)
    return max(ends, extension.ends_on) if extension.knows(Extension.ends_on) else ends


def unit_runs(invoice: Invoiced, use: InUse, extension: Extension, policy: Policy) -> Decision:
    """The day of the report decides; the last day counts."""
    ends = unit_ends(invoice, use, extension, policy)
    if invoice.filed_on > ends:
        return deny("保修已于 {ends} 到期", ends=ends)
    return allow("保修期至 {ends}", ends=ends)


def unit_covered(component: Choice, cause: Choice, invoice: Invoiced, use: InUse, extension: Extension, ruling: Ruled,
                 policy: Policy) -> Decision:
    """A fault is repaired free while the warranty runs, unless its cause is excluded; a component that is not on the
    list is for somebody to decide."""
    if cause.value in policy[excluded_causes]:
        return deny("故障原因是“{cause}”,不在免费保修之列", cause=cause.label)
    runs = unit_runs(invoice, use, extension, policy)
    if not runs.allows:
        return runs
    ends = unit_ends(invoice, use, extension, policy)
    if component.value in policy[covered_components]:
        return allow("“{component}”在保修范围内,保修期至 {ends}", component=component.label, ends=ends)
    if not ruling.knows(Ruled.ruled_covered):
        return refer("“{component}”不在列明的零部件里,须主管决定是否保修", component=component.label)
    if ruling.ruled_covered:
        return allow("主管决定“{component}”属免费保修", component=component.label)
    return deny("主管决定“{component}”不属免费保修", component=component.label)


@rule("整机保修期内", money=True)
def unit_in_warranty(invoice: Invoiced, use: InUse, extension: Extension, policy: Policy) -> Decision:
    """Whether the warranty of the unit runs, whatever the cause."""
    return unit_runs(invoice, use, extension, policy)


def swap_reached(use: InUse, faults: Faults, policy: Policy) -> Decision:
    """So many confirmed faults of one unit within the period; its last day counts, the first day of use does not."""
    wanted = policy[swap_faults]
    since = use.used_since if use.knows(InUse.used_since) or not faults.knows(
        Faults.unit_used_since) else faults.unit_used_since
    ends = policy.after(since, swap_within)
    if faults.times < wanted:
        return deny("已确认质量故障 {times} 次,到 {ends} 为止满 {wanted} 次才换货", times=faults.times,
                    wanted=wanted, ends=ends)
    if faults.decisive_on > ends:
        return deny("第 {wanted} 次质量故障在 {day},换货期已于 {ends} 届满,只维修", wanted=wanted,
                    day=faults.decisive_on, ends=ends)
    return allow("自 {since} 使用以来已确认质量故障 {times} 次,第 {wanted} 次在 {day},应予换货(换货期至 {ends})",
                 since=since, times=faults.times, wanted=wanted, day=faults.decisive_on, ends=ends)


@rule("应予换货", money=True)
def swap_is_due(use: InUse, faults: Faults, policy: Policy) -> Decision:
    """The buyer's own right: nobody has to approve it."""
    return swap_reached(use, faults, policy)
