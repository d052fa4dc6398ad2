"""Files that are something else than they say: refused, or kept where no browser runs them."""

# ruff: noqa: E501 (a payload stays on its line)

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from core.http.files import saved_name
from tests.attack.desk import Shop, picture

SCRIPT = b"<script>alert(document.domain)</script>"
PAGE = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"


def gif(after: bytes = b"") -> bytes:
    out = BytesIO()
    Image.new("P", (4, 4)).save(out, "GIF")
    return out.getvalue() + after


def jpeg_with_script() -> bytes:
    exif, out = Image.Exif(), BytesIO()
    exif[0x010E], exif[0x9286] = SCRIPT.decode(), SCRIPT
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif, comment=SCRIPT)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A picture of few bytes and very many pixels."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_with_bomb() -> bytes:
    """A picture whose text unfolds to two hundred megabytes."""
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    plain = out.getvalue()
    data = b"Comment\0\0" + zlib.compress(b"x" * 200_000_000, 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return plain[:33] + chunk + plain[33:]


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", PAGE * 10_000)
    return out.getvalue()


def send(shop: Shop, browser: FlaskClient, content: bytes, name: str, media_type: str = "image/jpeg") -> TestResponse:
    return shop.post(browser, f"/cases/{shop.names.new}/do/attach", {
        "file": (BytesIO(content), name, media_type), "purpose": "proof"})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
    "svg with a declaration": (lambda: b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a.png"),
    "html": (lambda: PAGE, "a.html"), "html named jpg": (lambda: PAGE, "a.jpg"),
    "script": (lambda: b"alert(1)//", "a.js"), "text": (lambda: b"plain words", "a.txt"),
    "no gif": (lambda: b"GIF89a/*" + SCRIPT + b"*/=1;", "a.gif"), "half a jpeg": (lambda: picture()[:200], "a.jpg"),
    "a jpeg's first bytes": (lambda: b"\xff\xd8\xff\xe0" + PAGE, "a.jpg"),
    "a bmp of script": (lambda: b"BM" + PAGE, "a.bmp"), "zip": (zipped, "a.zip"), "docx": (zipped, "a.docx"),
    "jar": (zipped, "a.jpg"), "gzip": (lambda: gzip.compress(b"0" * 10**6), "a.jpg"),
    "program": (lambda: b"MZ" + b"\0" * 300, "a.exe"), "elf": (lambda: b"\x7fELF" + b"\0" * 300, "a.jpg"),
    "wasm": (lambda: b"\0asm" + b"\0" * 300, "a.jpg"), "flash": (lambda: b"FWS" + b"\0" * 300, "a.swf"),
    "huge": (lambda: huge_png(100_000, 100_000), "a.png"), "too many pixels": (lambda: huge_png(9000, 9000), "a.png"),
    "long and thin": (lambda: huge_png(2**31 - 1, 1), "a.png"), "bomb of text": (png_with_bomb, "a.png"),
    "empty": (lambda: b"", "a.jpg"), "shell": (lambda: b"#!/bin/sh\nid", "a.jpg"), "php": (lambda: b"<?php 1;", "a.php.jpg")}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_evidence_is_refused_and_leaves_nothing(shop: Shop, name: str) -> None:
    make, called = REFUSED[name]
    browser = shop.client("service")
    with shop.unchanged():
        reply = send(shop, browser, make(), called)
        assert reply.status_code == 422, reply.status
        assert SCRIPT not in reply.data


KEPT: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "gif and html": (lambda: gif(PAGE), "a.html", "image/gif"),
    "jpeg with script inside": (jpeg_with_script, "photo.jpg.html", "image/jpeg"),
    "jpeg and html": (lambda: picture() + PAGE, "a.svg", "image/jpeg"),
    "jpeg and zip": (lambda: picture() + zipped(), "a.jar", "image/jpeg"),
    "pdf with script": (lambda: b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n" + PAGE,
                        "a.pdf.html", "application/pdf"),
    "another way round": (picture, "\u202egpj.exe", "image/jpeg"), "no ending": (picture, "photo", "image/jpeg"),
    "blanks": (picture, "a.jpg   .html   ", "image/jpeg"), "dots": (picture, "..html", "image/jpeg")}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_is_only_ever_saved_as_what_it_is(shop: Shop, name: str) -> None:
    make, called, media_type = KEPT[name]
    content, service, case = make(), shop.client("service"), f"/cases/{shop.names.new}"
    assert send(shop, service, content, called, "text/html").status_code == 302
    row = shop.desk.views.case(shop["service"], shop.names.new).evidence[-1]
    reply = service.get(f"{case}/files/{row.id}")
    assert reply.data == content and reply.mimetype == media_type == row.media_type
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    disposition = reply.headers["Content-Disposition"]
    assert disposition.startswith("attachment;") and "\n" not in disposition
    saved = unquote(disposition.partition("''")[2])
    assert PurePosixPath(saved).suffix in {"image/gif": (".gif",), "application/pdf": (".pdf",)}.get(
        media_type, (".jpg", ".jpeg"))
    assert "\u202e" not in saved
    copy = service.get(f"{case}/files/{row.id}/picture")
    if media_type == "application/pdf":
        assert copy.status_code == 404
    else:
        assert str(copy.mimetype).startswith("image/") and b"script" not in copy.data
        assert copy.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for path in (case, f"{case}?tab=evidence", f"{case}?tab=timeline"):
        page = service.get(path)
        assert page.status_code == 200 and b"<script>alert" not in page.data


@pytest.mark.parametrize(("given", "stored", "saved"), [
    ("a.JPG", "00/0.jpg", "a.JPG"), ("a.jpeg", "00/0.jpg", "a.jpeg"), ("a.html", "00/0.jpg", "a.html.jpg"),
    ("jpg", "00/0.jpg", "jpg.jpg"), ("a.mov", "00/0.mp4", "a.mov"), ("a.pdf.exe", "00/0.pdf", "a.pdf.exe.pdf")])
def test_the_ending_says_what_it_is(given: str, stored: str, saved: str) -> None:
    assert saved_name(given, stored) == saved


def test_ranges_and_conditions_get_no_other_type(shop: Shop) -> None:
    browser, path = shop.client("service"), f"/cases/{shop.names.new}/files/{shop.names.evidence}"
    for headers in ({"Range": "bytes=0-1"}, {"If-None-Match": "*"}, {"Accept": "text/html"}, {"Range": "bytes=9-1"}):
        reply = browser.get(path, headers=headers)
        assert reply.mimetype == "image/jpeg" and reply.headers["Content-Disposition"].startswith("attachment")
    for query in ("?mimetype=text/html", "?download=0", "?inline=1"):
        assert browser.get(path + query).headers["Content-Disposition"].startswith("attachment")
