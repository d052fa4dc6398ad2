"""Documents by REST: HTML that stands alone, PDF where it is preferred and can be made."""

import pytest

from core.printing.pdf import NoPdf, lacking
from tests.attack.desk import Shop
from tests.rest.programs import Programs


def test_a_document_by_accept(shop: Shop, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    program, path = programs("service"), f"/cases/{shop.names.new}/documents/return_form"
    page = program.send("GET", path)
    assert page.mimetype == "text/html" and shop.names.new in page.text and 'lang="en"' in page.text
    assert "'none'" in page.headers["Content-Security-Policy"]
    assert "Accept" in page.headers["Vary"].split(", ")
    assert program.send("GET", path, headers={"Accept": "text/html, application/pdf;q=0.5"}).mimetype == "text/html"
    assert program.send("GET", f"/cases/{shop.names.new}/documents/nothing").status_code == 404
    monkeypatch.setattr("core.printing.pdf.find_spec", lambda name: None)
    missing = program.send("GET", path, headers={"Accept": "application/pdf"})
    assert missing.status_code == 501
    said = missing.get_json(force=True)
    assert said["code"] == "pdf-missing" and "pip install 'shouhou[pdf]'" in said["detail"]


def test_a_document_as_pdf(shop: Shop, programs: Programs) -> None:
    try:
        without = lacking()
    except NoPdf:
        without = "weasyprint"
    if without:
        pytest.skip(f"PDF cannot be drawn here: {without}")
    reply = programs("service").send("GET", f"/cases/{shop.names.new}/documents/return_form",
                                     headers={"Accept": "application/pdf"})
    assert reply.mimetype == "application/pdf" and reply.data.startswith(b"%PDF-")
    assert "attachment" in reply.headers["Content-Disposition"]
