"""Comments, files and confirmations, put on the desk as the widgets tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop_app.ui.survey.around import Teller
    from desktop_app.ui.survey.edits import Deed, Edits


class NoteTaker(QObject):
    """One for a page; ``show_edits`` says on which response.

    Signals:
        done: what was done, as ``Deed``: it is to be shown, told and put on disk.
    """

    done = Signal(object)

    def __init__(self, teller: Teller, parent: QObject) -> None:
        super().__init__(parent)
        self._edits: Edits | None = None
        teller.confirmed.connect(self.confirm)
        teller.commented.connect(self.comment)
        teller.evidence_removed.connect(self.remove_file)

    def show_edits(self, edits: Edits) -> None:
        self._edits = edits

    def confirm(self, ref: str) -> None:
        """The answer at ``ref`` holds for this wave too, and what is shown with it."""
        edits = self._known()
        self._tell(edits.confirm(ref, (ref, *edits.desk.companions(ref).refs())))

    def confirm_section(self, section: str) -> None:
        """The same for all answers of a section that were taken over."""
        edits = self._known()
        refs = edits.desk.to_confirm(section)
        if refs:
            self._tell(edits.confirm(refs[0], refs))

    def comment(self, ref: str, text: str) -> None:
        self._tell(self._known().comment(ref, text))

    def give_file(self, ref: str, name: str) -> None:
        """The file called ``name``, which is kept already, goes beside the answer at ``ref``."""
        edits = self._known()
        self._tell(edits.set_files(ref, (*edits.desk.notes.evidence.get(ref, ()), name)))

    def remove_file(self, ref: str, name: str) -> None:
        edits = self._known()
        self._tell(edits.set_files(ref, [each for each in edits.desk.notes.evidence.get(ref, ()) if each != name]))

    def _known(self) -> Edits:
        assert self._edits is not None
        return self._edits

    def _tell(self, deeds: Sequence[Deed]) -> None:
        for deed in deeds:
            self.done.emit(deed)
