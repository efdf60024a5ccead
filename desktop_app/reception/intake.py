"""What comes in: each file opened and verified by itself, then judged and written down, a batch at a time.

``examine`` touches no database and may run anywhere. ``record`` writes a batch in one transaction, so that whatever
stops the program leaves whole batches: a file is known with all that follows from it, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.errors import EncryptionError, PackageError, TelarError
from desktop_app.fileio import sha256_hex
from desktop_app.reception import known_forms, records
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.paper import open_paper
from desktop_app.reception.records import DUPLICATE, FILED, QUARANTINED, REFUSED, REPLACED, Filed, as_json, stamp
from desktop_app.reception.roll import Roll
from desktop_app.reception.tables import arrivals, initiatives, responses
from desktop_app.reception.values import Value, values
from desktop_app.reception.verdict import Arrival, Outcome, Received, Verdict, judge, record_of
from desktop_app.submission.names import RESPONSE
from desktop_app.xforms import Form

if TYPE_CHECKING:
    from collections.abc import Callable

FILE, PAPER = "file", "paper"
"""How a response came."""
Registered = Mapping[tuple[str, str], Mapping[str, str]]
"""What the registry says of initiatives, by wave and id."""
_OUTCOMES: Final = {
    Outcome.FILED: FILED,
    Outcome.REPLAY: REPLACED,
    Outcome.DUPLICATE: DUPLICATE,
    Outcome.QUARANTINED: QUARANTINED,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as it was found. Either ``arrival`` is what it holds, or ``error`` says why it is refused. One that could
    not be read has no ``sha256``, one that is too large no ``content``."""

    name: str
    content: bytes = field(repr=False)
    sha256: str
    arrival: Arrival | None = None
    error: TelarError | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of a file. ``known``: the same file under the same name was received before."""

    name: str
    outcome: str
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    initiative: str = ""
    known: bool = False
    channel: str = FILE


def examine(name: str, content: bytes, sha256: str, identities: Sequence[str], now: datetime) -> Examined:
    """Opens and verifies a file, whose SHA-256 (hex) is known; whatever is wrong with it is in ``error``."""
    try:
        return Examined(name, content, sha256, open_package(content, identities, now))
    except TelarError as error:
        return Examined(name, content, sha256, error=error)


def open_package(content: bytes, identities: Sequence[str], now: datetime) -> Arrival:
    """The package, whomever it is for: the verdict says so. Raises as ``encryption.decrypt`` and ``inspect``."""
    from desktop_app.submission import decrypt, inspect, is_encrypted

    encrypted = is_encrypted(content)
    if encrypted and not identities:
        raise EncryptionError("ENC-005")
    container = decrypt(content, identities) if encrypted else content
    try:
        package = inspect(container, now=now)
    except PackageError as error:
        if error.code != "PKG-027":
            raise
        package = inspect(container, now=now, recipient=str(error.params["recipient"]))
    return Arrival(replace(package, encrypted=encrypted), sha256_hex(content), sha256_hex(container))


class Recorder:
    """Writes batches into the books. Forms are looked up once.

    Args:
        find_form: a form by id and SHA-256 that is not in the books yet, or ``None``.
        recipient: the entity's own id.
        known: forms that were looked up before, by SHA-256; those that are found here are added.
    """

    def __init__(
        self,
        roll: Roll,
        recipient: str,
        find_form: Callable[[str, str], Form | None],
        known: dict[str, KnownForm] | None = None,
    ) -> None:
        self._roll = roll
        self._recipient = recipient
        self._find = find_form
        self._forms = {} if known is None else known

    def record(self, connection: Connection, batch: Sequence[Examined], now: datetime) -> tuple[Line, ...]:
        """Writes what is new in ``batch``, in its order, and tells what became of each file. One that could not be read
        is told and not written: the next time it may be there."""
        seen = records.seen(connection, [each.sha256 for each in batch])
        work = _Work(connection, self, now, records.next_id(connection, arrivals))
        new = [each for each in batch if (each.sha256, each.name) not in seen]
        work.look_back([each.arrival for each in new if each.arrival is not None])
        lines = []
        for each in batch:
            if not each.sha256:
                lines.append(_refused(each))
                continue
            outcome = seen.get((each.sha256, each.name))
            if outcome is None:
                seen[each.sha256, each.name] = ""
                lines.append(work.take(each))
            elif outcome:
                channel = PAPER if each.arrival is not None and each.arrival.paper else FILE
                lines.append(Line(each.name, outcome, known=True, channel=channel))
        work.finish()
        return tuple(lines)

    def judge(self, arrival: Arrival, before: Sequence[Received], now: datetime, *, admitted: bool = False) -> Verdict:
        """The verdict on what came."""
        return judge(arrival, self._roll, before, now, recipient=self._recipient, admitted=admitted)

    def member(self, arrival: Arrival) -> str:
        """Whose it is."""
        info = arrival.package.info
        return self._roll.member(info.wave, info.initiative_id, info.initiative_name)

    def read_paper(self, connection: Connection, text: bytes, file_sha256: str) -> Arrival:
        """What the text of a code says, read off the file with this SHA-256 (hex). Raises as ``paper.open_paper``."""

        def find(form_id: str, beginning: str) -> Form | None:
            return self.form_beginning(connection, form_id, beginning)

        return open_paper(text, file_sha256, find, self._roll, self._recipient)

    def form_beginning(self, connection: Connection, form_id: str, beginning: str) -> Form | None:
        """The form with this id whose SHA-256 (hex) begins so, in the books or not."""
        sha256 = known_forms.digest(connection, form_id, beginning)
        known = self.form(connection, form_id, sha256) if sha256 is not None else None
        return self._find(form_id, beginning) if known is None else known.form

    def signer_beginning(self, beginning: str) -> bytes | None:
        """The certificate (DER) of the confirmed signer one of whose fingerprints (hex) begins so."""
        found = self._roll.signing_as(beginning)
        return found[1].certificate if found is not None else None

    def form(self, connection: Connection, form_id: str, sha256: str) -> KnownForm | None:
        """The form that a response was given to; one that is new to the books is kept there."""
        if sha256 not in self._forms:
            found = known_forms.load(connection, sha256)
            if found is None and (found := self._find(form_id, sha256)) is not None:
                known_forms.add(connection, found)
            if found is None:
                return None
            self._forms[sha256] = KnownForm(found)
        return self._forms[sha256]


class _Work:
    """One batch: what it adds to what was known before."""

    def __init__(self, connection: Connection, recorder: Recorder, now: datetime, first: int) -> None:
        self._connection = connection
        self._recorder = recorder
        self._now = now.replace(microsecond=0)
        self._next = first
        self._before: dict[str, Received] = {}
        self._rows: list[dict[str, Any]] = []
        self._filed: list[Filed] = []
        self._contents: dict[str, bytes] = {}
        self._registered: Registered = {}

    def look_back(self, came: Sequence[Arrival]) -> None:
        """Fetches what the verdicts on ``came`` depend on."""
        lines = [(self._recorder.member(each), each.package.info.form_id, each.package.info.wave) for each in came]
        self._before = records.before(self._connection, [each.container_sha256 for each in came], lines)
        self._registered = _registered(self._connection, {(wave, member) for member, _, wave in lines})

    def take(self, examined: Examined) -> Line:
        if examined.content:
            self._contents[examined.sha256] = examined.content
        row = _blank(self._next, examined, self._now)
        self._next += 1
        self._rows.append(row)
        if examined.arrival is None:
            line = _refused(examined)
            row |= {"outcome": REFUSED, "code": line.code, "params": as_json(line.params)}
            return line
        return self._judge(examined.name, examined.arrival, row)

    def _judge(self, name: str, arrival: Arrival, row: dict[str, Any]) -> Line:
        found = self._recorder.judge(arrival, self._related(arrival), self._now)
        row |= described(arrival, found)
        if arrival.paper:
            row["channel"] = PAPER
            self._contents[arrival.container_sha256] = arrival.paper
        row["outcome"] = _OUTCOMES[found.outcome]
        if found.outcome in {Outcome.FILED, Outcome.REPLAY}:
            self._filed.append(
                filed(self._connection, self._recorder, row["id"], arrival, found.member, self._registered)
            )
        if found.outcome is not Outcome.DUPLICATE:
            record = record_of(arrival, found.member, self._now, filed=found.filed or found.outcome is Outcome.REPLAY)
            self._before[arrival.container_sha256] = record
        initiative = arrival.package.info.initiative_name
        return Line(name, row["outcome"], found.code, dict(found.params), initiative, channel=row["channel"])

    def _related(self, arrival: Arrival) -> list[Received]:
        info = arrival.package.info
        line = self._recorder.member(arrival), info.form_id, info.wave
        return [
            each
            for each in self._before.values()
            if each.line == line or each.container_sha256 == arrival.container_sha256
        ]

    def finish(self) -> None:
        records.keep_files(self._connection, self._contents)
        records.add_arrivals(self._connection, self._rows)
        records.file(self._connection, self._filed)


@dataclass(frozen=True, slots=True)
class Read:
    """What is kept of a response; ``filled`` is false, and there are no answers, while nobody knows its form."""

    facts: Mapping[str, Any]
    values: Sequence[Value] = field(repr=False)
    filled: bool


def read_response(connection: Connection, recorder: Recorder, arrival: Arrival, registered: Mapping[str, str]) -> Read:
    """The answers in a package, and what they are grouped by."""
    from desktop_app.submission.safexml import parse

    info, document = arrival.package.info, arrival.package.response_xml
    known = recorder.form(connection, info.form_id, info.form_sha256)
    answered = values(parse(document, RESPONSE, len(document)), known.shape) if known is not None else []
    facts = records.facts_of(known, answered, registered)
    facts["name"] = facts["name"] or info.initiative_name
    return Read(facts, answered, known is not None)


def filed(
    connection: Connection, recorder: Recorder, arrival_id: int, arrival: Arrival, member: str, registered: Registered
) -> Filed:
    """The response in a package, to be kept."""
    info = arrival.package.info
    read = read_response(connection, recorder, arrival, registered.get((info.wave, member), {}))
    line = member, info.form_id, info.wave
    return Filed(arrival_id, arrival.container_sha256, line, read.facts, read.values, read.filled)


def rejudge(
    connection: Connection,
    recorder: Recorder,
    identities: Sequence[str],
    now: datetime,
    container: str | None = None,
) -> tuple[Line, ...]:
    """Looks again at what was set aside: a signer may have been confirmed, an initiative listed, meanwhile.

    Args:
        container: of one package only.

    Returns:
        What is no longer set aside, or for another reason, in the order in which it came.
    """
    waiting = select(arrivals).where(arrivals.c.outcome == QUARANTINED).order_by(arrivals.c.id)
    if container is not None:
        waiting = waiting.where(arrivals.c.container_sha256 == container)
    changed = []
    for row in connection.execute(waiting).all():
        try:
            arrival = reopen(connection, recorder, row, identities, now)
        except TelarError:
            continue
        if arrival is None:
            continue
        line = recorder.member(arrival), row.form_id, row.wave
        past = records.before(connection, [arrival.container_sha256], [line])
        found = recorder.judge(arrival, list(past.values()), records.moment(row.arrived), admitted=bool(row.admitted))
        outcome = _OUTCOMES[found.outcome]
        if (outcome, found.code) == (row.outcome, row.code):
            continue
        records.change_arrival(connection, row.id, **described(arrival, found), outcome=outcome)
        if found.outcome in {Outcome.FILED, Outcome.REPLAY}:
            listed = _registered(connection, {(row.wave, found.member)})
            records.file(connection, [filed(connection, recorder, row.id, arrival, found.member, listed)])
        changed.append(
            Line(row.name, outcome, found.code, dict(found.params), row.initiative_name, channel=row.channel)
        )
    return tuple(changed)


def reopen(
    connection: Connection, recorder: Recorder, row: Row[Any], identities: Sequence[str], now: datetime
) -> Arrival | None:
    """What an arrival that is in the books brought; ``None`` if that is gone. Raises as it did when it came."""
    if row.channel == PAPER:
        text = records.kept(connection, row.container_sha256)
        return recorder.read_paper(connection, text, row.file_sha256) if text is not None else None
    content = records.kept(connection, row.file_sha256)
    return open_package(content, identities, now) if content is not None else None


def refill(connection: Connection, recorder: Recorder, identities: Sequence[str], now: datetime) -> int:
    """Reads the answers of responses whose form nobody knew when they came, and somebody does now; says how many."""
    mine = select(responses.c.id, responses.c.member, arrivals.c.file_sha256, arrivals.c.form_sha256, arrivals.c.wave)
    waiting = mine.join(arrivals, responses.c.arrival_id == arrivals.c.id).where(responses.c.filled.is_(False))
    done = 0
    for row in connection.execute(waiting.order_by(responses.c.id)).all():
        content = records.kept(connection, row.file_sha256)
        if content is None:
            continue
        arrival = open_package(content, identities, now)
        registered = _registered(connection, {(row.wave, row.member)}).get((row.wave, row.member), {})
        read = read_response(connection, recorder, arrival, registered)
        if read.filled:
            records.fill(connection, row.id, arrival.package.info.form_id, read.facts, read.values)
            done += 1
    return done


def described(arrival: Arrival, found: Verdict) -> dict[str, Any]:
    """The columns of an arrival that tell what is in it and what was decided."""
    info, signer = arrival.package.info, arrival.package.signer
    return {
        "code": found.code,
        "params": as_json(found.params),
        "flags": as_json([[code, dict(params)] for code, params in found.flags]),
        "container_sha256": arrival.container_sha256,
        "response_uuid": info.response_id,
        "revision": info.revision,
        "sequence": info.sequence,
        "signer": signer.fingerprint,
        "manager": found.signer.manager if found.signer else signer.common_name,
        "initiative_id": info.initiative_id,
        "initiative_name": info.initiative_name,
        "member": found.member,
        "form_id": info.form_id,
        "form_version": info.form_version,
        "form_sha256": info.form_sha256,
        "wave": info.wave,
        "claimed": stamp(arrival.package.claimed_at),
    }


def _refused(examined: Examined) -> Line:
    error = examined.error
    return Line(examined.name, REFUSED, error.code if error else "", dict(error.params) if error else {})


def _blank(arrival_id: int, examined: Examined, now: datetime) -> dict[str, Any]:
    texts = dict.fromkeys((column.name for column in arrivals.c), "")
    return {
        **texts,
        "id": arrival_id,
        "name": examined.name,
        "file_sha256": examined.sha256,
        "size": len(examined.content),
        "channel": FILE,
        "arrived": stamp(now),
        "params": "{}",
        "flags": "[]",
        "revision": 0,
        "sequence": 0,
    }


def _registered(connection: Connection, wanted: set[tuple[str, str]]) -> Registered:
    """What the registry says of initiatives, by wave and id."""
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for wave in sorted({wave for wave, _ in wanted}):
        for piece in records.chunks(sorted(member for each, member in wanted if each == wave)):
            chosen = select(initiatives).where(initiatives.c.wave == wave, initiatives.c.id.in_(piece))
            for row in connection.execute(chosen):
                facts = {name: getattr(row, name) for name in known_forms.FACTS}
                found[wave, row.id] = facts
    return found
