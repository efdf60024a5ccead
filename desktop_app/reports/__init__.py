"""What is printed: the respondent's report, the blank form, the chart as a picture, and pages as pixels."""

from desktop_app.reports.beside import Beside
from desktop_app.reports.blank import BlankContent, blank_content
from desktop_app.reports.content import ReportContent, ReportFacts, respondent_content
from desktop_app.reports.pdf import blank_form_pdf, respondent_pdf, summary_pdf
from desktop_app.reports.picture import spider_png, spider_svg
from desktop_app.reports.preview import RenderedPage, page_count, render_page

__all__ = [
    "Beside",
    "BlankContent",
    "RenderedPage",
    "ReportContent",
    "ReportFacts",
    "blank_content",
    "blank_form_pdf",
    "page_count",
    "render_page",
    "respondent_content",
    "respondent_pdf",
    "spider_png",
    "spider_svg",
    "summary_pdf",
]
