"""The entity's books: one database, SQLite by default or PostgreSQL by its address, and one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOENT
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, Row, create_engine, event, func, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from desktop_app.errors import ReceptionError
from desktop_app.fileio import refusal
from desktop_app.reception.tables import FORMAT, metadata, settings

__all__ = ["Books", "Connection", "Row", "address_of", "lacks_password", "with_password", "without_password"]

FILE: Final = "reception.sqlite3"
"""What the database is called that lies with the entity's keys."""
_SQLITE, _POSTGRES = "sqlite", "postgresql"
_BUSY_SECONDS: Final = 60.0
_CACHE: Final = "cache_size=-65536"  # kilobytes
_WRITER: Final = 0x54454C4152
"""Of PostgreSQL's advisory locks, the one that whoever writes holds until the transaction ends."""


def address_of(path: Path) -> str:
    """The address of the SQLite file at ``path``."""
    return URL.create(_SQLITE, database=str(path)).render_as_string(hide_password=False)


def without_password(address: str) -> tuple[str, str]:
    """An address as it may be kept, and the password that was in it. Raises RCV-020."""
    url = _url(address)
    return _with(url, None), str(url.password or "")


def with_password(address: str, password: str) -> str:
    """The inverse of ``without_password``."""
    return _with(_url(address), password or None)


def lacks_password(address: str) -> bool:
    """Whether the database at ``address`` knows a user, and no password is in it."""
    url = _url(address)
    return url.get_backend_name() == _POSTGRES and bool(url.username) and not url.password


class Books:
    """An open database. What is read sees whole transactions only; what is written waits for whoever writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, address: str, *, new: bool = True) -> Books:
        """The books at ``address``; a database that has none gets them.

        Args:
            address: ``sqlite:///reception.sqlite3``, or ``postgresql://user:password@host/database``.
            new: whether a file that is not there is made.

        Raises:
            FileError: there is no such file, and none is to be made.
            ReceptionError: RCV-020 it is no address, RCV-021 the database does not answer or refuses, RCV-022 it was
                written by a newer version, or has tables that are not ours.
        """
        engine = _engine(address)
        path = Path(engine.url.database or "")
        if not new and engine.dialect.name == _SQLITE and not path.exists():
            raise refusal(FileNotFoundError(ENOENT, ""), path)
        books = cls(engine)
        try:
            with books.write() as connection:
                metadata.create_all(connection)
                found = connection.scalar(select(settings.c.value).where(settings.c.key == "format"))
                if found is None:
                    connection.execute(insert(settings).values(key="format", value=FORMAT))
        except BaseException:
            books.close()
            raise
        if found not in {None, FORMAT}:
            books.close()
            raise ReceptionError("RCV-022", found=found, known=FORMAT)
        return books

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the database go."""
        self._engine.dispose()

    @property
    def is_postgres(self) -> bool:
        return self._engine.dialect.name == _POSTGRES

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One view of the books; raises ``RCV-021``."""
        with _refusing(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All of what is written inside, or nothing; nobody else writes meanwhile. Raises ``RCV-021``."""
        with _refusing(), self._engine.connect() as connection:
            if self.is_postgres:
                connection.execute(select(func.pg_advisory_xact_lock(_WRITER)))
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def learn(self) -> None:
        """Lets PostgreSQL count what it holds: until it does so by itself, minutes later, it plans for empty tables.
        Raises ``RCV-021``."""
        if self.is_postgres:
            with self.write() as connection:
                connection.exec_driver_sql("ANALYZE")


@contextmanager
def _refusing() -> Iterator[None]:
    """The catalogue's error for what a database said; only the kind of fault goes to the log."""
    try:
        yield
    except DBAPIError as error:
        raise ReceptionError("RCV-021", detail=type(error.orig).__name__) from None
    except SQLAlchemyError as error:
        raise ReceptionError("RCV-021", detail=type(error).__name__) from None


def _url(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError) as error:
        raise ReceptionError("RCV-020", address="", detail=type(error).__name__) from None


def _with(url: URL, password: str | None) -> str:
    """``url.set`` would leave the password as it is where there is to be none."""
    made = URL.create(url.drivername, url.username, password, url.host, url.port, url.database, url.query)
    return made.render_as_string(hide_password=False)


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() == _POSTGRES:
            return create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True)
        if url.get_backend_name() != _SQLITE:
            raise ReceptionError("RCV-020", address=url.render_as_string(hide_password=True))
        if url.database in {None, "", ":memory:"}:
            raise ReceptionError("RCV-020", address=address)
        arguments: dict[str, Any] = {"isolation_level": None, "timeout": _BUSY_SECONDS, "check_same_thread": False}
        engine = create_engine(url.set(drivername=_SQLITE), hide_parameters=True, connect_args=arguments)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise ReceptionError("RCV-020", address="", detail=type(error).__name__) from None
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        _CACHE,
    ):
        connection.execute(f"PRAGMA {pragma}").close()
