"""What is installed, how it is doing, and what to do about what is not well."""

from flask import Blueprint, render_template

from core.domain.people import SET_VALUES
from core.http.admission import allowed
from core.plugin_list import SORTS, STATES, plugin_list
from core.web.desk import the_desk

pages = Blueprint("plugins", __name__)


@pages.get("/plugins")
@allowed(SET_VALUES)
def show() -> str:
    """Every plugin with its health."""
    return render_template("plugins.html", plugins=plugin_list(the_desk()), states=STATES, sorts=SORTS)
