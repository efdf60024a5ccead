"""Words that several screens say the same way: states, moments, sizes."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from desktop_app.ui import i18n


def state(name: str) -> str:
    """A response's state in words."""
    words = {
        "draft": QCoreApplication.translate("States", "Borrador"),
        "ready": QCoreApplication.translate("States", "Lista para enviar"),
        "exported": QCoreApplication.translate("States", "Exportada"),
        "received": QCoreApplication.translate("States", "Recibida"),
        "returned": QCoreApplication.translate("States", "Devuelta"),
        "accepted": QCoreApplication.translate("States", "Aceptada"),
    }
    return words.get(name, name)


def clock(moment: datetime) -> str:
    """``10:42``, in the laptop's own time."""
    return f"{moment.astimezone():%H:%M}"


def day(moment: datetime) -> str:
    """``20/11/2026``."""
    return f"{moment.astimezone():%d/%m/%Y}"


def day_and_clock(moment: datetime) -> str:
    return f"{day(moment)} {clock(moment)}"


def since(moment: datetime, now: datetime) -> str:
    """When something was saved, as one would say it."""
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days == 0:
        return QCoreApplication.translate("Moments", "hoy a las {time}").format(time=clock(moment))
    if days == 1:
        return QCoreApplication.translate("Moments", "ayer a las {time}").format(time=clock(moment))
    return QCoreApplication.translate("Moments", "el {date}").format(date=day(moment))


def size(count: int) -> str:
    """``3,6 kB``; in English ``3.6 kB``."""
    return i18n.locale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def in_fours(fingerprint: str) -> str:
    """Groups that can be read over the telephone, and that wrap."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def this_year() -> int:
    return QDate.currentDate().year()
