"""Arrivals and responses in the books: what is found of them, and how they are written down."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, func, insert, select, tuple_, update

from desktop_app.fileio import sha256_hex
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.tables import answers, arrivals, files, nodes, responses
from desktop_app.reception.values import Value
from desktop_app.reception.verdict import Received

FILED, REPLACED, DUPLICATE = "filed", "replaced", "duplicate"
QUARANTINED, REFUSED = "quarantined", "refused"
OUTCOMES: Final = (FILED, REPLACED, DUPLICATE, QUARANTINED, REFUSED)
"""What became of a file. ``filed`` counts, ``replaced`` counted or came too late, and stays readable."""
_COUNTED: Final = (FILED, REPLACED)
_MANY: Final = 400
"""Values of an ``IN``: SQLite takes no more than a certain number of parameters."""


def stamp(moment: datetime) -> str:
    """A moment as the books keep it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The inverse of ``stamp``."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filed:
    """A response to keep: the arrival that brought it, and its answers with what is grouped by."""

    arrival_id: int
    container_sha256: str
    line: tuple[str, str, str]
    facts: Mapping[str, Any]
    values: Sequence[Value] = field(repr=False)
    filled: bool = True


def next_id(connection: Connection, table: Table) -> int:
    """The id of the next row; whoever asks is the one writer."""
    return 1 + (connection.scalar(select(func.max(table.c.id))) or 0)


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """``items`` in pieces that fit into one statement."""
    for start in range(0, len(items), _MANY):
        yield items[start : start + _MANY]


# -- arrivals ----------------------------------------------------------------------------------------------------------


def seen(connection: Connection, digests: Sequence[str]) -> dict[tuple[str, str], str]:
    """The outcomes of the files with these digests that came before, by digest and name."""
    columns = select(arrivals.c.file_sha256, arrivals.c.name, arrivals.c.outcome)
    return {
        (row.file_sha256, row.name): row.outcome
        for piece in chunks(digests)
        for row in connection.execute(columns.where(arrivals.c.file_sha256.in_(piece)))
    }


def before(
    connection: Connection, containers: Iterable[str], lines: Iterable[tuple[str, str, str]]
) -> dict[str, Received]:
    """What is known of these containers and of all packages of these lines, by container, in the order of arrival.

    A container that came several times is told as it counts.
    """
    found: list[Row[Any]] = []
    for piece in chunks(sorted(set(containers))):
        found += connection.execute(_known().where(arrivals.c.container_sha256.in_(piece)))
    own = (arrivals.c.member, arrivals.c.form_id, arrivals.c.wave)
    for piece in chunks(sorted(set(lines))):
        found += connection.execute(_known().where(tuple_(*own).in_(piece)))
    known: dict[str, Received] = {}
    for row in sorted(found, key=lambda each: int(each.id)):
        earlier = known.get(row.container_sha256)
        if earlier is None or (row.outcome in _COUNTED and not earlier.filed):
            known[row.container_sha256] = _received(row)
    return known


def _known() -> Select[Any]:
    taken = [*_COUNTED, QUARANTINED]
    return select(arrivals).where(arrivals.c.outcome.in_(taken))


def _received(row: Row[Any]) -> Received:
    return Received(
        file_sha256=row.file_sha256,
        container_sha256=row.container_sha256,
        response_id=row.response_uuid,
        revision=row.revision,
        sequence=row.sequence,
        signer=row.signer,
        member=row.member,
        form_id=row.form_id,
        wave=row.wave,
        claimed=moment(row.claimed),
        arrived=moment(row.arrived),
        filed=row.outcome in _COUNTED,
    )


def add_arrivals(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes arrivals down; each has all columns."""
    if rows:
        connection.execute(insert(arrivals), list(rows))


def change_arrival(connection: Connection, arrival_id: int, **values: Any) -> None:
    """Changes what is said of an arrival."""
    connection.execute(update(arrivals).where(arrivals.c.id == arrival_id).values(**values))


def as_json(value: object) -> str:
    """Parameters of a code, in one line; what JSON has no form for becomes its text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


# -- files -------------------------------------------------------------------------------------------------------------


def keep_files(connection: Connection, contents: Mapping[str, bytes]) -> None:
    """Keeps contents by their SHA-256 (hex); those that are there already stay."""
    digests = sorted(contents)
    there: set[str] = set()
    for piece in chunks(digests):
        there |= set(connection.scalars(select(files.c.sha256).where(files.c.sha256.in_(piece))))
    new = [{"sha256": digest, "content": contents[digest]} for digest in digests if digest not in there]
    if new:
        connection.execute(insert(files), new)


def kept(connection: Connection, sha256: str) -> bytes | None:
    """The content with this digest; ``None`` if it is gone or is another."""
    content = connection.scalar(select(files.c.content).where(files.c.sha256 == sha256))
    return content if content is not None and sha256_hex(content) == sha256 else None


# -- responses ---------------------------------------------------------------------------------------------------------


def file(connection: Connection, filed: Sequence[Filed]) -> None:
    """Keeps responses with their answers, and settles which of each line counts."""
    if not filed:
        return
    first = next_id(connection, responses)
    rows = []
    for place, each in enumerate(filed):
        member, form_id, wave = each.line
        rows.append(
            {
                "id": first + place,
                "arrival_id": each.arrival_id,
                "container_sha256": each.container_sha256,
                "member": member,
                "form_id": form_id,
                "wave": wave,
                "current": False,
                "filled": each.filled,
                "status": "",
                **each.facts,
            }
        )
    connection.execute(insert(responses), rows)
    add_answers(connection, [(first + place, each.line[1], each.values) for place, each in enumerate(filed)])
    settle(connection, {each.line for each in filed})


def settle(connection: Connection, lines: Iterable[tuple[str, str, str]]) -> None:
    """Of each line (member, form, wave) the highest response counts, and the others are replaced."""
    own = (responses.c.member, responses.c.form_id, responses.c.wave)
    came = responses.c.arrival_id == arrivals.c.id
    joined = select(responses.c.id.label("response_id"), arrivals).join(arrivals, came)
    found: dict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
    for piece in chunks(sorted(set(lines))):
        for row in connection.execute(joined.where(tuple_(*own).in_(piece))):
            found[row.member, row.form_id, row.wave].append(row)
    counts: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for rows in found.values():
        highest = max(rows, key=lambda row: _received(row).place)
        for row in rows:
            counts[row is highest].append((row.response_id, row.id))
    for current, ids in counts.items():
        for piece in chunks(ids):
            chosen = [each for each, _ in piece]
            connection.execute(update(responses).where(responses.c.id.in_(chosen)).values(current=current))
            arrived = [each for _, each in piece]
            outcome = FILED if current else REPLACED
            connection.execute(update(arrivals).where(arrivals.c.id.in_(arrived)).values(outcome=outcome))


def add_answers(connection: Connection, found: Sequence[tuple[int, str, Sequence[Value]]]) -> None:
    """Writes answers down: response id, form id, values."""
    paths: dict[str, set[str]] = defaultdict(set)
    for _, form_id, values in found:
        paths[form_id].update([path for path, _, _, _ in values])
    ids = {form_id: node_ids(connection, form_id, wanted) for form_id, wanted in paths.items()}
    rows: list[tuple[int, int, str, str, int | None]] = []
    for response_id, form_id, values in found:
        own = ids[form_id]
        rows += [(own[path], response_id, row, text, number) for path, row, text, number in values]
    rows.sort()  # no two have the same first three, so that texts and numbers are never compared
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        names = [column.name for column in answers.c]
        connection.execute(insert(answers), [dict(zip(names, row, strict=True)) for row in rows])
    else:
        connection.exec_driver_sql("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", rows)


def fill(
    connection: Connection, response_id: int, form_id: str, facts: Mapping[str, Any], found: Sequence[Value]
) -> None:
    """Gives a response its answers, which were not read while nobody knew its form."""
    connection.execute(update(responses).where(responses.c.id == response_id).values(**facts, filled=True))
    add_answers(connection, [(response_id, form_id, found)])


def node_ids(connection: Connection, form_id: str, wanted: Collection[str]) -> dict[str, int]:
    """The ids of a form's nodes by path; those that are new get one."""
    mine = select(nodes.c.path, nodes.c.id).where(nodes.c.form_id == form_id)
    found: dict[str, int] = {row.path: row.id for row in connection.execute(mine)}
    missing = sorted(set(wanted) - found.keys())
    if missing:
        first = next_id(connection, nodes)
        rows = [{"id": first + place, "form_id": form_id, "path": path} for place, path in enumerate(missing)]
        connection.execute(insert(nodes), rows)
        found |= {path: first + place for place, path in enumerate(missing)}
    return found


def facts_of(known: KnownForm | None, values: Sequence[Value], registered: Mapping[str, str]) -> dict[str, Any]:
    """What responses are grouped by: as registered, else as answered."""
    facts: dict[str, Any] = dict.fromkeys(("name", "department", "macrosector", "chamber", "level"), "")
    facts["total"] = None
    if known is not None:
        rubric = known.rubric
        total = rubric.total.ref if rubric is not None and rubric.total is not None else None
        level = rubric.level_ref if rubric is not None else None
        for value in values:
            if value.path in known.facts:
                facts[known.facts[value.path]] = value.text
            elif value.path == total:
                facts["total"] = value.number
            elif value.path == level:
                facts["level"] = value.text
    return facts | {name: text for name, text in registered.items() if text}
