"""The templates of what is printed. They know neither requests nor pages, so that every face can draw them."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from core.printing.codes import qr

HERE = Path(__file__).parent
STATIC = HERE / "static"
STYLES = STATIC / "sheets.css"


@cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)
    made.globals["qr"] = qr
    return made


def template(name: str) -> Template:
    return _environment().get_template(name)
