"""Stages, steps and what an industry declares: slips are told when the class is made, with the cure."""

import sys
from types import ModuleType

import pytest

from core.domain.check import check
from core.domain.errors import DefinitionError
from core.domain.flow import AGAIN, DONE, END, Stage, State, Step, Workflow, settle, snake
from core.domain.people import SERVICE, Duty
from core.domain.policies import Clause, PolicyFile
from core.domain.promises import OPENED, Document, Gate, Target
from core.domain.registry import Industry, Registry
from core.domain.rulebook import Rulebook
from core.domain.rules import Decision, allow, rule
from core.domain.terms import length
from tests.domain.played import REGISTRY
from tests.kernel.bicycles.forms import Offer, Payment, Request
from tests.kernel.bicycles.rules import offer_of, parts_sound, warranty
from tests.kernel.bicycles.workflows import Advice, Bench, Intake, Pay, Quote, Repair, Ride


def test_names_come_from_the_attributes() -> None:
    assert (Intake.key, Intake.title, Intake.accept.key, Intake.received.key) == (
        "intake", "受理", "intake.accept", "intake.received")
    assert snake("DropOff") == "drop_off" and repr(Intake.received) == "<State intake.received>"
    assert (Repair.title, Repair.number, Repair.opens) == ("维修", "CX", Request)
    assert Advice.stages == (Advice,) and settle(Pay.ride_first.target) is Ride
    assert [step.name for step in Bench.steps] == ["look", "look_again", "sound", "worn"]


def test_a_stage_needs_one_start() -> None:
    with pytest.raises(DefinitionError, match="stage two_starts needs exactly one state with start=True, has 2"):
        class TwoStarts(Stage):
            a, b = State("a", start=True), State("b", start=True)
            go = a.to(b, "x", by=SERVICE)
            on = b.to(DONE, "x", by=SERVICE)


def test_a_trap_and_an_unreachable_state() -> None:
    with pytest.raises(DefinitionError, match=r"state trapped.b is a trap: no way leads out of it"):
        class Trapped(Stage):
            a, b = State("a", start=True), State("b")
            go = a.to(b, "x", by=SERVICE)
            on = a.to(DONE, "x", by=SERVICE)
    with pytest.raises(DefinitionError, match=r"state island.b is never reached"):
        class Island(Stage):
            a, b = State("a", start=True), State("b")
            go = a.to(DONE, "x", by=SERVICE)
            on = b.to(DONE, "x", by=SERVICE)


def test_steps_stay_in_their_stage() -> None:
    with pytest.raises(DefinitionError, match="name the stage"):
        class Jump(Stage):
            a = State("a", start=True)
            go = a.to(Bench.looked, "x", by=SERVICE)
    with pytest.raises(DefinitionError, match="a state of another stage; start it from its own"):
        class Stolen(Stage):
            a = State("a", start=True)
            go = Bench.looked.to(DONE, "x", by=SERVICE)


def test_a_proposal_is_for_the_form_that_the_step_asks() -> None:
    with pytest.raises(DefinitionError, match="proposes a Offer but asks for another form; name the same form"):
        class Proposed(Stage):
            a = State("a", start=True)
            go = a.to(DONE, "x", by=SERVICE, form=Payment, propose=offer_of)
    assert Quote.offer.propose is offer_of and Quote.offer.form is Offer


def test_a_workflow_has_stages_or_states() -> None:
    with pytest.raises(DefinitionError, match="workflow both needs either stages or states of its own"):
        class Both(Workflow, title="x", number="X", opens=Request):
            stages = (Intake,)
            a = State("a", start=True)
            go = a.to(END, "x", by=SERVICE)
    with pytest.raises(DefinitionError, match="workflow neither needs either"):
        class Neither(Workflow, title="x", number="X", opens=Request):
            """x"""


def test_gates_and_targets_ask_for_something() -> None:
    with pytest.raises(DefinitionError, match=r"gate '空' asks for nothing; give it needs="):
        Gate("空", before=Intake.accept)
    with pytest.raises(DefinitionError, match=r"is not a form's field; write Form.field"):
        Gate("x", before=Intake.accept, needs=(warranty,))
    with pytest.raises(DefinitionError, match="starts at 'opened'; name a step"):
        Target("x", since="opened", until=OPENED, within=warranty)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="is not a form's field"):
        Document("x", before=Intake.accept, tells=("fault",))


def module(**declared: object) -> ModuleType:
    made = ModuleType("made_up")
    made.__file__ = __file__
    vars(made).update(declared)
    return made


def test_an_industry_is_what_its_modules_declare() -> None:
    assert set(REGISTRY.workflows) == {"bicycles.repair", "bicycles.advice"}
    assert {"in_warranty", "warranty_runs", "look_fee", "answered", "repair_slip", "bench", "Request.frame_no"} <= (
        REGISTRY.provisions.keys())
    assert "advice" not in REGISTRY.provisions and "Request.fault" not in REGISTRY.provisions
    assert [REGISTRY.sort(key) for key in ("warranty_runs", "look_fee", "in_warranty", "answered", "repair_slip",
                                           "bench", "Request.frame_no")] == [
        "rule", "charge", "gate", "target", "document", "stage", "field"]
    assert (REGISTRY.title("in_warranty"), REGISTRY.title("Request.frame_no")) == ("保修", "车架号")
    assert set(REGISTRY.outcomes()) == {"declined", "refunded", "scrapped"} and set(REGISTRY.evidence) == {"receipt"}
    assert isinstance(REGISTRY.step("bicycles.repair", "pay.pay"), Step)
    assert REGISTRY.step("bicycles.repair", "pay.pya") is None


def test_an_industry_declares_something() -> None:
    with pytest.raises(DefinitionError, match="industry empty declares nothing; name its modules"):
        Industry("empty")
    assert list(Industry("named", sys.modules[__name__].__name__).declared())


def test_clashes_name_both() -> None:
    @rule("x")
    def warranty_runs(asked: Request) -> Decision:
        """Another of the same name."""
        return allow("x")

    from tests.kernel.bicycles import rules

    with pytest.raises(DefinitionError, match=r"bicycles: 'warranty_runs' is declared twice, .* rename one"):
        Registry(Industry("bicycles", rules, module(warranty_runs=warranty_runs)))
    with pytest.raises(DefinitionError, match=r"'repair.warranty' is declared twice"):
        Registry(Industry("bicycles", rules, module(other=length("repair.warranty", "另一个"))))
    with pytest.raises(DefinitionError, match="'service' is declared twice"):
        Registry(Industry("bicycles", module(service=Duty("service", "售后"), repair=Repair)))


def test_a_condition_names_a_question_of_the_industry() -> None:
    from core.domain.fields import text, when
    from core.domain.forms import Form

    class Elsewhere(Form):
        """x"""

        asked: str = text("x")

    class Here(Form):
        """x"""

        more: str = text("y", only_when=when(Elsewhere.asked, "a"))

    class Ask(Workflow, title="x", number="X", opens=Here):
        """x"""

        a = State("a", start=True)
        go = a.to(END, "x", by=SERVICE)

    with pytest.raises(DefinitionError, match=r"Here.more is asked only when Elsewhere.asked is answered"):
        Registry(Industry("made", module(Ask=Ask)))
    assert parts_sound.name == "parts_sound"


def test_who_may_take_a_step_and_open_a_case_besides_staff() -> None:
    class Ask(Workflow, title="x", number="X", opens=Request, public="有事请问"):
        """x"""

        a, b = State("a", start=True), State("b")
        told = a.to(b, "x", by=SERVICE)
        agree = b.to(END, "y", by=SERVICE, customer="我同意")

    assert {step.name: step.customer for step in Ask.steps} == {"told": "", "agree": "我同意"}
    assert Ask.public and not Advice.public and not Repair.public
    assert not any(step.customer for stage in Repair.stages for step in stage.steps)


def test_again_leads_to_the_first_stage_of_the_regulations_own_list() -> None:
    class Look(Stage):
        """x"""

        due = State("a", start=True)
        on = due.to(DONE, "x", by=SERVICE)

    class Work(Stage):
        """x"""

        due = State("a", start=True)
        on = due.to(DONE, "x", by=SERVICE)

    class Call(Stage):
        """x"""

        due = State("a", start=True)
        fine = due.to(DONE, "x", by=SERVICE)
        again = due.to(AGAIN, "y", by=SERVICE)

    class Mend(Workflow, title="x", number="M", opens=Request):
        """x"""

        stages = (Look, Work, Call)

    registry = Registry(Industry("made", module(Mend=Mend)))

    def leads(*flow: str | tuple[str, ...]) -> State | None:
        names = [name for each in flow for name in (each if isinstance(each, tuple) else (each,))]
        policy = PolicyFile("made/x", "x", {"made.mend": flow}, (Clause("X-01", uses=tuple(names)),))
        check(registry, policy)
        here = Rulebook(registry, [policy]).for_case("made.mend")
        assert here.leads_to(Call.fine) is None
        return here.leads_to(Call.again)

    assert leads("look", "work", "call") is Look.due
    assert leads("work", "call") is Work.due
    assert leads("call") is Call.due
