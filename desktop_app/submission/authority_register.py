"""``register.json``: all that an authority knows and may show, in one file that is replaced as a whole.

Whom it has confirmed (which key speaks for which initiative, and what became of it), its certificates, the recipients
that packages are encrypted to, and the current revocation lists. The other public files of its folder are copies of
parts of this one. It holds no secret. Times are UTC in whole seconds, certificates and lists PEM.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from desktop_app.errors import AuthorityError, TrustError
from desktop_app.submission.certificate_facts import Facts, ListFacts, as_der, read_certificate, read_revocation_list
from desktop_app.submission.certificates import Reason, Revoked

FILE: Final = "register.json"
FORMAT: Final = "urn:telar:authority:1"
LIMIT: Final = 32 * 1024 * 1024
"""Bytes of the file."""
MOST_SIGNERS: Final = 2_000
MOST_CERTIFICATES: Final = 8
"""Certificates that are kept of one signer; the oldest go first."""

_LONGEST = 1_000
_WHEN = "%Y-%m-%dT%H:%M:%SZ"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_RECIPIENT = re.compile(r"age1[0-9a-z]{58}")
_LIST_LABEL = "X509 CRL"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A signer whom the authority confirmed for one initiative.

    ``fingerprint`` is that of the certificate with which the signer presented itself (SHA-256, hex); ``certificates``
    are those issued to it (DER), the latest last. ``revoked`` is when it lost its standing, and ``why`` in words.
    """

    fingerprint: str
    initiative_id: str
    initiative_name: str
    manager: str
    certificates: tuple[bytes, ...] = field(repr=False)
    confirmed: datetime
    by: str
    revoked: datetime | None = None
    reason: Reason = Reason.UNSPECIFIED
    why: str = ""

    @property
    def certificate(self) -> bytes:
        """The latest certificate issued to it (DER)."""
        return self.certificates[-1]

    def facts(self) -> Facts:
        """What the latest certificate says."""
        return read_certificate(self.certificate)

    def is_known_by(self, fingerprint: str) -> bool:
        """Whether ``fingerprint`` is of its own certificate or of one that was issued to it."""
        own = (self.fingerprint, *(read_certificate(each).fingerprint for each in self.certificates))
        return fingerprint in own


@dataclass(frozen=True, slots=True)
class Register:
    """The state of an authority. ``recipients`` are pairs of operations and escrow, the current pair first: packages
    that were made for an earlier pair may still arrive. ``retired`` are the authority's own revoked certificates."""

    name: str
    root: bytes = field(repr=False)
    issuer: bytes = field(repr=False)
    signer: bytes = field(repr=False)
    recipients: tuple[tuple[str, str], ...]
    crl: bytes = field(repr=False)
    root_crl: bytes = field(repr=False)
    retired: tuple[Revoked, ...] = ()
    signers: tuple[Confirmed, ...] = ()

    def known_by(self, fingerprint: str) -> tuple[Confirmed, ...]:
        """The confirmations, valid and revoked, of the signer whose certificate has this fingerprint."""
        plain = plain_fingerprint(fingerprint)
        return tuple(each for each in self.signers if each.is_known_by(plain))

    def speaking_for(self, initiative_id: str) -> Confirmed | None:
        """The one signer that is confirmed for the initiative and not revoked."""
        return next((each for each in self.signers if each.initiative_id == initiative_id and not each.revoked), None)

    def lists(self) -> tuple[ListFacts, ListFacts]:
        """What the issuer's list and the root's say."""
        return read_revocation_list(self.crl), read_revocation_list(self.root_crl)


def plain_fingerprint(text: str) -> str:
    """A fingerprint as it is kept: lower case, without colons and spaces."""
    return text.replace(":", "").replace(" ", "").lower()


def write(register: Register) -> bytes:
    """``register`` as JSON; what ``read`` would refuse is refused here (``AUT-007``)."""
    document = {
        "format": FORMAT,
        "name": register.name,
        "root": _pem(register.root),
        "issuer": _pem(register.issuer),
        "signer": _pem(register.signer),
        "recipients": [list(pair) for pair in register.recipients],
        "issuer_list": _pem(register.crl, _LIST_LABEL),
        "root_list": _pem(register.root_crl, _LIST_LABEL),
        "retired": [
            {"serial": f"{each.serial:x}", "when": _time(each.when), "reason": each.reason.value}
            for each in register.retired
        ],
        "signers": [_written(each) for each in register.signers],
    }
    data = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    read(data)
    return data


def read(data: bytes) -> Register:
    """The inverse of ``write``: exactly its keys, each of its type and within its limits.

    Raises:
        AuthorityError: AUT-007.
    """
    if len(data) > LIMIT:
        raise _invalid("size")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _invalid(type(error).__name__) from None
    try:
        return _register(document)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, TrustError) as error:
        raise _invalid(type(error).__name__) from None


def _invalid(detail: str) -> AuthorityError:
    return AuthorityError("AUT-007", detail=detail)


def _written(each: Confirmed) -> dict[str, Any]:
    return {
        "fingerprint": each.fingerprint,
        "initiative_id": each.initiative_id,
        "initiative_name": each.initiative_name,
        "manager": each.manager,
        "certificates": [_pem(certificate) for certificate in each.certificates],
        "serial": f"{read_certificate(each.certificate).serial:x}",
        "confirmed": _time(each.confirmed),
        "by": each.by,
        "revoked": _time(each.revoked) if each.revoked else None,
        "reason": each.reason.value,
        "why": each.why,
    }


def _register(document: Any) -> Register:
    found = _Object(document)
    if found.text("format") != FORMAT:
        raise ValueError("format")
    register = Register(
        name=found.text("name"),
        root=found.certificate("root"),
        issuer=found.certificate("issuer"),
        signer=found.certificate("signer"),
        recipients=tuple(_pair(each) for each in found.items("recipients", MOST_SIGNERS)),
        crl=found.crl("issuer_list"),
        root_crl=found.crl("root_list"),
        retired=tuple(_retired(each) for each in found.items("retired", MOST_SIGNERS)),
        signers=tuple(_confirmed(each) for each in found.items("signers", MOST_SIGNERS)),
    )
    found.end()
    speaking = [each.initiative_id for each in register.signers if not each.revoked]
    if not register.recipients or len(set(speaking)) != len(speaking):
        raise ValueError("recipients or signers")
    return register


def _pair(value: Any) -> tuple[str, str]:
    operations, escrow = value
    if not (_RECIPIENT.fullmatch(operations) and _RECIPIENT.fullmatch(escrow)):
        raise ValueError("recipient")
    return operations, escrow


def _retired(value: Any) -> Revoked:
    found = _Object(value)
    entry = Revoked(int(found.text("serial"), 16), found.time("when"), Reason(found.text("reason")))
    found.end()
    return entry


def _confirmed(value: Any) -> Confirmed:
    found = _Object(value)
    certificates = tuple(_certificate(each) for each in found.items("certificates", MOST_CERTIFICATES))
    serial = int(found.text("serial"), 16)
    entry = Confirmed(
        fingerprint=found.text("fingerprint"),
        initiative_id=found.text("initiative_id"),
        initiative_name=found.text("initiative_name"),
        manager=found.text("manager"),
        certificates=certificates,
        confirmed=found.time("confirmed"),
        by=found.text("by", empty=True),
        revoked=found.time_or_none("revoked"),
        reason=Reason(found.text("reason")),
        why=found.text("why", empty=True),
    )
    found.end()
    if not _FINGERPRINT.fullmatch(entry.fingerprint) or not certificates or entry.facts().serial != serial:
        raise ValueError("signer")
    return entry


class _Object:
    """A JSON object whose members are taken one by one, until none is left."""

    def __init__(self, value: Any) -> None:
        if not isinstance(value, Mapping):
            raise TypeError("object")
        self._left = dict(value)

    def text(self, name: str, *, empty: bool = False) -> str:
        value = self._left.pop(name)
        if not isinstance(value, str) or len(value) > _LONGEST or not (value or empty):
            raise ValueError(name)
        return value

    def time_or_none(self, name: str) -> datetime | None:
        if self._left[name] is not None:
            return self.time(name)
        del self._left[name]
        return None

    def time(self, name: str) -> datetime:
        return datetime.strptime(self.text(name), _WHEN).replace(tzinfo=UTC)

    def items(self, name: str, most: int) -> list[Any]:
        value = self._left.pop(name)
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(name)
        return value

    def certificate(self, name: str) -> bytes:
        return _certificate(self._left.pop(name))

    def crl(self, name: str) -> bytes:
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        data = x509.load_pem_x509_crl(self._left.pop(name).encode("ascii")).public_bytes(Encoding.DER)
        read_revocation_list(data)
        return data

    def end(self) -> None:
        if self._left:
            raise ValueError("unknown member")


def _certificate(value: Any) -> bytes:
    der = as_der(value.encode("ascii"))
    read_certificate(der)
    return der


def _pem(data: bytes, label: str = "CERTIFICATE") -> str:
    from asn1crypto import pem

    text: str = pem.armor(label, data).decode("ascii")
    return text


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_WHEN)
