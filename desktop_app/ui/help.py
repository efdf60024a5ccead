"""Ayuda: short topics, one a screen, read from ``resources/help``; F1 opens the one of the screen in view."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QColor, QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from desktop_app import paths
from desktop_app.texts import fold
from desktop_app.ui import i18n, parts, theme
from desktop_app.ui.theme import GRID

TOPICS: Final = (
    "inicio",
    "ficha",
    "responder",
    "revisar",
    "resultado",
    "plan",
    "enviar",
    "acuses",
    "olas",
    "respaldo",
    "registro",
    "comprobar",
    "formulario",
    "instrumento",
    "recepcion",
    "recibidas",
    "problemas",
    "glosario",
)
OF_SECTION: Final = "responder"
"""The topic above which stands what the form says of the section in view."""

_WIDEST_TOPICS: Final = 336


def topic_text(topic: str, language: str) -> str:
    """A topic's Markdown; its first line is its title."""
    return paths.resource("help", language, f"{topic}.md").read_text(encoding="utf-8")


@cache
def _folded(topic: str, language: str) -> str:
    return fold(topic_text(topic, language))


def topics_with(text: str, language: str) -> list[str]:
    """The topics in which every word of ``text`` is found, whatever its accents and capitals."""
    words = fold(text).split()
    return [topic for topic in TOPICS if all(word in _folded(topic, language) for word in words)]


class HelpWindow(QWidget):
    """A window of its own beside the screens: topics on the left, the chosen one on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlag(self.windowFlags().Window)
        self.setWindowTitle(self.tr("Ayuda de Telar"))
        self.setProperty("role", "page")
        self._about = ("", "")
        line = QHBoxLayout(self)
        line.setContentsMargins(GRID, GRID, GRID, GRID)
        line.setSpacing(GRID)
        beside = parts.column(spacing=GRID)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Buscar en la ayuda"))
        self.search.setAccessibleName(self.tr("Buscar en la ayuda"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_found)
        self._topics = QListWidget(self)
        self._topics.setAccessibleName(self.tr("Temas"))
        parts.roomy(self._topics)
        self._topics.setWordWrap(True)
        self._topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = parts.label(self.tr("Ningún tema lo nombra."), "muted", self)
        self._none.hide()
        self._text = QTextBrowser(self)
        self._text.setAccessibleName(self.tr("Texto del tema"))
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(GRID)
        self._text.anchorClicked.connect(self._on_link)
        beside.addWidget(self.search)
        beside.addWidget(self._none)
        beside.addWidget(self._topics, 1)
        line.addLayout(beside)
        line.addWidget(self._text, 1)
        for topic in TOPICS:
            item = QListWidgetItem(topic_text(topic, i18n.language()).partition("\n")[0].lstrip("# "))
            self._topics.addItem(item)
        self._topics.currentRowChanged.connect(self._on_topic)
        metrics = self.fontMetrics()
        titles = [self._topics.item(row).text() for row in range(self._topics.count())]
        widest = max(metrics.horizontalAdvance(title) for title in titles)
        self._topics.setFixedWidth(min(widest + 4 * GRID, _WIDEST_TOPICS))
        self.search.setFixedWidth(self._topics.maximumWidth())
        self._none.setFixedWidth(self._topics.maximumWidth())
        self.resize(min(1000, 90 * metrics.averageCharWidth()), min(680, 30 * metrics.height()))

    def show_topic(self, topic: str, about: tuple[str, str] = ("", "")) -> None:
        """Shows ``topic`` and comes to the front; ``about`` is the title of a section and what is said of it."""
        self._about = about
        self.search.clear()
        row = TOPICS.index(topic) if topic in TOPICS else 0
        if row == self._topics.currentRow():
            self._on_topic(row)
        self._topics.setCurrentRow(row)
        self.show()
        self.raise_()
        self.activateWindow()
        self._text.setFocus()

    def topic(self) -> str:
        return TOPICS[max(0, self._topics.currentRow())]

    def text(self) -> str:
        return self._text.toPlainText()

    def shown_topics(self) -> list[str]:
        """The topics in the list, as far as they were searched for."""
        return [topic for row, topic in enumerate(TOPICS) if not self._topics.item(row).isHidden()]

    @Slot(int)
    def _on_topic(self, index: int) -> None:
        if index < 0:
            return
        self._text.setMarkdown(topic_text(TOPICS[index], i18n.language()))
        if TOPICS[index] == OF_SECTION and all(self._about):
            self._put_above(*self._about)
        self._mark()

    def _put_above(self, title: str, text: str) -> None:
        """A form's words: text, never markup."""
        strong, plain = QTextCharFormat(), QTextCharFormat()
        strong.setFontWeight(QFont.Weight.DemiBold)
        strong.setFontPointSize(1.2 * self.font().pointSizeF())
        ground = QTextBlockFormat()
        ground.setBackground(QColor(theme.tokens().accent_soft))
        ground.setTopMargin(GRID)
        ground.setBottomMargin(GRID)
        cursor = QTextCursor(self._text.document())
        cursor.insertBlock()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        cursor.setBlockFormat(ground)
        cursor.insertText(title, strong)
        for paragraph in text.splitlines():
            cursor.insertBlock(ground, plain)
            cursor.insertText(paragraph, plain)
        self._text.moveCursor(QTextCursor.MoveOperation.Start)

    # Searching

    @Slot(str)
    def _on_search(self, text: str) -> None:
        found = topics_with(text, i18n.language())
        for row, topic in enumerate(TOPICS):
            self._topics.item(row).setHidden(topic not in found)
        self._none.setVisible(not found)
        if found and self.topic() not in found:
            self._topics.setCurrentRow(TOPICS.index(found[0]))
        else:
            self._mark()

    @Slot()
    def _on_found(self) -> None:
        """Enter goes on to the text."""
        self._text.setFocus()

    def _mark(self) -> None:
        """Goes to where what is searched for stands first."""
        cursor = QTextCursor(self._text.document())
        wanted = fold(self.search.text())
        if wanted:
            block = self._first(wanted)
            if block.isValid():
                cursor.setPosition(block.position())
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self._text.setTextCursor(cursor)
        self._text.ensureCursorVisible()

    def _first(self, wanted: str) -> QTextBlock:
        """The first paragraph that begins with ``wanted``, as an entry of the glossary does, or else names it."""
        names = QTextBlock()
        block = self._text.document().begin()
        while block.isValid():
            text = fold(block.text())
            if text.startswith(wanted):
                return block
            if not names.isValid() and wanted in text:
                names = block
            block = block.next()
        return names

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        """Topics link to one another by file name."""
        topic = link.toString().removesuffix(".md")
        if topic in TOPICS:
            self.search.clear()
            self._topics.setCurrentRow(TOPICS.index(topic))
