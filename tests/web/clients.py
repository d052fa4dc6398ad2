"""A browser without a screen: follows forms as they stand on the page, so that a test sends what a person would."""

import html
import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from core.web.desk import LANGUAGE_COOKIE
from tests.web.scene import PASSWORD

HAN = re.compile(r"[㐀-鿿]+")


class Page:
    """What came back."""

    def __init__(self, reply: TestResponse) -> None:
        self.reply, self.status, self.text = reply, reply.status_code, reply.get_data().decode("utf-8", "replace")

    @property
    def words(self) -> str:
        """What a reader sees or a screen reader says: no tags, no scripts."""
        bare = re.sub(r"<(script|style|noscript).*?</\1>", " ", self.text, flags=re.S)
        said = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', bare)
        return html.unescape(" ".join([re.sub(r"<[^>]+>", " ", bare), *said]))

    def form(self, action: str) -> dict[str, Any]:
        """The fields of the form that goes to an address, as the page filled them in."""
        reader = _Forms()
        reader.feed(self.text)
        return next(fields for address, fields in reader.forms if address.split("?")[0] == action)

    @property
    def actions(self) -> list[str]:
        reader = _Forms()
        reader.feed(self.text)
        return [address for address, _ in reader.forms]

    @property
    def links(self) -> set[str]:
        return {html.unescape(each) for each in re.findall(r'href="([^"]+)"', self.text)}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, Any]]] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "form":
            self.forms.append((said.get("action") or "", {}))
        if not self.forms:
            return
        fields = self.forms[-1][1]
        plain = said.get("type") not in ("checkbox", "radio", "file", "submit")
        if tag == "input" and name and (plain or "checked" in said):
            fields[name] = said.get("value") or ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in said or self._select not in fields):
            fields[self._select] = said.get("value") or ""
        elif tag == "textarea":
            self._area, fields[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][1][self._area] += data


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask, language: str = "zh") -> None:
        self.client = app.test_client()
        self.client.set_cookie(LANGUAGE_COOKIE, language)

    def log_in(self, login: str, password: str = PASSWORD) -> Page:
        return self.send("/login", self.get("/login").form("/login") | {"login": login, "password": password})

    def get(self, address: str, **more: Any) -> Page:
        return Page(self.client.get(address, **more))

    def send(self, address: str, fields: dict[str, Any], **more: Any) -> Page:
        """Send a form; `fields` as `Page.form` gives them, changed as wanted."""
        return Page(self.client.post(address, data=fields, **more))

    def submit(self, page: Page, action: str, /, **changed: Any) -> Page:
        """Send a form of a page with some fields changed. Names with dots are written with two underscores."""
        fields = page.form(action) | {name.replace("__", "."): value for name, value in changed.items()}
        return self.send(action, fields)
