"""A signed container: files, a manifest of their digests, one signature over it. What the files say is not its matter.

Reading follows these rules, in order; the first that is broken refuses:

1. the container is one that has a single reading and stays within the limits (``container.read``: PKG-001 to 016);
2. it holds the files that it must, one manifest and one signature (PKG-017), nothing else in ``META-INF`` (PKG-018)
   and no file that it may not have (PKG-019);
3. the signature is of a bounded size (PKG-009) and a sound CAdES-B over the manifest by one signer, made for the
   purpose that is expected (``verification.verify``: PKG-030 to 038, 043);
4. the manifest is one (PKG-022, 023, 033) and names exactly the files there are (PKG-019, 020), with their digests
   (PKG-021).

Sources: ETSI EN 319 162-1 (ASiC-E with CAdES), ETSI EN 319 122-1 (CAdES baseline B-B).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.errors import PackageError, Place
from desktop_app.submission import container, manifest, names
from desktop_app.submission.container import Limits
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.signing import Commitment, sign

if TYPE_CHECKING:
    from desktop_app.submission.verification import Signature

_OWN = (names.MANIFEST, names.SIGNATURE)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signed container that holds together.

    ``files`` are its entries in their order without ``mimetype``, manifest and signature; ``manifest`` is the XML
    that ``signature`` covers.
    """

    files: Mapping[str, bytes] = field(repr=False)
    signature: Signature
    manifest: bytes = field(repr=False)


def seal(
    files: Mapping[str, bytes], key: SigningKey, now: datetime, commitment: Commitment = Commitment.ORIGIN
) -> bytes:
    """The container (ASiC-E) of ``files`` in their order, signed with ``key`` at ``now``.

    Call it off the window's thread: signing takes an event loop of its own.

    Raises:
        PackageError: PKG-012, a name that no container may carry or that it gives to a file of its own.
        SigningKeyError: KEY-007.
    """
    for name in files:
        names.require_safe(name)
        if name.upper().startswith(names.META_INF) or name.lower() == names.MIMETYPE:
            raise PackageError("PKG-012", Place(entry=name))
    listed = manifest.write(files)
    signature = sign(listed, key, now, commitment)
    return container.write({**files, names.MANIFEST: listed, names.SIGNATURE: signature})


def unseal(
    data: bytes,
    limits: Limits,
    allowed: Callable[[str], bool],
    required: Collection[str] = (),
    commitment: Commitment = Commitment.ORIGIN,
) -> Sealed:
    """What ``data`` holds, if it is a sound container; whom to trust is not decided here.

    Args:
        allowed: whether a file of this name may be there beside the ``required`` ones.
        commitment: what the signer must answer for. A signature that does not say passes.

    Raises:
        PackageError: the first rule broken, as the module's documentation lists them.
    """
    from desktop_app.submission.verification import verify

    files = container.read(data, limits)
    del files[names.MIMETYPE]
    _check_present(files, allowed, required)
    listed, signature = files.pop(names.MANIFEST), files.pop(names.SIGNATURE)
    if len(signature) > limits.signature:
        raise PackageError("PKG-009", Place(entry=names.SIGNATURE), limit=limits.signature // 1024)
    signed = verify(signature, listed, commitment)
    _check_references(manifest.read(listed, limits), files)
    return Sealed(files, signed, listed)


def _check_present(files: Mapping[str, bytes], allowed: Callable[[str], bool], required: Collection[str]) -> None:
    must = (*required, *_OWN)
    for name in must:
        if name not in files:
            raise PackageError("PKG-017", Place(entry=name))
    for name in files:
        if name in must:
            continue
        if name.upper().startswith(names.META_INF):
            raise PackageError("PKG-018", Place(entry=name))
        if not allowed(name):
            raise PackageError("PKG-019", Place(entry=name))


def _check_references(references: tuple[manifest.Reference, ...], files: Mapping[str, bytes]) -> None:
    named = {reference.name for reference in references}
    for name in files:
        if name not in named:
            raise PackageError("PKG-019", Place(entry=name))
    for reference in references:
        if reference.name not in files:
            raise PackageError("PKG-020", Place(entry=reference.name))
        if not reference.matches(files[reference.name]):
            raise PackageError("PKG-021", Place(entry=reference.name))
