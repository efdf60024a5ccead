from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QListWidget, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop_app import paths
from desktop_app.texts import fold
from desktop_app.ui.help import TOPICS, HelpWindow, topic_text, topics_with


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_topic_is_written_in_both_languages_and_no_other_file_lies_there(language: str) -> None:
    files = {path.stem for path in paths.resource("help", language).glob("*.md")}
    assert files == set(TOPICS)
    for topic in TOPICS:
        text = topic_text(topic, language)
        assert re.match(r"# \S", text)
        assert 200 < len(text) < (6000 if topic == "glosario" else 2500)


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


def test_a_search_finds_topics_whatever_the_accents(qtbot: QtBot) -> None:
    assert topics_with("ESLABÓN", "es") == topics_with("eslabon", "es") == ["glosario"]
    assert topics_with("", "en") == list(TOPICS)
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show_topic("inicio")
    qtbot.keyClicks(window.search, "eslabon")
    assert window.shown_topics() == ["glosario"]
    assert window.topic() == "glosario"
    browser = window.findChild(QTextBrowser)
    assert browser is not None
    assert browser.textCursor().selectedText().startswith("Eslabón.")
    window.search.setText("zzz")
    assert window.shown_topics() == []
    window.show_topic("enviar")
    assert window.shown_topics() == list(TOPICS)
    assert window.topic() == "enviar"


def test_what_the_form_says_of_a_section_stands_above_and_is_never_markup(qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show_topic("responder", ("A1 · Enfoque", "<b>No</b> es **negrita**.\nOtra línea."))
    text = window.text()
    assert text.startswith("A1 · Enfoque\n<b>No</b> es **negrita**.\nOtra línea.\n")
    assert "Responda en el orden que quiera" in text
    window.show_topic("plan", ("A1 · Enfoque", "x"))
    assert window.text().startswith("Plan de mejora")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_glossary_is_alphabetical_and_says_each_word_once(language: str) -> None:
    words = [fold(word) for word in re.findall(r"^\*\*(.+?)\.?\*\*", topic_text("glosario", language), re.MULTILINE)]
    assert 25 <= len(words) <= 40
    assert words == sorted(set(words))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_links_between_topics_lead_somewhere(language: str, topic: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", topic_text(topic, language)):
        assert target.removesuffix(".md") in TOPICS
