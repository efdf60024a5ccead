"""Ayuda: short topics, one a screen, read from ``resources/help``; F1 opens the one of the screen in view."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from desktop_app import paths
from desktop_app.ui import i18n, parts
from desktop_app.ui.theme import GRID

TOPICS: Final = (
    "inicio",
    "ficha",
    "responder",
    "revisar",
    "resultado",
    "enviar",
    "comprobar",
    "formulario",
    "problemas",
)

_WIDEST_TOPICS: Final = 336


def topic_text(topic: str, language: str) -> str:
    """A topic's Markdown; its first line is its title."""
    return paths.resource("help", language, f"{topic}.md").read_text(encoding="utf-8")


class HelpWindow(QWidget):
    """A window of its own beside the screens: topics on the left, the chosen one on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlag(self.windowFlags().Window)
        self.setWindowTitle(self.tr("Ayuda de Telar"))
        self.setProperty("role", "page")
        line = QHBoxLayout(self)
        line.setContentsMargins(GRID, GRID, GRID, GRID)
        line.setSpacing(GRID)
        self._topics = QListWidget(self)
        self._topics.setAccessibleName(self.tr("Temas"))
        parts.roomy(self._topics)
        self._topics.setWordWrap(True)
        self._topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text = QTextBrowser(self)
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(GRID)
        self._text.anchorClicked.connect(self._on_link)
        line.addWidget(self._topics)
        line.addWidget(self._text, 1)
        for topic in TOPICS:
            item = QListWidgetItem(topic_text(topic, i18n.language()).partition("\n")[0].lstrip("# "))
            self._topics.addItem(item)
        self._topics.currentRowChanged.connect(self._on_topic)
        metrics = self.fontMetrics()
        titles = [self._topics.item(row).text() for row in range(self._topics.count())]
        widest = max(metrics.horizontalAdvance(title) for title in titles)
        self._topics.setFixedWidth(min(widest + 4 * GRID, _WIDEST_TOPICS))
        self.resize(min(1000, 90 * metrics.averageCharWidth()), min(680, 30 * metrics.height()))

    def show_topic(self, topic: str) -> None:
        """Shows ``topic`` and comes to the front."""
        self._topics.setCurrentRow(TOPICS.index(topic) if topic in TOPICS else 0)
        self.show()
        self.raise_()
        self.activateWindow()
        self._text.setFocus()

    def topic(self) -> str:
        return TOPICS[max(0, self._topics.currentRow())]

    def text(self) -> str:
        return self._text.toPlainText()

    @Slot(int)
    def _on_topic(self, index: int) -> None:
        self._text.setMarkdown(topic_text(TOPICS[index], i18n.language()))

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        """Topics link to one another by file name."""
        topic = link.toString().removesuffix(".md")
        if topic in TOPICS:
            self._topics.setCurrentRow(TOPICS.index(topic))
