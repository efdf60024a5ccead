"""Ajustes: language, text size, and where the data is. What is changed shows at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QDialog, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.ui import parts, theme
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.signs import Radio
from desktop_app.ui.theme import TEXT_SIZES

_WIDTH = 440
_LANGUAGE_NAMES = {"es": "Español", "en": "English"}


class SettingsDialog(QDialog):
    """Shows the settings in force and says which one the user changes.

    Signals:
        language_chosen: ``es`` or ``en``.
        text_size_chosen: percent.
        backup_wanted, restore_wanted: a backup is to be made, or one to be brought back; the dialog is closed by then.
        entity_wanted: this laptop is to be a receiving entity's; the dialog is closed by then.
    """

    language_chosen = Signal(str)
    text_size_chosen = Signal(int)
    backup_wanted = Signal()
    restore_wanted = Signal()
    entity_wanted = Signal()

    def __init__(self, language: str, text_size: int, data_dir: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Ajustes"))
        self._data_dir = data_dir
        inside = parts.column(self, margin=24, spacing=8)
        inside.addWidget(parts.label(self.tr("Idioma"), "heading", self))
        self._languages = self._group(inside, [(name, code == language) for code, name in _LANGUAGE_NAMES.items()])
        self._languages.idClicked.connect(self._on_language)
        inside.addSpacing(8)
        inside.addWidget(parts.label(self.tr("Tamaño del texto"), "heading", self))
        self._sizes = self._group(inside, [(f"{size} %", size == text_size) for size in TEXT_SIZES])
        self._sizes.idClicked.connect(self._on_size)
        inside.addSpacing(8)
        inside.addWidget(parts.label(self.tr("Sus datos"), "heading", self))
        inside.addWidget(
            parts.label(
                self.tr("Las respuestas se guardan solo en este equipo, en esta carpeta."),
                parent=self,
            )
        )
        inside.addWidget(parts.label(str(data_dir), "muted", self, selectable=True))
        backup = parts.button(self.tr("Copia de respaldo…"), parent=self)
        backup.clicked.connect(self._on_backup)
        bring = parts.button(self.tr("Traer una copia…"), parent=self)
        bring.clicked.connect(self._on_bring)
        copies = parts.row()
        copies.addWidget(backup)
        copies.addWidget(bring)
        copies.addStretch(1)
        inside.addLayout(copies)
        show = parts.button(self.tr("Abrir carpeta"), parent=self)
        show.clicked.connect(self._show_folder)
        close = parts.button(self.tr("Cerrar"), "primary", self)
        close.clicked.connect(self.accept)
        buttons = parts.row()
        buttons.addWidget(show)
        buttons.addStretch(1)
        buttons.addWidget(close)
        inside.addSpacing(8)
        inside.addLayout(buttons)
        entity = parts.button(self.tr("Esta es la entidad receptora…"), "link", self)
        entity.clicked.connect(self._on_entity)
        foot = parts.row()
        foot.addWidget(parts.label(f"Telar {__version__}", "muted", self), 1)
        foot.addWidget(entity)
        inside.addLayout(foot)
        self._inside = inside
        self._fit()

    def _fit(self) -> None:
        """As wide as its rows and as high as its wrapped texts, which a window does not see to by itself."""
        self.ensurePolished()
        self._inside.invalidate()
        width = max(_WIDTH, self._inside.totalMinimumSize().width())
        self.setMinimumSize(width, self._inside.totalHeightForWidth(width))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_inside"):
            QTimer.singleShot(0, self, self._fit)

    def _group(self, inside: QVBoxLayout, options: list[tuple[str, bool]]) -> QButtonGroup:
        group = QButtonGroup(self)
        line = parts.row(spacing=16)
        for index, (text, checked) in enumerate(options):
            choice = Radio(self)
            choice.setChecked(checked)
            group.addButton(choice, index)
            row = ChoiceRow(text, text, choice, self)
            row.label.setWordWrap(False)
            line.addWidget(row)
        line.addStretch(1)
        inside.addLayout(line)
        return group

    @Slot(int)
    def _on_language(self, index: int) -> None:
        self.language_chosen.emit(list(_LANGUAGE_NAMES)[index])

    @Slot(int)
    def _on_size(self, index: int) -> None:
        self.text_size_chosen.emit(TEXT_SIZES[index])

    @Slot()
    def _on_backup(self) -> None:
        self.accept()
        self.backup_wanted.emit()

    @Slot()
    def _on_bring(self) -> None:
        self.accept()
        self.restore_wanted.emit()

    @Slot()
    def _on_entity(self) -> None:
        self.accept()
        self.entity_wanted.emit()

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data_dir)))
