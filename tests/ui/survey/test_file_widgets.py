"""Files as answers: the control asks for them, and shows what is kept of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
)

from desktop_app.ui.survey.views import FileView, Kind, QuestionView
from desktop_app.ui.survey.widgets.file import FileControl, thumbnail
from desktop_app.ui.survey.widgets.question import QuestionWidget
from tests.support.cards import (
    DEGREES,
    Answers,
    Make,
    click,
    clicking,
    focused,
    shown_labels,
    view,
)


class Requests(list[tuple[str, ...]]):
    """What a card asks for that has to do with files."""

    def __init__(self, widget: QuestionWidget) -> None:
        super().__init__()
        widget.file_wanted.connect(self.wanted)
        widget.file_opened.connect(self.opened)
        widget.file_dropped.connect(self.dropped)

    def wanted(self, ref: str) -> None:
        self.append(("wanted", ref))

    def opened(self, ref: str) -> None:
        self.append(("opened", ref))

    def dropped(self, ref: str, path: str) -> None:
        self.append(("dropped", ref, path))


def picture(width: int, height: int, form: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def drop(widget: QuestionWidget, data: QMimeData) -> bool:
    """Drags ``data`` onto the control and lets it go; whether it was wanted."""
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPoint(5, 5), *how)
    entering.ignore()
    QApplication.sendEvent(widget.control, entering)
    if not entering.isAccepted():
        return False
    QApplication.sendEvent(widget.control, QDropEvent(QPointF(5, 5), *how))
    return True


@pytest.mark.parametrize("kind", [Kind.FILE, Kind.ELSEWHERE])
def test_a_file_is_asked_for_and_opened(make: Make, kind: Kind) -> None:
    widget = make(view(kind, parameters={"mediatype": "image/*" if kind is Kind.FILE else "video/*"}))
    asked = Requests(widget)
    told = Answers(widget)
    assert isinstance(widget.control, FileControl)
    clicking("Elegir archivo…")(widget)
    assert not widget.control.open.isVisible()
    widget.show_question(replace(widget.view, value="acta.pdf", file=FileView("acta.pdf", 24_500)))
    assert {"acta.pdf", "24,5 kB"} <= set(shown_labels(widget))
    clicking("Abrir")(widget)
    clicking("Cambiar archivo…")(widget)
    assert asked == [("wanted", "/d/q"), ("opened", "/d/q"), ("wanted", "/d/q")]
    assert told == []


def test_a_file_that_is_not_here_keeps_its_name(make: Make) -> None:
    widget = make(view(Kind.FILE, value="1700000000.jpg"))
    assert {"1700000000.jpg", "No está en este computador."} <= set(shown_labels(widget))
    assert isinstance(widget.control, FileControl)
    assert not widget.control.open.isVisible()
    assert widget.control.remove.isVisible()


def test_a_read_only_file_is_only_opened(make: Make) -> None:
    widget = make(view(Kind.FILE, value="a.pdf", file=FileView("a.pdf", 1), read_only=True))
    assert [b.text() for b in widget.control.findChildren(QPushButton) if b.isVisible()] == ["Abrir"]
    widget.focus_answer()
    assert focused().property("text") == "Abrir"


def test_one_file_of_this_computer_can_be_dropped(make: Make) -> None:
    widget = make(view(Kind.FILE))
    asked = Requests(widget)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/datos/acta.pdf")])
    assert drop(widget, data)
    assert asked == [("dropped", "/d/q", "/datos/acta.pdf")]
    for urls in ([], ["https://a.co/acta.pdf"], ["file:///a.pdf", "file:///b.pdf"]):
        data.setUrls([QUrl(url) for url in urls])
        assert not drop(widget, data)
    data.setUrls([QUrl.fromLocalFile("/datos/acta.pdf")])
    widget.set_read_only(read_only=True)
    assert not drop(widget, data)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (picture(400, 300), (170, 128)),
        (picture(20, 10, "JPEG"), (20, 10)),
        (picture(2000, 1), (192, 1)),
        (b"", None),
        (b"GIF89a nothing", None),
        (picture(20, 10)[:40], None),
        (picture(20, 10).replace(b"IHDR\0\0\0\x14\0\0\0\x0a", b"IHDR\0\0\xff\xff\0\0\xff\xff"), None),
        (picture(20, 10, "BMP"), None),
    ],
)
@pytest.mark.qt_log_ignore("libpng", "Corrupt|Premature", extend=True)
def test_a_picture_is_shown_small_or_not_at_all(content: bytes, size: tuple[int, int] | None) -> None:
    shown = thumbnail(content)
    assert (None if shown is None else (shown.width(), shown.height())) == size


def test_a_picture_is_shown_beside_its_name(make: Make) -> None:
    file = FileView("foto.png", 900, picture(40, 30))
    widget = make(view(Kind.FILE, value="foto.png", file=file))
    assert isinstance(widget.control, FileControl)
    assert widget.control.picture.isVisible()
    assert widget.control.picture.accessibleName() == "foto.png"
    widget.show_question(replace(widget.view, value="otra.png"))
    assert not widget.control.picture.isVisible()


EVIDENCE = QuestionView("/d/q_file", Kind.FILE, "Evidencia", value="acta.pdf", file=FileView("acta.pdf", 24_500))


def test_evidence_is_a_file_in_a_fold(make: Make) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=DEGREES, evidence=EVIDENCE))
    asked = Requests(widget)
    told = Answers(widget)
    fold = widget.companion("/d/q_file")
    assert fold is not None
    assert fold.is_open()
    assert isinstance(fold.control, FileControl)
    click(fold.control.choose)
    click(fold.control.open)
    fold.control.dropped.emit("/datos/otra.pdf")
    assert asked == [("wanted", "/d/q_file"), ("opened", "/d/q_file"), ("dropped", "/d/q_file", "/datos/otra.pdf")]
    click(fold.control.remove)
    assert told == [("/d/q_file", "")]
    assert widget.refs() == ("/d/q", "/d/q_file")
