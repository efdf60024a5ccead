"""The means of other initiatives, as imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import delete, func, insert, select

from desktop_app.store.database import Database
from desktop_app.store.records import Means
from desktop_app.store.schema import benchmarks


class BenchmarkRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, form_id: str, wave: str, means: Sequence[Means], *, at: datetime) -> None:
        """Makes ``means`` all that is known of a form's wave."""
        rows = [
            {"form_id": form_id, "wave": wave, "scope": each.scope, "grp": each.group, "count": each.count}
            | {"code": code, "value": value, "imported": at}
            for each in means
            for code, value in each.means.items()
        ]
        with self._database.transaction() as connection:
            connection.execute(delete(benchmarks).where(benchmarks.c.form_id == form_id, benchmarks.c.wave == wave))
            if rows:
                connection.execute(insert(benchmarks), rows)

    def latest(self, form_id: str, group: str = "") -> tuple[Means, ...]:
        """The form's latest wave: the nation's means, then those of the macrosector ``group``, as far as known."""
        of_form = benchmarks.c.form_id == form_id
        last = select(func.max(benchmarks.c.wave)).where(of_form).scalar_subquery()
        face = (benchmarks.c.scope, benchmarks.c.grp, benchmarks.c.wave, benchmarks.c.count)
        wanted = (
            select(*face, benchmarks.c.code, benchmarks.c.value)
            .where(of_form, benchmarks.c.wave == last, benchmarks.c.grp.in_(("", group)))
            .order_by(benchmarks.c.scope.desc(), benchmarks.c.grp, benchmarks.c.code)
        )
        with self._database.transaction() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            Means(*key, {row.code: row.value for row in group_rows})
            for key, group_rows in groupby(rows, key=lambda row: (row.scope, row.grp, row.wave, row.count))
        )
