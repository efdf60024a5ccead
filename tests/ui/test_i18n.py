from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from desktop_app import paths
from desktop_app.ui import i18n, wording
from desktop_app.ui.i18n import Translators

ROOT = Path(__file__).resolve().parents[2]
TS = paths.resource("translations", "telar_en.ts")


def messages() -> list[tuple[str, str, str, str]]:
    """(context, Spanish, English, state) of every sentence."""
    found = []
    for context in ET.parse(TS).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found.append(
                (
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    translation.text or "",
                    translation.get("type", "finished"),
                )
            )
    return found


def test_every_sentence_is_translated() -> None:
    unfinished = [(context, source) for context, source, text, state in messages() if state != "finished" or not text]
    assert unfinished == []


def test_translations_keep_placeholders_and_edges() -> None:
    import string

    for _, source, text, _ in messages():
        names = sorted(name for _, name, _, _ in string.Formatter().parse(source) if name is not None)
        assert names == sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None), source
        assert source[:1].isspace() == text[:1].isspace(), source
        assert source[-1:].isspace() == text[-1:].isspace(), source
        assert source.count("\n") == text.count("\n"), source
        assert source.count("&") == text.count("&"), source


def test_the_collected_sentences_are_those_of_the_source() -> None:
    check = subprocess.run(
        ["/bin/sh", str(ROOT / "packaging" / "translations.sh"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={"TELAR_TOOLS": str(Path(sys.executable).parent), "PATH": "/usr/bin:/bin"},
    )
    assert check.returncode == 0, f"run packaging/translations.sh: {check.stdout}{check.stderr}"


def test_the_compiled_words_are_those_of_the_ts(tmp_path: Path) -> None:
    compiled = tmp_path / "telar_en.qm"
    subprocess.run(
        [
            str(Path(sys.executable).parent / "pyside6-lrelease"),
            *("-silent", "-removeidentical", "-nounfinished"),
            *(str(TS), "-qm", str(compiled)),
        ],
        check=True,
    )
    assert compiled.read_bytes() == paths.resource("translations", "telar_en.qm").read_bytes()


@pytest.mark.parametrize(("language", "home", "cancel"), [("es", "&Inicio", "Cancelar"), ("en", "&Home", "Cancel")])
def test_both_languages_speak_in_our_words_and_in_those_of_qt(
    qapp: QApplication, language: str, home: str, cancel: str
) -> None:
    words = Translators(qapp, language)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert QCoreApplication.translate("TopBar", "&Inicio") == home
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") == cancel
    assert i18n.language() == words.language == language
    words.set_language("es")


def test_choosing_the_same_language_changes_nothing(qapp: QApplication) -> None:
    words = Translators(qapp, "es")
    heard: list[str] = []
    words.changed.connect(heard.append)
    words.set_language("es")
    assert heard == []
    words.set_language("en")
    words.set_language("es")
    assert heard == ["en", "es"]


def test_an_unknown_language_is_spanish(qapp: QApplication) -> None:
    assert Translators(qapp, "qu").language == "es"


def test_sizes_are_written_as_the_words_are(qapp: QApplication) -> None:
    words = Translators(qapp, "en")
    assert wording.size(3_634) == "3.6 kB"
    assert i18n.locale().language() == QLocale.Language.English
    words.set_language("es")
