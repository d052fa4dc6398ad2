"""What programs ask and are told of rewards and penalties."""

from core.capabilities.conduct.standing import State
from core.sdk.rest import ask, sample, tell

_ENTRY = {"id": 3, "kind": "迟迟不回复", "title": "迟迟不回复", "person": "lin", "name": "林晓", "state": "proposed",
          "what": "三天没回电话",
          "case": "JX-2025-00007", "finding": "sample:12", "turn": 1, "base": None, "amount": None, "decided": None,
          "why": "", "happened_at": None, "owes": False, "consequences": [], "clauses": [],
          "proposed_at": "2025-04-02T02:00:00+00:00", "version": 1}
_TOTAL = {"person": "lin", "name": "林晓", "entries": 2, "fines": "150.00", "owed": "0.00", "open": "50.00",
          "cap": None, "due": "150.00"}
_FOUND = {"key": "sample:12", "source": "sample", "what": "没有先报价", "at": "2025-04-02T02:00:00+00:00",
          "case": "JX-2025-00007", "person": "林晓", "by": "吴刚", "entries": []}
_AWARD = {"period": "2025-03", "winner": "lin", "name": "林晓", "bonus": "500.00", "why": "",
          "awarded_at": "2025-04-02T02:00:00+00:00"}


class PenaltyEntry(tell.Output):
    """A penalty: the computed amount, and beside it what people decided."""

    id = tell.counts("Id.")
    kind = tell.says("The misconduct.")
    title = tell.says("What it is called: a tariff's misconduct by its title.")
    person = tell.says("Log-in of who is concerned.")
    name = tell.says("Their name.")
    state = tell.says(f"How far it is: {', '.join(State.__members__)}.")
    what = tell.says("What for.")
    case = tell.maybe("Number of the case.")
    finding = tell.says("Key of what showed it.")
    turn = tell.counts("The how-manieth of its kind for this person.")
    base = tell.amount("What it is reckoned from.")
    amount = tell.amount("What the rules make of it; null where they name no amount.")
    decided = tell.amount("What people decided; null before, and where no amount is involved.")
    why = tell.says("Why.")
    happened_at = tell.maybe_at("When it was done; null where nobody said.")
    owes = tell.truth("Whether it is no fine but money to be paid in or made good.")
    consequences = tell.words("What follows besides money, in words.")
    clauses = tell.words("The clauses that a tariff reckoned by.")
    proposed_at = tell.at("When it was proposed.")
    version = tell.counts("Grows with every change.")
    example = sample(_ENTRY)


class PenaltyTotal(tell.Output):
    """What somebody's month comes to."""

    person = tell.says("Log-in.")
    name = tell.says("Name.")
    entries = tell.counts("How many penalties, whatever became of them.")
    fines = tell.amount("The fines that stand.")
    owed = tell.amount("What stands and is to be paid in or made good; no cap cuts it.")
    open = tell.amount("What is proposed or under appeal; it counts nowhere yet.")
    cap = tell.amount("The most that fines of a month come to; null for no cap.")
    due = tell.amount("What it comes to.")
    example = sample(_TOTAL)


class PenaltyTotals(tell.Output):
    """A month of everybody."""

    period = tell.says("The month.")
    totals = tell.parts(PenaltyTotal, "Whose month comes to most first.")
    example = sample({"period": "2025-03", "totals": [_TOTAL]})


class PenaltyEntries(tell.Output):
    """Penalties."""

    penalties = tell.parts(PenaltyEntry, "The latest first.")
    example = sample({"penalties": [_ENTRY]})


class ConductFinding(tell.Output):
    """Something that was found: evidence, and nothing more."""

    key = tell.says("Names it.")
    source = tell.says("What found it.")
    what = tell.says("What was found.")
    at = tell.at("When.")
    case = tell.maybe("Number of the case.")
    person = tell.says("Who is meant.")
    by = tell.says("Who found it.")
    entries = tell.words("States of the penalties proposed for it.")
    example = sample(_FOUND)


class ConductFindings(tell.Output):
    """What was found."""

    findings = tell.parts(ConductFinding, "The latest first.")
    kinds = tell.words("The misconduct that the business has entered; none means that there are no penalties.")
    example = sample({"findings": [_FOUND], "kinds": ["迟迟不回复"]})


class FindingKept(tell.Output):
    """What was written down."""

    key = tell.says("Names it.")
    example = sample({"key": "other:4"})


class ServiceAward(tell.Output):
    """Who was chosen in a period."""

    period = tell.says("The month.")
    winner = tell.says("Log-in.")
    name = tell.says("Name.")
    bonus = tell.amount("The bonus.")
    why = tell.says("Why.")
    awarded_at = tell.at("When.")
    example = sample(_AWARD)


class ServiceAwards(tell.Output):
    """Who was chosen."""

    awards = tell.parts(ServiceAward, "The latest first.")
    example = sample({"awards": [_AWARD]})


class OfIndustry(ask.Input):
    """Which industry."""

    industry = ask.text("The industry; the first with a regulation in force, if left out.", longest=40)
    example = sample({})


class PenaltiesAsked(OfIndustry):
    """Which penalties."""

    state = ask.text("Of this state; `waiting` for what has to be decided.",
                     one_of=("", "waiting", *State.__members__))
    person = ask.text("Of this log-in.", longest=64)
    example = sample({"state": "waiting"})


class MonthAsked(OfIndustry):
    """Which month."""

    period = ask.text("The month, as 2025-03; this one, if left out.", longest=10)
    example = sample({"period": "2025-03"})


class NewFinding(OfIndustry):
    """Something that was found."""

    what = ask.text("What.", longest=2000, shortest=1, required=True)
    number = ask.text("Number of the case.", longest=64)
    person = ask.text("Log-in or name of who is meant.", longest=80)
    example = sample({"what": "没有签字", "person": "lin"})


class NewPenalty(OfIndustry):
    """A penalty to propose."""

    finding = ask.text("Key of what was found.", longest=40, shortest=1, required=True)
    kind = ask.text("The misconduct.", shortest=1, required=True)
    person = ask.text("Log-in, where it is somebody else than the finding says.", longest=64)
    example = sample({"finding": "sample:12", "kind": "迟迟不回复"})


class PenaltyDecision(ask.Input):
    """What is decided of a penalty."""

    act = ask.text("What.", one_of=("confirm", "change", "waive", "appeal", "decide"), required=True)
    amount = ask.amount("The amount, to change or decide.")
    why = ask.text("Why; needed for all but confirming.", longest=2000)
    version = ask.whole("Version that you have seen; 409 `stale-version` where it is another one now.", least=1)
    example = sample({"act": "change", "amount": "50.00", "why": "第一次", "version": 1})


class NewAward(OfIndustry):
    """Who is chosen."""

    period = ask.text("The month, as 2025-03.", longest=10, shortest=4, required=True)
    winner = ask.text("Log-in.", longest=64, shortest=1, required=True)
    bonus = ask.amount("The bonus; the regulation's, if left out.")
    why = ask.text("Why; needed for somebody outside the ranking.", longest=2000)
    example = sample({"period": "2025-03", "winner": "lin", "bonus": "500.00"})
