"""Reads what ``telar demo`` left in a folder and says whether it is whole; exits 1 if it is not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

SIGNATURES = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG",
    ".asice": b"PK\x03\x04",
    ".age": b"age-e",
    ".agekey": b"# ",
    ".pem": b"-----",
    ".xlsx": b"PK\x03\x04",
    ".ics": b"BEGIN",
    ".svg": (b"<?xml", b"<svg "),
    ".json": b"{",
    ".csv": b"\xef\xbb\xbf",
    ".sav": b"$FL",
    ".dta": b"<stat",
    ".parquet": b"PAR1",
}

FILES = ("report", "spider", "package")
STATUSES = ["received", "returned", "accepted"]


def problems(folder: Path) -> list[str]:
    document = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    ssme, trust, wave = document["ssme"], document["trust"], document["wave"]
    named = [document[name] for name in (*FILES, "blank_form")] + document["screens"]
    named += [ssme[name] for name in (*FILES, "summary", "spider_svg", "plan_sheet", "plan_calendar")]
    named += [trust[name] for name in ("kit", "root", "identity", "corrected")] + trust["receipts"]
    named += [wave[name] for name in ("results", "workbook", "summary")] + wave["published"] + wave["received"]
    found = []
    for name in named:
        path = Path(name)
        start = path.read_bytes()[:5] if path.is_file() else b""
        if not start.startswith(SIGNATURES[path.suffix]):
            found.append(f"{path}: missing or not what its name says")
    if len(document["screens"]) < 10:
        found.append(f"only {len(document['screens'])} screens")
    for instrument in (document, ssme):
        if not instrument["verification"]["intact"]:
            found.append(f"{instrument['package']}: not accepted")
        if instrument["scores"]["answered"] != instrument["scores"]["of"]:
            found.append(f"{instrument['report']}: the sample is not complete")
    if not trust["verification"]["intact"]:
        found.append(f"{trust['corrected']}: not accepted")
    if (trust["standing"], trust["statuses"]) != ("confirmed", STATUSES):
        found.append(f"the key is {trust['standing']}, the receipts say {', '.join(trust['statuses'])}")
    results = json.loads(Path(wave["results"]).read_text(encoding="utf-8"))
    if wave["responding"] != results["responding"] or not results["total_mean"]:
        found.append(f"{wave['results']}: not of the {wave['responding']} that answered")
    if not all(warning["reason"] for warning in ssme["verification"]["notes"]["warnings"]):
        found.append("a soft warning without its reason")
    return found


def main() -> int:
    found = problems(Path(sys.argv[1]))
    print("\n".join(found) or "demo: whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
