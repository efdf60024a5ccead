"""The tables in the code are the tables that the revisions build, and they hold what they promise."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from desktop_app.store import CARD_FIELDS, ResponseState, Store
from desktop_app.store.database import Database
from desktop_app.store.migration import HEAD, SCRIPTS, bring_up_to_date
from desktop_app.store.schema import Instant, initiatives, metadata, receipts, responses
from tests.support.stores import NOW, VERSION, fill

INSTANT = Instant()
DIALECT = sqlite.dialect()
SAME_SEQUENCE = (
    "INSERT INTO packages SELECT NULL, response_id, revision, sequence, '', '', sha256, 0, 0, '', NULL, 0, NULL, NULL "
    "FROM packages"
)


def schema(path: Path) -> dict[str, str]:
    """What SQLite says of every table and index, spacing and quotes apart."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
        )
        return {name: re.sub(r"\s+", " ", sql).replace('"', "").replace("( ", "(") for name, sql in rows}


def migrated(folder: Path) -> Path:
    path = folder / "migrated.sqlite3"
    bring_up_to_date(path, folder / "b", now=NOW, program_version=VERSION, scripts=SCRIPTS, head=HEAD)
    return path


def clauses(sql: str) -> set[str]:
    """A table's columns and constraints, in whichever order they stand."""
    return set(re.split(r", (?=CONSTRAINT|[a-z_0-9]+ [A-Z]+)", sql.partition("(")[2].rpartition(")")[0].strip()))


def test_models_and_revisions_build_the_same(tmp_path: Path) -> None:
    database = Database(tmp_path / "models.sqlite3")
    with database.transaction() as connection:
        metadata.create_all(connection)
    database.close()
    by_models, by_revisions = schema(tmp_path / "models.sqlite3"), schema(migrated(tmp_path))
    assert by_models.keys() == by_revisions.keys()
    assert len(by_models) > len(metadata.tables)
    for name, sql in by_models.items():
        assert clauses(sql) == clauses(by_revisions[name]), name


def test_alembic_sees_no_difference(tmp_path: Path) -> None:
    database = Database(migrated(tmp_path))
    with database.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    path = migrated(tmp_path)
    before = schema(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE packages ADD COLUMN note TEXT")
    assert clauses(before["packages"]) != clauses(schema(path)["packages"])


def test_the_card_is_the_initiatives_columns() -> None:
    assert set(CARD_FIELDS) == set(initiatives.c.keys()) - {"id", "created", "updated", "archived_at"}


def test_the_states_are_those_that_the_table_allows() -> None:
    check = next(each for each in responses.constraints if each.name == "ck_responses_state")
    assert set(re.findall(r"'(\w+)'", str(check.sqltext))) == {state.value for state in ResponseState}


def test_what_a_receipt_says_is_a_state_of_a_response() -> None:
    check = next(each for each in receipts.constraints if each.name == "ck_receipts_status")
    said = set(re.findall(r"'(\w+)'", str(check.sqltext)))
    assert said == {ResponseState.RECEIVED, ResponseState.ACCEPTED, ResponseState.RETURNED}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE responses SET state = 'lost'",
        "UPDATE responses SET revision = 0",
        "UPDATE responses SET answered = -1",
        "UPDATE responses SET id = 'short'",
        "UPDATE responses SET initiative_id = 'nobody'",
        "UPDATE responses SET wave = NULL",
        "UPDATE instruments SET sha256 = 'ab'",
        "UPDATE packages SET size = -1",
        "UPDATE packages SET sequence = 0",
        "DELETE FROM initiatives",
        "DELETE FROM instruments",
        "DELETE FROM responses",
        "DELETE FROM contents",
        "UPDATE contents SET size = size + 1",
        "UPDATE contents SET sha256 = 'ab'",
        "UPDATE attachments SET sha256 = 'nothing'",
        "INSERT INTO attachments SELECT 'nobody', name, sha256, media_type, added FROM attachments",
        "INSERT INTO answers VALUES ('nobody', '/data/a', 'x', 0)",
        "UPDATE responses SET previous = 'nobody'",
        "UPDATE initiatives SET ciiu = NULL",
        "INSERT INTO comments VALUES ('nobody', '/data/a', 'x', 0)",
        "INSERT INTO carried VALUES ('nobody', '/data/a')",
        "INSERT INTO evidence SELECT response_id, ref, 2, name, added FROM evidence",
        "UPDATE evidence SET position = 0",
        "UPDATE benchmarks SET scope = 'regional'",
        "UPDATE benchmarks SET count = 0",
        SAME_SEQUENCE,
        "UPDATE packages SET encrypted = NULL",
        "UPDATE packages SET encrypted = 2",
        "UPDATE packages SET signed_sha256 = 'ab'",
        "UPDATE packages SET recipients_sha256 = 'ab'",
        "UPDATE packages SET signed_sha256 = NULL",
        "UPDATE receipts SET status = 'exported'",
        "UPDATE receipts SET response_id = 'nobody'",
        "UPDATE receipts SET sha256 = 'ab'",
        "UPDATE receipts SET package_sha256 = 'ab'",
        "UPDATE receipts SET receipt_id = 'the same'",
        "UPDATE observations SET position = 0",
        "UPDATE observations SET receipt = 'nothing'",
        "UPDATE authorities SET fingerprint = 'ab'",
        "DELETE FROM authorities",
        "UPDATE kits SET sha256 = 'ab'",
        "UPDATE kits SET number = 0",
        "UPDATE kits SET authority = 'nobody'",
        "INSERT INTO kits SELECT upper(sha256), authority, wave, number, '', '', '', 0, content FROM kits",
        "UPDATE certificates SET fingerprint = 'ab'",
        "UPDATE certificates SET key_fingerprint = 'ab'",
        "UPDATE revocation_lists SET authority = 'nobody'",
        "INSERT INTO revocation_lists SELECT * FROM revocation_lists",
    ],
)
def test_the_database_itself_refuses(store: Store, statement: str) -> None:
    fill(store)
    with pytest.raises(Exception, match="STORE-015"), store._database.transaction() as connection:
        connection.exec_driver_sql(statement)
    store.check(thorough=True)


def test_answers_history_notes_and_files_go_with_their_response(store: Store) -> None:
    fill(store)
    with store._database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM receipts")
        connection.exec_driver_sql("DELETE FROM packages")
        connection.exec_driver_sql("DELETE FROM responses WHERE replaces IS NOT NULL")
        connection.exec_driver_sql("DELETE FROM responses")
        tables = ("answers", "answer_history", "attachments", "contents", "comments", "evidence", "carried")
        for table in (*tables, "observations"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0


ZONES = [UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=14))]
# Without the first and the last day: in another zone they are moments that ``datetime`` cannot hold in UTC.
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.sampled_from(ZONES))  # noqa: DTZ001


@given(MOMENTS)
def test_moments_come_back_exactly(moment: datetime) -> None:
    stored = INSTANT.process_bind_param(moment, DIALECT)
    assert isinstance(stored, int)
    back = INSTANT.process_result_value(stored, DIALECT)
    assert back == moment
    assert back is not None
    assert back.tzinfo is UTC


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_they_are_stored(one: datetime, other: datetime) -> None:
    stored_one, stored_other = (INSTANT.process_bind_param(each, DIALECT) for each in (one, other))
    assert stored_one is not None
    assert stored_other is not None
    assert (stored_one < stored_other) == (one < other)


def test_a_moment_without_a_zone_is_a_programming_error(store: Store) -> None:
    fill(store)
    response = store.responses.overview()[0].responses[0]
    with pytest.raises(StatementError, match="time zone") as caught:
        store.responses.set_state(response.id, ResponseState.DRAFT, at=datetime(2026, 11, 20))  # noqa: DTZ001
    # What SQLAlchemy says of any failed statement must not quote what was to be written.
    assert response.id not in str(caught.value)
