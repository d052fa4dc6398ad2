"""What goes on paper: documents of a case, labels, QR codes; for a browser's print button and as PDF."""

from core.printing.codes import qr
from core.printing.labels import PrintLabel, drawn_labels
from core.printing.pdf import NoPdf, PdfTooSlow, can_make_pdf, make_pdf
from core.printing.sheets import drawn_sheets, standalone

__all__ = [
           "NoPdf",
           "PdfTooSlow",
           "PrintLabel",
           "can_make_pdf",
           "drawn_labels",
           "drawn_sheets",
           "make_pdf",
           "qr",
           "standalone",
]
