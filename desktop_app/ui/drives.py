"""The drives that a backup can be carried away on: USB sticks and disks, as the system tells of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from PySide6.QtCore import QStorageInfo

_PLACES: Final = {"linux": ("/media", "/run/media", "/mnt"), "darwin": ("/Volumes",)}


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive that is ready to be written to. ``name`` is as its owner knows it, ``free`` is in bytes."""

    name: str
    root: Path
    free: int


def removable() -> tuple[Drive, ...]:
    """The drives there are now. Asking can take a while where one has gone without saying so: not for the window."""
    system = QStorageInfo.root().rootPath()
    found = (
        _drive(volume)
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid()
        and volume.isReady()
        and not volume.isReadOnly()
        and volume.rootPath() != system
        and carries(volume.rootPath(), sys.platform)
    )
    return tuple(sorted(found, key=lambda drive: str(drive.root)))


def carries(root: str, platform: str) -> bool:
    """Whether what is mounted at ``root`` may be taken away: on Windows each letter but the system's."""
    if platform == "win32":
        return len(root.rstrip("/\\")) == 2 and root[1] == ":"
    return any(PurePath(place) in PurePath(root).parents for place in _PLACES.get(platform, _PLACES["linux"]))


def _drive(volume: QStorageInfo) -> Drive:
    root = volume.rootPath()
    letter = root.rstrip("/\\") if len(root) <= 3 else ""
    name = volume.name() or PurePath(root).name
    return Drive(f"{name} ({letter})" if letter and name else name or root, Path(root), volume.bytesAvailable())
