"""Regulations as data: every slip is told with its cure before a case can meet it; and how they compose."""

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.domain.check import check, coverage, idle_clauses
from core.domain.counting import Length
from core.domain.errors import PolicyError
from core.domain.flow import END, State, Workflow
from core.domain.forms import Item
from core.domain.people import SERVICE, TECHNICIAN
from core.domain.policies import Clause, PolicyFile, extend, load_folder, parse
from core.domain.promises import Gate
from core.domain.registry import Industry, Registry
from core.domain.rulebook import Adoption, Rulebook
from tests.domain.played import ADVICE, BROKEN, CALENDAR, CAREFUL, PLAIN, POLICIES, REGISTRY, REPAIR, amended, problems
from tests.kernel.bicycles import rules
from tests.kernel.bicycles.forms import Look, Request
from tests.kernel.bicycles.rules import parts_sound


def outline(*policies: PolicyFile | Adoption, values: dict[str, object] | None = None, kind: str = REPAIR) -> Any:
    return Rulebook(REGISTRY, policies, values).for_case(kind).outline()


def added(**more: Any) -> PolicyFile:
    """The regulation with one clause more."""
    return replace(CAREFUL, clauses=(*CAREFUL.clauses, Clause("BC-99", **more)))


def test_the_regulations_of_the_shop_pass() -> None:
    assert not BROKEN and check(REGISTRY, CAREFUL) == check(REGISTRY, PLAIN) == []


@pytest.mark.parametrize(("policy", "told"), [
    (replace(CAREFUL, flow={"bicycles.repiar": ("intake",)}),
     "unknown kind 'bicycles.repiar', did you mean 'bicycles.repair'"),
    (replace(CAREFUL, flow={REPAIR: ("intak",)}), "unknown stage 'intak', did you mean 'intake'"),
    (added(uses=("in_waranty",)), "BC-99: unknown provision 'in_waranty', did you mean 'in_warranty'"),
    (added(drops=("in_waranty",)), "unknown provision 'in_waranty', did you mean"),
    (added(set={"repair.warrenty": "1 day"}), "unknown term 'repair.warrenty', did you mean 'repair.warranty'"),
    (added(suggest={"repair.warrenty": "1 day"}), "unknown term 'repair.warrenty'"),
    (added(uses=("answered",), kinds=("bicycles.repairs",)), "unknown kind 'bicycles.repairs'"),
    (added(), "BC-99: uses nothing; name what carries it, or say statement = true"),
    (added(set={"repair.warranty": "soon"}), "BC-99: repair.warranty: "),
    (added(set={"repair.late": "never"}), "repair.late: 'never' is none of deny, refer"),
    (added(set={"repair.late": ["deny"]}), "BC-99: repair.late: "),
    (added(set={"repair.falls": "perhaps"}), "repair.falls: 'perhaps' is not of type bool"),
    (added(set={"repair.warranty": {"by": "Request.fault"}}), "BC-99: repair.warranty: "),
    (added(set={"repair.warranty": {"by": "Request.fault", "rows": 3}}), "BC-99: repair.warranty: "),
    (added(set={"repair.warranty": {"by": "Request.fault", "rows": ["x"]}}), "BC-99: repair.warranty: "),
    (added(set={"repair.warranty": {"by": "Request.falt", "rows": [["*", "1 day"]]}}), "'Request.falt', did you mean"),
    (replace(CAREFUL, counting={"roll": True}), "unknown way of counting 'roll'"),
    (replace(CAREFUL, duties={"technican": "技师"}), "unknown duty 'technican', did you mean 'technician'"),
    (added(duties={"technican": "技师"}), "careful BC-99: unknown duty 'technican', did you mean 'technician'"),
    (added(uses=("fault_told",), kinds=(ADVICE,)),
     "BC-99: fault_told speaks of steps or forms that this flow leaves out"),
    (added(uses=("ride",)), "BC-99: ride is not in the flow"),
    (added(uses=("receipt_judged",)).without("BC-06"), "receipt_judged belongs to steps that this flow leaves out"),
    (amended(CAREFUL, "BC-02", set={"repair.warranty": "7 days", "repair.falls": False}),
     "rule warranty_runs reads repair.late, which no clause sets; leave it '?' or 'unset' if the text is silent"),
    (amended(CAREFUL, "BC-07", set={"repair.answer": "24 h"}),
     "target mended_in_time reads repair.mend, which no clause"),
    (amended(CAREFUL, "BC-08", set={"look.price": "20"}), "rule look_fee reads look.payer, which no clause sets"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_each_slip_is_told_with_its_cure(policy: PolicyFile, told: str) -> None:
    found = problems(policy)
    assert told in found, found


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        check(REGISTRY, added(uses=("x1", "x2")), replace(PLAIN, flow={"nothing": ("x",)}))
    assert len(caught.value.problems) == 3


def test_a_flow_with_a_trap_an_unreachable_stage_or_an_absent_one() -> None:
    from core.domain.flow import DONE, Stage

    class Alone(Stage):
        """Leads into a stage that is not there."""

        a = State("a", start=True)
        go = a.to(lambda: Other, "x", by=SERVICE)

    class Other(Stage):
        """x"""

        b = State("b", start=True)
        on = b.to(DONE, "x", by=SERVICE)

    class Going(Workflow, title="x", number="G", opens=Request):
        """x"""

        stages = (Alone, Other)

    registry = Registry(made(Going=Going))
    told = problems(PolicyFile("made/x", "x", {"made.going": ("alone",)}, (Clause("X-01", uses=("alone",)),)),
                    registry=registry)
    assert "step alone.go leads to stage 'other', which is left out; add the stage to the flow or otherwise=" in told
    told = problems(PolicyFile("bicycles/x", "x", {REPAIR: (("scrap",), "intake", "bench", "quote")}, (
        Clause("X-01", uses=("intake",)),)))
    assert "flow of bicycles.repair must begin with a stage" in told
    assert "must begin with a stage" in problems(PolicyFile("bicycles/x", "x", {REPAIR: ()}, ()))
    unreached = PolicyFile("bicycles/x", "x", {REPAIR: ("intake", ("ride",))}, (Clause("X-01", uses=("ride",)),))
    assert "state ride.ready is never reached" in problems(unreached)


def made(**declared: object) -> Industry:
    module = ModuleType("made")
    module.__file__ = __file__
    vars(module).update(declared)
    return Industry("made", module, rules)


def test_a_rule_that_reads_a_question_nobody_asks() -> None:
    from core.domain.rules import Decision, allow, deny, rule

    @rule("车架号")
    def frame_good(asked: Request) -> Decision:
        """Reads what is asked on demand only."""
        return allow("x") if asked.frame_no else deny("x")

    class Mend(Workflow, title="x", number="M", opens=Request):
        """x"""

        a = State("a", start=True)
        go = a.to(END, "x", by=SERVICE)

    registry = Registry(made(Mend=Mend, frame_good=frame_good, framed=Gate("x", before=Mend.go, when=frame_good)))
    silent = PolicyFile("made/x", "x", {"made.mend": ("mend",)}, (Clause("X-01", uses=("framed",)),))
    assert "rule frame_good reads Request.frame_no, which is asked only where a clause uses it" in problems(
        silent, registry=registry)
    asking = PolicyFile("made/x", "x", {"made.mend": ("mend",)}, (Clause("X-01", uses=("framed", "Request.frame_no")),))
    assert problems(asking, registry=registry) == ""


def test_a_refusal_that_nobody_can_bring_about() -> None:
    """A step behind `unless=` is of no use if only the step it competes with asks for the facts."""
    class Mend(Workflow, title="x", number="M", opens=Request):
        """x"""

        a = State("a", start=True)
        free = a.to(END, "x", by=TECHNICIAN, form=Look, when=parts_sound)
        scrap = a.to(END, "y", by=TECHNICIAN, unless=parts_sound)

    wrong = PolicyFile("made/x", "x", {"made.mend": ("mend",)}, (Clause("X-01", uses=("parts_sound",)),))
    assert "step mend.scrap opens when parts_sound denies, but Look is asked only by the step that is closed then" in (
        problems(wrong, registry=Registry(made(Mend=Mend))))


@pytest.mark.parametrize("brought", [True, False])
def test_what_the_desk_brings_needs_no_step_that_asks_for_it(brought: bool) -> None:
    """Neither a rule about it, nor a step that opens when the rule denies, waits for somebody to fill it in."""
    from core.domain.fields import yes_no
    from core.domain.forms import Form
    from core.domain.rules import Decision, allow, deny, rule

    class Extension(Form, brought=brought):
        """x"""

        bought: bool = yes_no("已延保")

    @rule("延保")
    def extended(known: Extension) -> Decision:
        """Reads nothing else."""
        return allow("x") if known.bought else deny("y")

    @rule("延保且配件完好")
    def both(known: Extension, seen: Look) -> Decision:
        """Reads what only the step asks that it opens."""
        return allow("x") if known.bought and not seen.worn else deny("y")

    class Mend(Workflow, title="x", number="M", opens=Request):
        """x"""

        a = State("a", start=True)
        free = a.to(END, "x", by=TECHNICIAN, form=Extension if not brought else None, when=extended)
        paid = a.to(END, "y", by=TECHNICIAN, unless=extended)
        seen = a.to(END, "x", by=TECHNICIAN, form=Look, when=both)
        unseen = a.to(END, "y", by=TECHNICIAN, unless=both)

    registry = Registry(made(Mend=Mend, Extension=Extension, extended=extended, both=both))
    told = problems(PolicyFile("made/x", "x", {"made.mend": ("mend",)}, (Clause("X-01", uses=("extended",)),)),
                    registry=registry)
    assert ("paid opens when extended denies, but Extension is asked only by the step" in told) is not brought
    told = problems(PolicyFile("made/x", "x", {"made.mend": ("mend",)}, (
        Clause("X-01", uses=("extended",)), Clause("X-02", uses=("both",)))), registry=registry)
    assert "unseen opens when both denies, but Look is asked only by the step that is closed then" in told
    here = Rulebook(REGISTRY, [CAREFUL]).for_case(REPAIR)
    assert here.misplaced(extended) == ("" if brought else "judges Extension, which no step of this flow asks for")


def test_departments_get_duties_by_clauses() -> None:
    """A clause that gives duties carries something, says so, comes first in order, and is missed when it is gone."""
    naming = added(duties={"technician": "维修车间"})
    assert problems(naming) == "" and outline(naming)["duties"] == {"technician": "维修车间"}
    assert [(each.kind, each.name) for each in coverage(REGISTRY, naming)["BC-99"]] == [("duty", "technician")]
    both = replace(naming, clauses=(*naming.clauses, Clause("BC-98", duties={"service": "客服部"})))
    assert outline(both, PLAIN)["duties"] == outline(PLAIN, both)["duties"] == {
        "technician": "维修车间", "service": "客服部"}
    rival = replace(PLAIN, clauses=(*PLAIN.clauses, Clause("BP-99", duties={"technician": "外包"})))
    assert outline(rival, both)["duties"]["technician"] == "外包"
    assert outline(both, rival)["duties"]["technician"] == "维修车间"
    assert "BC-99" not in idle_clauses(REGISTRY, naming)
    assert idle_clauses(REGISTRY, added(duties=dict(CAREFUL.duties))) == ["BC-99"]
    stored = json.loads(json.dumps(naming.content()))
    assert PolicyFile.from_content(stored).clause("BC-99") == naming.clause("BC-99")
    assert [each["id"] for each in stored["clauses"] if "duties" in each] == ["BC-99"]


def test_regulations_that_cannot_both_hold() -> None:
    told = problems(CAREFUL, replace(PLAIN, excludes=(CAREFUL.slug,)))
    assert "bicycles/plain and bicycles/careful cannot both hold" in told


# Reading files

@pytest.mark.parametrize(("text", "told"), [
    ("title = ", "not a TOML file"), ('titel = "x"', "unknown entry 'titel', did you mean 'title'"),
    ('clauses = [{ id = "X-01", use = ["a"] }]', "X-01: unknown entry 'use', did you mean 'uses'"),
    ('clauses = [{ uses = ["a"] }]', "a clause has no id"),
    ('clauses = [{ id = "X-01" }, { id = "X-01" }]', "clause X-01 stands twice"),
    ('clauses = "x"', "clauses"), ('clauses = ["x"]', "clauses"), ('clauses = [{ id = 5 }]', "id"),
    ('clauses = [{ id = "X-01", uses = "bench" }]', "X-01: uses must be a list of words"),
    ('clauses = [{ id = "X-01", uses = [1] }]', "X-01: uses must be a list of words"),
    ('clauses = [{ id = "X-01", set = ["a"] }]', "X-01: set must be a table"),
    ('clauses = [{ id = "X-01", statement = "yes" }]', "X-01: statement must be true or false"),
    ('clauses = [{ id = "X-01", zh = 5 }]', "X-01: zh must be words"),
    ("flow = 3", "flow must be a table"), ('flow."a" = "bench"', "flow of a must be a list of stages"),
    ('flow."a" = [1]', "flow of a must be a list of stages"), ("duties = 5", "duties must be a table"),
    ('clauses = [{ id = "X-01", duties = ["a"] }]', "X-01: duties must be a table"),
    ('clauses = [{ id = "X-01", duties = { service = 5 } }]', "X-01: duties of service must be words"),
    ('title = 5', "title must be words"), ('counting = { x = 3 }', "counting"), ('excludes = "x"', "excludes")])
def test_a_file_with_a_slip_is_told(text: str, told: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse("x/y", text)
    assert told in str(caught.value) and str(caught.value).startswith("x/y")


def test_a_broken_file_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text('title = "好"\nclauses = [{ id = "X-01", statement = true }]', "utf-8")
    (tmp_path / "bad.toml").write_text("title = ", "utf-8")
    (tmp_path / "odd.toml").write_bytes(b'title = "\xff"')
    (tmp_path / "lost.toml").write_text('title = "y"\nextends = "x/god"', "utf-8")
    (tmp_path / "child.toml").write_text('title = "z"\nextends = "x/good"', "utf-8")
    (tmp_path / "round.toml").write_text('title = "z"\nextends = "x/round"', "utf-8")
    read, broken = load_folder(tmp_path, "x")
    assert set(read) == {"x/good", "x/child"} and set(broken) == {"x/bad", "x/odd", "x/lost", "x/round"}
    assert "did you mean 'x/good'" in str(broken["x/lost"])


def test_extending_keeps_the_other_clauses() -> None:
    mine = PolicyFile("bicycles/mine", "mine", {}, (Clause("BC-07", uses=("answered",), set={"repair.answer": "2 h"}),),
                      extends=CAREFUL.slug, duties={"technician": "师傅"})
    whole = extend([CAREFUL, mine])["bicycles/mine"]
    assert [each.id for each in whole.clauses] == [each.id for each in CAREFUL.clauses]
    assert whole.flow == CAREFUL.flow and whole.duties == {"technician": "师傅"}
    settings = Rulebook(REGISTRY, [whole]).for_case(REPAIR).settings
    assert settings["repair.answer"].value == Length(2, "hour") and "repair.mend" not in settings


def test_a_stage_goes_with_its_last_clause_in_its_own_kinds_only() -> None:
    assert PLAIN.without("BP-03").flow == {REPAIR: ("intake",)}
    assert CAREFUL.without("BC-01").flow == CAREFUL.flow
    assert PLAIN.without("BP-04").flow == PLAIN.flow and PLAIN.without("nothing") == PLAIN


def test_who_carries_what() -> None:
    carried = coverage(REGISTRY, CAREFUL)
    assert [(each.kind, each.name) for each in carried["BC-02"]] == [
        ("stage", "intake"), ("gate", "in_warranty"), ("term", "repair.warranty"), ("term", "repair.late"),
        ("term", "repair.falls")]
    assert [(each.kind, each.name) for each in carried["BC-01"]] == [("statement", "statement")]
    dropping = added(drops=("answered",))
    assert [(each.kind, each.name) for each in coverage(REGISTRY, dropping)["BC-99"]] == [("drop", "answered")]


def test_clauses_that_change_nothing_are_found() -> None:
    assert [idle_clauses(REGISTRY, each) for each in POLICIES.values()] == [[], []]
    assert idle_clauses(REGISTRY, added(uses=("answered",))) == ["BC-99"]


# Composing

def test_the_first_in_order_wins_flow_terms_and_names_and_promises_add_up() -> None:
    both, other = outline(PLAIN, CAREFUL), outline(CAREFUL, PLAIN)
    assert (both["flow"], other["flow"]) == (PLAIN.flow[REPAIR], CAREFUL.flow[REPAIR])
    assert (both["terms"]["repair.answer"], other["terms"]["repair.answer"]) == ("2 hours", "24 hours")
    assert both["duties"] == other["duties"] == {"technician": "技师"}
    assert {"receipt_judged", "in_warranty", "rules_told"} <= set(both["gates"]) and "bench" not in both["flow"]
    assert "receipt_at_hand" not in both["gates"], "its step is not in this flow"


def test_clauses_without_a_place_beside_an_earlier_regulation_are_told() -> None:
    told = check(REGISTRY, PLAIN, CAREFUL)
    assert "bicycles/careful BC-04: parts_sound judges Look, which no step of this flow asks for" in told
    assert any("BP-03: ride is not in the flow" in each for each in check(REGISTRY, CAREFUL, PLAIN))


def test_drops_remove_what_it_and_lower_regulations_use() -> None:
    dropping = replace(PLAIN, clauses=(*PLAIN.clauses, Clause("BP-99", drops=("frame_known", "rules_told"))))
    assert not {"frame_known", "rules_told"} & set(outline(dropping, CAREFUL)["gates"])
    assert {"frame_known", "rules_told"} <= set(outline(CAREFUL, dropping)["gates"])


def test_a_scope_chooses_by_the_facts_of_the_case() -> None:
    book = Rulebook(REGISTRY, [Adoption(PLAIN, {"Item.brand": "凤凰"}), CAREFUL])
    assert book.for_case(REPAIR, [Item(brand="凤凰")]).flow == PLAIN.flow[REPAIR]
    assert book.for_case(REPAIR, [Item(brand="永久")]).flow == CAREFUL.flow[REPAIR]
    assert book.for_case(REPAIR, []).flow == CAREFUL.flow[REPAIR]
    by_option = Rulebook(REGISTRY, [Adoption(PLAIN, {"Request.fault": "brakes"}), CAREFUL])
    from tests.kernel.bicycles.forms import Fault

    assert by_option.for_case(REPAIR, [Request(fault=Fault.brakes)]).flow == PLAIN.flow[REPAIR]


def test_the_business_fills_blanks_and_the_clause_stays_the_source() -> None:
    filled = Rulebook(REGISTRY, [CAREFUL], {"repair.mend": "3 days"}).for_case(REPAIR).settings["repair.mend"]
    assert (filled.value, filled.own, filled.clause, filled.blank) == (Length(3, "day"), True, "BC-07", "")


def test_a_clause_speaks_of_its_kinds_only() -> None:
    assert "in_warranty" in outline(CAREFUL)["gates"]
    assert "repair.warranty" not in outline(CAREFUL, kind=ADVICE)["terms"]


def test_a_rulebook_is_numbered_by_its_content() -> None:
    one = Rulebook(REGISTRY, [CAREFUL, PLAIN], {"repair.mend": "3 days"})
    same = Rulebook(REGISTRY, [CAREFUL, PLAIN], {"repair.mend": "3 days"})
    others = [Rulebook(REGISTRY, [PLAIN, CAREFUL], {"repair.mend": "3 days"}), Rulebook(REGISTRY, [CAREFUL, PLAIN]),
              Rulebook(REGISTRY, [Adoption(CAREFUL, {"Item.brand": "x"}), PLAIN], {"repair.mend": "3 days"}),
              Rulebook(REGISTRY, [amended(CAREFUL, "BC-01", zh="别的"), PLAIN], {"repair.mend": "3 days"})]
    assert one.number == same.number and len({each.number for each in (one, *others)}) == 5


@pytest.mark.parametrize("policies", [(CAREFUL,), (PLAIN, CAREFUL), (Adoption(PLAIN, {"Item.brand": "凤凰"}), CAREFUL)],
                         ids=["one", "two", "scoped"])
def test_what_was_pinned_comes_back_the_same(policies: tuple[PolicyFile, ...]) -> None:
    values: dict[str, object] = {"repair.mend": "3 days", "repair.answer": {
        "by": "Request.fault", "rows": [["brakes", "1 h"], ["*", "2 h"]]}, "gone.term": "x"}
    book = Rulebook(REGISTRY, policies, values)
    stored = json.loads(json.dumps(book.content()))
    back = Rulebook.from_content(REGISTRY, stored, CALENDAR)
    assert back.number == book.number
    for kind in (REPAIR, ADVICE):
        for facts in ([], [Item(brand="凤凰")]):
            assert back.for_case(kind, facts).outline() == book.for_case(kind, facts).outline()
