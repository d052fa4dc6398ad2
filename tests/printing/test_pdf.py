"""PDF: really made, page by page; nothing is fetched, nothing goes on for ever."""

import io
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from markupsafe import Markup
from pypdf import PdfReader

from core.printing import NoPdf, PdfTooSlow, PrintLabel, drawn_labels, drawn_sheets, make_pdf, standalone
from core.translation import Translator
from tests.web.clients import Browser
from tests.web.scene import ZONE, Scene

pytestmark = pytest.mark.usefixtures("pdf_here")
MILLIMETRE = 72 / 25.4
SIZES = {"A4": (210, 297), "A5": (148, 210), "label": (60, 40), "waybill": (100, 150)}


def millimetres(reader: PdfReader, page: int) -> tuple[int, int]:
    box = reader.pages[page].mediabox
    return round(float(box.width) / MILLIMETRE), round(float(box.height) / MILLIMETRE)


def test_sheets_of_every_size_in_one_file(scene: Scene) -> None:
    view, papers = scene.desk.views.papers(scene["lin"], scene.arrived(), "return_form")
    small = replace(papers[0], lines=papers[0].lines[:2], signed=False)
    wanted = [papers[0], *(replace(small, size=size, code="{number}") for size in ("A5", "label", "waybill"))]
    drawn = drawn_sheets(view, wanted, Translator("zh"), business="示例家居", zone=ZONE)
    reader = PdfReader(io.BytesIO(make_pdf(standalone("退货申请表", drawn))))
    assert [millimetres(reader, page) for page in range(len(reader.pages))] == list(SIZES.values())
    for page in reader.pages:
        said = page.extract_text().replace("\n", "")
        assert view.row.number in said and "退货申请表" in said and "示例家居" in said
    assert "橡木书桌" in reader.pages[0].extract_text() and reader.metadata and reader.metadata.title == "退货申请表"


def test_many_labels_are_as_many_pages_whatever_stands_on_them(scene: Scene) -> None:
    labels = [PrintLabel(f"JX-{each}", ("很长的一行字" * 10,) * 5, f"JX-{each}") for each in range(6)]
    reader = PdfReader(io.BytesIO(make_pdf(standalone("x", drawn_labels(labels, "店")))))
    assert len(reader.pages) == 6 and millimetres(reader, 5) == SIZES["label"]
    assert "JX-5" in reader.pages[5].extract_text()
    view, papers = scene.desk.views.papers(scene["lin"], scene.arrived(), "return_form")
    full = replace(papers[0], size="label", copies=2, letterhead=(("寄回地址", "佛山市顺德区乐从大道 18 号" * 3),))
    drawn = drawn_sheets(view, [full], Translator("zh"), business="示例家居", zone=ZONE)
    assert len(PdfReader(io.BytesIO(make_pdf(standalone("x", drawn)))).pages) == 2, "cut off, not moved on"


def test_nothing_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listening)
    Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "secret.css").write_text("p::after { content: 'TAKEN' }")
    away, own = f"http://127.0.0.1:{server.server_port}", (tmp_path / "secret.css").as_uri()
    body = Markup(f'<link rel="stylesheet" href="{own}"><link rel="stylesheet" href="{away}/style.css">'
                  f'<link rel="attachment" href="{own}"><img src="{away}/picture.png"><object data="{away}/o"></object>'
                  f'<p style="background: url({away}/back.png)">Words</p>')
    try:
        reader = PdfReader(io.BytesIO(make_pdf(standalone("x", body))))
    finally:
        server.shutdown()
        server.server_close()
    said = reader.pages[0].extract_text()
    assert "Words" in said and "TAKEN" not in said and asked == [] and not reader.attachments


def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(PdfTooSlow):
        make_pdf(standalone("x", Markup("<p>Words</p>")), seconds=0.05)


def test_without_a_system_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NoPdf) as refused:
        make_pdf("<p>x")
    assert "libpango-1.0-0" in str(refused.value) and "apt install" in str(refused.value)


def test_the_page_hands_out_the_file(scene: Scene, browse: Callable[..., Browser]) -> None:
    number = scene.arrived()
    reply = browse("he").get(f"/cases/{number}/papers/return_form.pdf").reply
    assert reply.status_code == 200 and reply.mimetype == "application/pdf"
    saved = reply.headers["Content-Disposition"]
    assert saved.startswith("attachment") and number in saved
    said = PdfReader(io.BytesIO(reply.data)).pages[0].extract_text()
    assert number in said and "138****6621" in said and "13800006621" not in said, "telephones stay masked"
