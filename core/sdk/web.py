"""What a plugin author needs for pages of the plugin's own (`pages.py`) and for panels on the page of a case
(`panels.py`).

Templates lie in `templates/<plugin>/`, extend `base.html` (blocks `title` and `main`) and may import the macros of the
desk: `{% from "macros/form.html" import told, plain, pick with context %}`. Their Chinese words have their English in
the plugin's `locale/en.po`. Forms carry `<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">`.
Labels to stick on things: `return render_labels([PrintLabel("P-0001", ("水泵",), code="P-0001")], title="包裹标签",
back=url_for("parcels.bench"))`; `{{ qr(text) }}` draws a code in a template, sized by the class `qr`.
"""

from flask import flash, make_response, redirect, request, url_for
from flask import render_template as render
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.people import OPEN, VIEW, Actor
from core.domain.reasons import Label, Reason
from core.http.admission import allowed
from core.printing import PrintLabel, qr, standalone
from core.privacy.accesses import READ_CASE
from core.services.views import CaseView
from core.web import stepping
from core.web.acting import (
    NO_TROUBLE,
    Trouble,
    attempt,
    new_key,
    stream_of,
    typed_key,
    typed_moment,
    typed_numbers,
    typed_version,
    whole,
)
from core.web.brought import Blueprint, CustomerPanel, Entry, Panel, panel, panel_of
from core.web.desk import say, the_actor, the_desk
from core.web.navigation import Group
from core.web.printing import labels_pdf, render_labels, sent_pdf
from core.web.questions import Drawn, draw, loose, read

__all__ = [
    "NO_TROUBLE",
    "OPEN",
    "READ_CASE",
    "VIEW",
    "Actor",
    "Blueprint",
    "CaseView",
    "CustomerPanel",
    "Drawn",
    "Entry",
    "FileStorage",
    "Group",
    "InvalidInput",
    "Label",
    "Markup",
    "NotFound",
    "Panel",
    "PrintLabel",
    "Reason",
    "Refused",
    "Response",
    "Trouble",
    "allowed",
    "attempt",
    "draw",
    "flash",
    "labels_pdf",
    "loose",
    "make_response",
    "new_key",
    "panel",
    "panel_of",
    "qr",
    "read",
    "redirect",
    "render",
    "render_labels",
    "request",
    "say",
    "sent_pdf",
    "standalone",
    "stepping",
    "stream_of",
    "the_actor",
    "the_desk",
    "typed_key",
    "typed_moment",
    "typed_numbers",
    "typed_version",
    "url_for",
    "whole",
]
