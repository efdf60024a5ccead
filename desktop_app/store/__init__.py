"""What the user wrote, on disk before the screen says so: one SQLite file a data folder.

``Store`` is imported when it is first asked for: SQLAlchemy costs more than the first window may wait, while the
records and the thread that will own the store are needed from the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.store.glance import Glance, glance
from desktop_app.store.records import (
    CARD_FIELDS,
    Authority,
    Card,
    Certificate,
    Change,
    Initiative,
    InitiativeOverview,
    Instrument,
    InstrumentSource,
    Kit,
    Means,
    NotesState,
    NotesStep,
    Observation,
    Package,
    PutAwayResponse,
    Receipt,
    Response,
    ResponseOverview,
    ResponseState,
    RevocationList,
)
from desktop_app.store.thread import DatabaseThread

if TYPE_CHECKING:
    from desktop_app.store.store import Store

__all__ = [
    "CARD_FIELDS",
    "Authority",
    "Card",
    "Certificate",
    "Change",
    "DatabaseThread",
    "Glance",
    "Initiative",
    "InitiativeOverview",
    "Instrument",
    "InstrumentSource",
    "Kit",
    "Means",
    "NotesState",
    "NotesStep",
    "Observation",
    "Package",
    "PutAwayResponse",
    "Receipt",
    "Response",
    "ResponseOverview",
    "ResponseState",
    "RevocationList",
    "Store",
    "glance",
]


def __getattr__(name: str) -> object:
    if name == "Store":
        from desktop_app.store.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
