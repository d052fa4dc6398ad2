"""What printing needs of the machine: fonts with Chinese letters, and for PDF an extra and what it draws with."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.operating.findings import OK, WARNING, Finding, found
from core.printing.pdf import INSTALL_PANGO, NoPdf, can_make_pdf, lacking

if TYPE_CHECKING:
    from core.app import Desk

FONT_PACKAGES = "apt install fonts-noto-cjk · yum install google-noto-sans-cjk-fonts"


def pdf(desk: Desk) -> Iterator[Finding]:
    """The extra is optional; one that cannot work is worth knowing."""
    if not can_make_pdf():
        yield found("pdf", OK, "没有装(可选);要让页面给出 PDF,请安装:pip install 'shouhou[pdf]'")
        return
    try:
        without = lacking()
    except (NoPdf, subprocess.TimeoutExpired) as error:
        yield found("pdf", WARNING, "装了 weasyprint 却用不了:{why}", why=str(error))
        return
    if without:
        yield found("pdf", WARNING, "缺少系统库:{what}。请安装 Pango({packages})", what=without, packages=INSTALL_PANGO)
    else:
        yield found("pdf", OK, "可以做 PDF")


def fonts(desk: Desk) -> Iterator[Finding]:
    """Fonts with Chinese letters; browsers elsewhere have their own, PDF has these."""
    program = shutil.which("fc-list")
    if program is None:
        yield found("fonts", WARNING, "没有 fc-list(fontconfig),无法查看打印用的中文字体")
        return
    listed = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, timeout=30, check=False)
    families = sorted({line.split(",")[0].strip() for line in listed.stdout.splitlines() if line.strip()})
    if families:
        yield found("fonts", OK, "{families}", families=", ".join(families[:3]))
    else:
        yield found("fonts", WARNING, "这台机器没有中文字体;在这里打印或做 PDF 前请安装({packages})",
                    packages=FONT_PACKAGES)
