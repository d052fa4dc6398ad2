"""Every text of a plugin that a person may see, so that none is left without its translation."""

import ast
import re
from collections.abc import Iterator

from core.domain.forms import Form
from core.domain.people import DESK, DISPATCH, DUTIES
from core.domain.plans import Plan
from core.domain.promises import Document
from core.domain.registers import Register
from core.domain.registry import Registry
from core.domain.reports import Report
from core.testing.subjects import Subject

HAN = re.compile(r"[㐀-鿿]")
SAYING = ("allow", "deny", "refer", "bill", "Label", "Reason", "Column", "Refused", "Entry", "panel", "say")
"""What a rule's text is handed to."""
KERNEL_DUTIES = (*DUTIES, DISPATCH, DESK)


def seen(subject: Subject) -> dict[str, str]:
    """Each Chinese text that the plugin shows, and where it comes from."""
    if subject.registry is None:
        return {}
    found = {**dict(_declared(subject, subject.registry)), **dict(_written(subject)), **dict(_named(subject))}
    return {text: where for text, where in found.items() if HAN.search(text)}


def _kernels(module: str) -> bool:
    return module.startswith("core.") and not module.startswith("core.capabilities.")


def _declared(subject: Subject, registry: Registry) -> Iterator[tuple[str, str]]:
    """Titles, labels, helps and options of what is declared; the kernel's own forms and duties have its catalogue."""
    yield registry.industry.title, "the industry's title"
    for name, form in registry.forms.items():
        if not _kernels(form.__module__):
            yield from _form(name, form)
    for key, provision in registry.provisions.items():
        if not isinstance(provision, str):
            yield provision.title, f"title of {key}"
        if isinstance(provision, Plan | Register | Report):
            yield provision.note, f"note of {key}"
        if isinstance(provision, Document):
            yield from ((said, f"says of {key}") for said in (*provision.says, *provision.encloses))
    for key, term in registry.terms.items():
        yield term.label, f"label of {key}"
        if term.options and not _kernels(term.options.__module__):
            yield from ((each.value, f"option of {key}") for each in term.options)
    for kind, workflow in registry.workflows.items():
        yield workflow.title, f"title of {kind}"
        if workflow.public:
            yield workflow.public, f"what customers open {kind} for"
    for stage in subject.stages:
        yield from ((state.title, f"title of {state.key}") for state in stage.states)
        yield from ((step.label, f"label of {step.key}") for step in stage.steps)
        yield from ((step.customer, f"label of {step.key} for customers") for step in stage.steps if step.customer)
    yield from ((each.title, f"title of {key}") for key, each in registry.outcomes().items())
    yield from ((each.title, f"title of {key}") for key, each in registry.evidence.items())
    yield from ((each.title, f"title of {key}") for key, each in registry.duties.items() if each not in KERNEL_DUTIES)


def _form(name: str, form: type[Form]) -> Iterator[tuple[str, str]]:
    yield form.title, f"title of {name}"
    for asked in form.fields.values():
        if _kernels(asked.form.__module__):
            continue
        yield asked.label, f"label of {asked.key}"
        yield asked.help, f"help of {asked.key}"
        yield from ((each.value, f"option of {asked.key}") for each in asked.options or ())


def _written(subject: Subject) -> Iterator[tuple[str, str]]:
    """Templates and labels in the code of rules."""
    for path, tree in subject.code.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                for said in node.args:
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        yield said.value, f"{path.name}:{said.lineno}"


def _named(subject: Subject) -> Iterator[tuple[str, str]]:
    """A regulation's own names for duties."""
    for slug, policy in subject.policies.items():
        yield from ((name, f"duty {duty} of {slug}") for duty, name in policy.duties.items())
