"""Documents and labels on every size of paper: what stands on them, what the pages offer."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest

from core.domain.errors import DefinitionError
from core.domain.judging import Paper
from core.domain.promises import Document, Size
from core.printing import PrintLabel, drawn_labels, drawn_sheets, qr, standalone
from core.services.views import CaseView
from core.translation import Translator
from plugins.furniture.documents import return_form
from tests.web.clients import Browser
from tests.web.scene import ZONE, Scene

Browse = Callable[..., Browser]


def read(scene: Scene) -> tuple[CaseView, Paper]:
    view, papers = scene.desk.views.papers(scene["lin"], scene.arrived(), "return_form")
    return view, papers[0]


def test_every_size_has_its_page_its_code_and_its_copies(scene: Scene) -> None:
    view, paper = read(scene)
    head = (("寄回地址", "佛山市 <3> 号仓"), ("客服联系方式", None))
    for size in get_args(Size):
        sheet = replace(paper, size=size, copies=2, code="{number}", letterhead=head)
        drawn = str(drawn_sheets(view, [sheet], Translator("zh"), business="示例 & 家居", zone=ZONE))
        assert drawn.count(f'<article class="paper on-{size.lower()}">') == 2
        assert drawn.count(str(qr(view.row.number))) == 2
        assert "示例 &amp; 家居" in drawn and "寄回地址：佛山市 &lt;3&gt; 号仓" in drawn
        assert "客服联系方式：" not in drawn, "a letterhead leaves no gaps"
        assert ("陈女士" in drawn) is (size != "label"), "no person on what sticks to goods"
        assert ("橡木书桌" in drawn) is (size in ("A4", "A5")), "goods fill no label"
        assert "2025-09-25" in drawn, "paper is kept: days have their year"
    page = standalone("退货", drawn_sheets(view, [paper], Translator("en"), business="x", zone=ZONE), "en")
    assert '<html lang="en">' in page and "Case number" in page and "Customer&#39;s signature, date" in page
    assert not re.search(r"https?://|src=|url\(|@import|<script|<link", page), "it stands alone"
    assert qr(view.row.number) not in page, "no code unless the document has one"


def test_a_document_says_how_it_is_printed() -> None:
    step = return_form.before[0]
    slip = Document("取件单", before=step, size="A5", copies=2, code=True)
    assert (slip.size, slip.copies, slip.code) == ("A5", 2, "{number}")
    assert (return_form.size, return_form.copies, return_form.code) == ("A4", 1, "")
    assert Document("贴纸", before=step, size="label", code="https://example.com/{number}").code.endswith("{number}")
    wrong: dict[str, Any]
    for wrong in ({"size": "A6"}, {"copies": 0}, {"copies": 21}):
        with pytest.raises(DefinitionError):
            Document("取件单", before=step, **wrong)


def test_a_page_of_labels(scene: Scene, browse: Browse) -> None:
    labels = [PrintLabel("TH-2025-00001", ("橡木书桌 <Y-210>", "第 1 件"), "TH-2025-00001"), PrintLabel("没有码的")]
    drawn = str(drawn_labels(labels, "示例家居"))
    assert drawn.count('class="paper on-label tag"') == 2 and drawn.count('class="qr"') == 1
    assert "&lt;Y-210&gt;" in drawn and drawn.count("示例家居") == 2
    assert "on-waybill" in drawn_labels(labels, "示例家居", "waybill")
    numbers, lin = (scene.arrived(), scene.open()), browse("lin")
    listed = lin.get("/cases")
    reply = lin.client.post("/labels", data=listed.form("/cases/assign") | {"number": list(numbers)})
    assert reply.status_code == 302
    page = lin.get(reply.location)
    assert page.text.count('class="paper on-label tag"') == 2 and "sheets.css" in page.text
    assert all(str(qr(number)) in page.text for number in numbers) and "橡木书桌 Y-210" in page.words
    assert "陈女士" not in page.text, "nobody's name on what sticks to goods"
    assert lin.get(f"/labels?number={numbers[0]}&number=TH-2025-99999").status == 404 == lin.get("/labels").status


def test_the_page_of_a_document_offers_a_pdf_only_where_one_can_be_made(
        scene: Scene, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    number, lin = scene.arrived(), browse("lin")
    address = f"/cases/{number}/papers/return_form"
    monkeypatch.setattr("core.printing.pdf.find_spec", lambda name: None)
    page = lin.get(address)
    assert "下载 PDF" not in page.words and "签名" in page.words
    missing = lin.get(address + ".pdf")
    assert missing.status == 501 and "shouhou[pdf]" in missing.words
    monkeypatch.setattr("core.printing.pdf.find_spec", lambda name: object())
    assert f'href="{address}.pdf"' in lin.get(address).text
    assert lin.get(f"/cases/{number}/papers/nothing.pdf").status == 404
    style, = re.findall(r'href="([^"]+sheets\.css[^"]*)"', page.text)
    served = browse().get(style).reply
    assert served.mimetype == "text/css" and "@page label" in served.text
    assert "immutable" in served.headers["Cache-Control"]


def test_labels_as_pdf(scene: Scene, browse: Browse, pdf_here: None) -> None:
    reply = browse("lin").get(f"/labels.pdf?number={scene.arrived()}").reply
    assert reply.mimetype == "application/pdf" and reply.data.startswith(b"%PDF-")
    assert "attachment" in reply.headers["Content-Disposition"]
