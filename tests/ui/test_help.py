from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QListWidget, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop_app import paths
from desktop_app.ui.help import TOPICS, HelpWindow, topic_text


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_topic_is_written_in_both_languages_and_no_other_file_lies_there(language: str) -> None:
    files = {path.stem for path in paths.resource("help", language).glob("*.md")}
    assert files == set(TOPICS)
    for topic in TOPICS:
        text = topic_text(topic, language)
        assert re.match(r"# \S", text)
        assert 200 < len(text) < 2500


def test_f1_topics_open_where_they_are_asked_for(qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    for topic in TOPICS:
        window.show_topic(topic)
        assert window.topic() == topic
        assert window.text().startswith(topic_text(topic, "es").partition("\n")[0].lstrip("# "))
    window.show_topic("no existe")
    assert window.topic() == "inicio"


def test_topics_are_chosen_with_the_keyboard(qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show_topic("inicio")
    topics = window.findChild(QListWidget)
    assert topics is not None
    topics.setCurrentRow(3)
    assert window.topic() == "revisar"
    assert "Sin respuesta" in window.text()


def test_links_lead_to_topics_and_nowhere_else(qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show_topic("inicio")
    browser = window.findChild(QTextBrowser)
    assert browser is not None
    browser.anchorClicked.emit(QUrl("https://example.org/"))
    assert window.topic() == "inicio"
    browser.anchorClicked.emit(QUrl("enviar.md"))
    assert window.topic() == "enviar"
