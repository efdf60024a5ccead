"""Reads what ``telar demo`` left in a folder and says whether it is whole; exits 1 if it is not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

SIGNATURES = {".pdf": b"%PDF-", ".png": b"\x89PNG", ".asice": b"PK\x03\x04"}


def problems(folder: Path) -> list[str]:
    document = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    named = [document["report"], document["blank_form"], document["spider"], document["package"], *document["screens"]]
    found = []
    for name in named:
        path = Path(name)
        start = path.read_bytes()[:5] if path.is_file() else b""
        if not start.startswith(SIGNATURES[path.suffix]):
            found.append(f"{path}: missing or not what its name says")
    if len(document["screens"]) < 10:
        found.append(f"only {len(document['screens'])} screens")
    if not document["verification"]["intact"]:
        found.append("the package was not accepted")
    if document["scores"]["answered"] != document["scores"]["of"]:
        found.append("the sample is not complete")
    return found


def main() -> int:
    found = problems(Path(sys.argv[1]))
    print("\n".join(found) or "demo: whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
