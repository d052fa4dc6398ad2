"""What lies where, items, places, what is short, held and waited for, on pages."""

from typing import Any

from core.capabilities.stock.blueprint import as_file, drawn, items_of_desk, options, pages, seeing, the_places
from core.capabilities.stock.forms import Kind
from core.capabilities.stock.items import COLUMNS, Loaded
from core.capabilities.stock.permissions import KEEP, SEE
from core.capabilities.stock.standing import OWN, Sort
from core.sdk.services import InvalidInput
from core.sdk.web import (
    NO_TROUBLE,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    make_response,
    new_key,
    redirect,
    request,
    say,
    the_actor,
    url_for,
)


@pages.get("/")
@allowed(SEE)
def items() -> str:
    """What there is, by words, ledger and place."""
    asked = {name: request.args.get(name, "") for name in ("q", "kind", "place")}
    trouble = NO_TROUBLE
    try:
        found = seeing().items(the_actor(), asked["q"], kind=asked["kind"], place=asked["place"],
                               cursor=request.args.get("cursor", ""))
    except InvalidInput as error:
        trouble, asked = Trouble.of(error), dict.fromkeys(asked, "")
        found = seeing().items(the_actor())
    return drawn("items.html", found=found, asked=asked, trouble=trouble, places=the_places(),
                 kind_options=options(Kind), here="items")


@pages.get("/items/<code>")
@allowed(SEE)
def item(code: str) -> str:
    """An item: where it is, how many have to be there, what moved."""
    return _item_page(code, NO_TROUBLE)


def _item_page(code: str, trouble: Trouble) -> str:
    actor = the_actor()
    told = seeing().item(actor, code)
    return drawn("item.html", told=told, moves=seeing().moves(actor, item=told.item.code,
                                                              cursor=request.args.get("cursor", "")),
                 trouble=trouble, typed=request.form, places=the_places(), kind_options=options(Kind), key=new_key(),
                 own=[each.name for each in OWN], here="items")


@pages.get("/items/new")
@allowed(KEEP)
def new_item() -> str:
    """Write an item down; take many out of a table."""
    return _new_page(NO_TROUBLE)


@pages.post("/items")
@allowed(KEEP)
def save_item() -> Response:
    """Keep an item."""
    said = request.form

    def then(saved: Any) -> Response:
        flash(say()("已保存 {item}", item=saved.title))
        return redirect(url_for("stock.item", code=saved.code))

    again = (lambda trouble: _item_page(said["old"], trouble)) if said.get("old") else _new_page
    return attempt(lambda: items_of_desk().save(the_actor(), said.to_dict()), then, again)


@pages.post("/items/<code>/end")
@allowed(KEEP)
def end_item(code: str) -> Response:
    """Use an item no more."""
    def then(_: None) -> Response:
        flash(say()("已停用"))
        return redirect(url_for("stock.items"))

    return attempt(lambda: items_of_desk().end(the_actor(), code), then, lambda trouble: _item_page(code, trouble))


@pages.post("/items/<code>/minimum")
@allowed(KEEP)
def minimum(code: str) -> Response:
    """Say how many have to be in a place."""
    def then(_: None) -> Response:
        flash(say()("已保存"))
        return redirect(url_for("stock.item", code=code))

    said = request.form
    return attempt(lambda: items_of_desk().set_minimum(the_actor(), code, said.get("place", ""),
                                                       said.get("quantity", "")),
                   then, lambda trouble: _item_page(code, trouble))


@pages.post("/items/import")
@allowed(KEEP)
def load_items() -> Response:
    """Take items, minimums and openings out of a table, or only try it."""
    def todo() -> Loaded:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise InvalidInput.field("file", "请选择文件")
        return items_of_desk().load(the_actor(), file.stream.read(), file.filename, only_try="try" in request.form)

    def then(loaded: Loaded) -> Response:
        if loaded.wrong or loaded.tried:
            return make_response(_new_page(NO_TROUBLE, loaded), 422 if loaded.wrong else 200)
        flash(say()("导入了 {taken} 项,{same} 项本来就是这样,登记期初 {opened} 笔", taken=str(loaded.taken),
                    same=str(loaded.same), opened=str(loaded.opened)))
        return redirect(url_for("stock.items"))

    return attempt(todo, then, _new_page)


def _new_page(trouble: Trouble, loaded: Loaded | None = None) -> str:
    return drawn("new.html", trouble=trouble, loaded=loaded, typed=request.form, kind_options=options(Kind),
                 columns=tuple(COLUMNS), here="items")


@pages.get("/items.csv")
@allowed(SEE)
def item_table() -> Response:
    """The items as a file that can be imported again."""
    return as_file(items_of_desk().table(the_actor(), plain=say().language != "zh"), "items.csv")


@pages.get("/places")
@allowed(SEE)
def places() -> str:
    """Warehouses, halls and workshops."""
    return _places_page(NO_TROUBLE)


@pages.post("/places")
@allowed(KEEP)
def add_place() -> Response:
    """Set a place up."""
    said = request.form

    def then(_: object) -> Response:
        flash(say()("已保存"))
        return redirect(url_for("stock.places"))

    return attempt(lambda: items_of_desk().add_place(the_actor(), said.get("sort", ""), said.get("title", ""),
                                                     said.get("unit", "")), then, _places_page)


@pages.post("/places/<int:place>/close")
@allowed(KEEP)
def close_place(place: int) -> Response:
    """Use a place no more."""
    def then(_: None) -> Response:
        flash(say()("已停用"))
        return redirect(url_for("stock.places"))

    return attempt(lambda: items_of_desk().close_place(the_actor(), place), then, _places_page)


def _places_page(trouble: Trouble) -> str:
    return drawn("places.html", rows=items_of_desk().places(the_actor()), trouble=trouble, typed=request.form,
                 sort_options=options(Sort, OWN), units=items_of_desk().units(the_actor()), here="places")


@pages.get("/shortages")
@allowed(SEE)
def shortages() -> str:
    """What is below its minimum."""
    return drawn("shortages.html", found=seeing().shortages(the_actor()), here="shortages")


@pages.get("/waiting")
@allowed(SEE)
def waiting() -> str:
    """Cases that wait for parts."""
    return drawn("waiting.html", found=seeing().waiting(the_actor()), today=seeing().today, here="waiting")


@pages.get("/held")
@allowed(SEE)
def held() -> str:
    """What colleagues have."""
    return drawn("held.html", found=seeing().held(the_actor(), request.args.get("of", "")), today=seeing().today,
                 here="held")
