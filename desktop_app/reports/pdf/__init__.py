"""How reports are drawn: rows set on pages, written with reportlab, which is imported when something is drawn."""

from desktop_app.reports.pdf.blank import blank_form_pdf
from desktop_app.reports.pdf.respondent import respondent_pdf
from desktop_app.reports.pdf.summary import summary_pdf

__all__ = ["blank_form_pdf", "respondent_pdf", "summary_pdf"]
