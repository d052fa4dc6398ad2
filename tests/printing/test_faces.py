"""The command line and the doctor about printing."""

from pathlib import Path

import pytest

from core.app import Desk
from core.operating import checks_printing
from core.operating.findings import Finding
from tests.commands.conftest import business, call, clean_environment, data, good, pattern
from tests.commands.test_cases import accepted, opened
from tests.web.scene import Scene

__all__ = ["business", "clean_environment", "pattern"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_documents_go_into_a_file(business: Path, language: str) -> None:
    number = opened()
    accepted(number)
    said = good("case", "print", number, "--as", "lin", "--out", "all.html", language=language)
    page = (business / "all.html").read_text("utf-8")
    assert said == "" and page.startswith("<!doctype html>") and page.count("<article") > 1 and number in page
    assert ("退货申请表" in page and "客户签名、日期" in page) is (language == "zh")
    assert data("case", "print", number, "return_form", "--as", "lin", "--out", "one.html") == {
        "number": number, "documents": ["return_form"], "file": "one.html"}
    assert (business / "one.html").read_text("utf-8").count("<article") == 1
    refused = call("case", "print", number, "--as", "lin", "--out", "all.docx")
    assert refused.exit_code == 2 and ".pdf or .html" in refused.stderr
    refused = call("case", "print", number, "--as", "lin", "--out", "nowhere/all.html")
    assert refused.exit_code == 1 and "nowhere" in refused.stderr


def test_a_pdf_from_the_shell(business: Path, pdf_here: None) -> None:
    good("case", "print", opened(), "return_form", "--as", "lin", "--out", "form.pdf")
    assert (business / "form.pdf").read_bytes().startswith(b"%PDF-")


def test_without_the_extra_the_shell_says_what_to_install(business: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.printing.pdf.find_spec", lambda name: None)
    refused = call("case", "print", opened(), "return_form", "--as", "lin", "--out", "form.pdf")
    assert refused.exit_code == 1 and "shouhou[pdf]" in refused.stderr and not (business / "form.pdf").exists()


def pdf_finding(desk: Desk) -> Finding:
    one, = checks_printing.pdf(desk)
    return one


def test_the_doctor_on_pdf(scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as without:
        without.setattr("core.printing.pdf.find_spec", lambda name: None)
        absent = pdf_finding(scene.desk)
    assert absent.state == "ok" and "pip install" in str(absent.said), "an extra that is not there is no fault"
    monkeypatch.setattr("core.printing.pdf.find_spec", lambda name: object())
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    lame = pdf_finding(scene.desk)
    assert lame.state == "warning" and "libpango-1.0-0" in str(lame.said) and "yum install pango" in str(lame.said)


def test_the_doctor_where_pdf_works(scene: Scene, pdf_here: None) -> None:
    assert pdf_finding(scene.desk).state == "ok"


def test_the_doctor_on_fonts(scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def finding(listed: str | None) -> Finding:
        program = tmp_path / "fc-list"
        program.unlink(missing_ok=True)
        if listed is not None:
            program.write_text(f"#!/bin/sh\nprintf '{listed}'\n")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        one, = checks_printing.fonts(scene.desk)
        return one

    assert finding(None).state == "warning"
    none = finding("")
    assert none.state == "warning" and "fonts-noto-cjk" in str(none.said) and "yum install" in str(none.said)
    some = finding("Noto Sans CJK SC,思源黑体\\n")
    assert (some.state, str(some.said)) == ("ok", "Noto Sans CJK SC")
