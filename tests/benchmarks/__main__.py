"""Prints one table. A missed target is said, and is no failure: figures depend on the machine."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from tests.benchmarks.table import Figure, show

PARTS = ("startup", "opening", "answers", "engines", "papers", "sealed")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"of {', '.join(PARTS)}")
    parser.add_argument("--form", type=Path, help="an XForm for the engines, instead of a survey of our own")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    for part in arguments.parts:
        measure = import_module(f"tests.benchmarks.{part}").measure
        figures += measure(arguments.form) if part == "engines" else measure()
    print(show(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
