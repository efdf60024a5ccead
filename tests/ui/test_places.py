"""What is done on the database's thread for Inicio."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop_app.ui import places
from desktop_app.workflows.overview import InitiativeOverview, ResponseOverview

NOW = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)


def response(name: str, form_id: str, minutes: int) -> ResponseOverview:
    return ResponseOverview(name, form_id, form_id, "2026", "draft", 1, 0, 10, NOW + timedelta(minutes=minutes))


def test_the_response_last_worked_on_is_read_ahead_first_and_one_for_each_form(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [
        InitiativeOverview("i1", "Cacao", "", (response("a", "autodiagnostico", 3), response("b", "ssme", 1))),
        InitiativeOverview("i2", "Café", "", (response("c", "ssme", 7), response("d", "autodiagnostico", 2))),
    ]
    told: list[list[str]] = []

    def read_ahead(_workspace: Any, response_ids: Any, _now: datetime, _language: str) -> None:
        told.append(list(response_ids))

    monkeypatch.setattr("desktop_app.workflows.responses.read_ahead", read_ahead)
    places.read_ahead(None, shown, NOW, "es")  # type: ignore[arg-type]
    assert told == [["c", "a"]]
