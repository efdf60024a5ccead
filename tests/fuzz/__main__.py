"""Runs one target, or each for its time, and keeps every distinct finding as a file to try again.

    python -m tests.fuzz [TARGET] [--seconds 600] [--findings out/fuzz]
    python -m tests.fuzz TARGET --again FILE

Exits 1 if there is a finding: an exception without a code, more than ten seconds for one input, or 2 GB of memory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

SLOWEST_SECONDS: Final = 10
MOST_MEGABYTES: Final = 2_000
LONGEST_INPUT: Final = 16_000
TARGETS: Final = ("expression", "instance", "form", "encrypted", "receipt", "kit", "qr", "short", "answers")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--findings", type=Path, default=Path("out/fuzz"))
    parser.add_argument("--again", type=Path, help="an input to try once, with its traceback")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.again:
        from tests.fuzz import targets as known

        known.TARGETS[options.target](options.again.read_bytes())
        return 0
    if options.inside:
        fuzz(options.target, options.seconds, options.findings)
    targets = [options.target] if options.target else TARGETS
    return max(_watch(target, options.seconds, options.findings) for target in targets)


def _watch(target: str, seconds: int, findings: Path) -> int:
    """Fuzzes in a process of its own, because libFuzzer ends the one that it runs in."""
    place = findings / target
    place.mkdir(parents=True, exist_ok=True)
    before = set(place.iterdir())
    command = [sys.executable, "-m", "tests.fuzz", target, "--inside"]
    ended = subprocess.run([*command, f"--seconds={seconds}", f"--findings={findings}"], check=False)
    found = sorted(set(place.iterdir()) - before)
    print(f"{target}: {seconds} s, {len([path for path in found if path.suffix == '.txt'])} findings in {place}")
    return 1 if found or ended.returncode else 0


def fuzz(target: str, seconds: int, findings: Path) -> None:
    """Does not return: libFuzzer leaves when the time is up."""
    import atheris

    with atheris.instrument_imports(include=["desktop_app"]):
        from tests.fuzz import targets as known

    place = findings / target
    with tempfile.TemporaryDirectory() as corpus:
        for index, seed in enumerate(known.seeds(target)):
            (Path(corpus) / f"seed{index}").write_bytes(seed)
        atheris.Setup(
            [
                "telar",
                corpus,
                f"-max_total_time={seconds}",
                f"-timeout={SLOWEST_SECONDS}",
                f"-rss_limit_mb={MOST_MEGABYTES}",
                f"-max_len={LONGEST_INPUT}",
                f"-artifact_prefix={place}/",
            ],
            _keeping(known.TARGETS[target], place),
        )
        atheris.Fuzz()


def _keeping(run: Callable[[bytes], None], place: Path) -> Callable[[bytes], None]:
    """``run``, with what leaves it written down once for each place that it came from."""
    known: set[str] = set()

    def kept(data: bytes) -> None:
        try:
            run(data)
        except Exception as error:  # noqa: BLE001 - the search goes on after a finding
            frames = traceback.extract_tb(error.__traceback__)[-3:]
            where = f"{type(error).__name__} " + " ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames)
            if where not in known:
                known.add(where)
                name = sha256(where.encode()).hexdigest()[:12]
                (place / f"{name}.input").write_bytes(data)
                (place / f"{name}.txt").write_text(traceback.format_exc(), encoding="utf-8")

    return kept


if __name__ == "__main__":
    sys.exit(main())
