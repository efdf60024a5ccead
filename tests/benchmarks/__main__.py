"""Prints one table. A missed target is said, and is no failure: figures depend on the machine."""

from __future__ import annotations

import sys
from importlib import import_module

from tests.benchmarks.table import Figure, show

PARTS = ("startup", "answers", "papers")


def main() -> int:
    figures: list[Figure] = []
    for part in sys.argv[1:] or PARTS:
        figures += import_module(f"tests.benchmarks.{part}").measure()
    print(show(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
