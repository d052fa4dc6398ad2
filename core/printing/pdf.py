"""PDF, where the extra `pdf` is installed."""

import logging
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore
from typing import ClassVar

from core.domain.errors import DeskError
from core.printing.typesetter import LACKING, MISSING

PROGRAM = Path(__file__).with_name("typesetter.py")
SECONDS = 60.0
"""A document that takes longer is given up."""
AT_ONCE = 2
INSTALL_PANGO = ("apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 · "
                 "yum install pango")
"""For Debian and Ubuntu; for Fedora, openEuler and their relations."""
_turns = BoundedSemaphore(AT_ONCE)
log = logging.getLogger(__name__)


class NoPdf(DeskError):
    """This desk cannot make PDF; says what to install."""

    code = "pdf-missing"


class PdfTooSlow(DeskError):
    """It took too long, or too many were asked for at once."""

    code = "pdf-too-slow"
    retry_after: ClassVar[int] = 30

    def __init__(self) -> None:
        super().__init__("PDF 一时做不出来,请稍后再试,或用浏览器打印")


def can_make_pdf() -> bool:
    """Whether the extra is installed. Whether the system has what it draws with, `lacking` tells, more slowly."""
    return find_spec("weasyprint") is not None


def lacking() -> str | None:
    """What the system lacks to make PDF, in the words of its loader; nothing if all is there. Raises `NoPdf` without
    the extra."""
    done = _run("--check", page="", seconds=60)
    return done.stderr.decode("utf-8", "replace").strip() or "Pango" if done.returncode == LACKING else None


def make_pdf(page: str, *, seconds: float = SECONDS) -> bytes:
    """A standalone page as PDF, in a process of its own. Raises `NoPdf` where that cannot be done here, `PdfTooSlow`
    after so many seconds, `RuntimeError` where the library fails."""
    if not can_make_pdf():
        raise missing()
    if not _turns.acquire(timeout=seconds):
        raise PdfTooSlow()
    try:
        done = _run(page=page, seconds=seconds)
    except subprocess.TimeoutExpired:
        raise PdfTooSlow() from None
    finally:
        _turns.release()
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == LACKING:
        raise NoPdf("缺少系统库:{what}。请安装 Pango({packages})", what=said, packages=INSTALL_PANGO)
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise RuntimeError(f"making a PDF failed ({done.returncode}): {said[-2000:]}")
    if said:
        log.info("making a PDF: %s", said[-2000:])
    return done.stdout


def missing() -> NoPdf:
    """Without the extra."""
    return NoPdf("这个服务台没有装 PDF 组件;请安装:pip install 'shouhou[pdf]'(仍可用浏览器打印)")


def _run(*more: str, page: str, seconds: float) -> "subprocess.CompletedProcess[bytes]":
    # Its own folder is kept off the path, and the desk's passwords out of its environment.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("SHOUHOU_")}
    done = subprocess.run([sys.executable, "-P", str(PROGRAM), *more], input=page.encode(), capture_output=True,
                          timeout=seconds, check=False, env=surroundings)
    if done.returncode == MISSING:
        raise missing()
    return done
