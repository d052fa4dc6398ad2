"""Display samples on pages."""

from core.capabilities.stock.blueprint import drawn, pages, seeing
from core.capabilities.stock.permissions import DISPLAY, SEE
from core.capabilities.stock.samples import Samples
from core.sdk.services import InvalidInput
from core.sdk.web import (
    NO_TROUBLE,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    new_key,
    redirect,
    request,
    say,
    the_actor,
    the_desk,
    typed_key,
    url_for,
)


def samples_of_desk() -> Samples:
    return Samples(the_desk().place)


@pages.get("/samples")
@allowed(SEE)
def samples() -> str:
    """What is on display, or is not, today or as a day ended."""
    return _samples_page(NO_TROUBLE)


@pages.post("/samples")
@allowed(DISPLAY)
def put_up() -> Response:
    """Put a sample on display."""
    said = request.form.to_dict()

    def then(_: object) -> Response:
        flash(say()("样品 {number} 已上样", number=said.get("number", "")))
        return redirect(url_for("stock.samples"))

    again = (lambda trouble: _sample_page(said["number"], trouble)) if said.get("known") else _samples_page
    return attempt(lambda: samples_of_desk().put_up(the_actor(), said), then, again)


def _samples_page(trouble: Trouble) -> str:
    actor, samples = the_actor(), samples_of_desk()
    which, day = request.args.get("which", "shown"), request.args.get("day", "")
    find = {"shown": samples.shown, "elsewhere": samples.elsewhere}.get(which, samples.shown)
    try:
        found = find(actor, day)
    except InvalidInput as error:
        trouble, day = trouble or Trouble.of(error), ""
        found = find(actor)
    return drawn("samples.html", found=found, which=which, day=day, today=seeing().today, trouble=trouble,
                 typed=request.form, key=new_key(), here="samples")


@pages.get("/samples/<number>")
@allowed(SEE)
def sample(number: str) -> str:
    """A sample and what happened to it."""
    return _sample_page(number, NO_TROUBLE)


@pages.post("/samples/<number>/down")
@allowed(DISPLAY)
def take_down(number: str) -> Response:
    """Take a sample off display; its case is opened where there is a kind for it."""
    said = {**request.form.to_dict(), "number": number}

    def then(opened: str) -> Response:
        flash(say()("样品 {number} 已下样", number=number))
        return redirect(url_for("case.show", number=opened) if opened else url_for("stock.sample", number=number))

    return attempt(lambda: samples_of_desk().take_down(the_actor(), said, typed_key()), then,
                   lambda trouble: _sample_page(number, trouble))


def _sample_page(number: str, trouble: Trouble) -> str:
    samples = samples_of_desk()
    return drawn("sample.html", told=samples.show(the_actor(), number), kind=samples.kind, trouble=trouble,
                 typed=request.form, today=seeing().today, key=new_key(), here="samples")
