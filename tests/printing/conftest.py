"""A furniture shop whose documents are printed, and whether PDF can be made here."""

import pytest

from core.printing.pdf import NoPdf, lacking
from tests.web.conftest import browse, scene, shop_template

__all__ = ["browse", "scene", "shop_template"]


@pytest.fixture(scope="session")
def pdf_here() -> None:
    """Skips where the extra, or what it draws with, is not installed."""
    try:
        without = lacking()
    except NoPdf:
        pytest.skip("the extra `pdf` is not installed")
    if without:
        pytest.skip(f"PDF cannot be drawn here: {without}")
