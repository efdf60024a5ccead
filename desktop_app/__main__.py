"""``python -m desktop_app`` and the console script ``telar``."""

from __future__ import annotations

import sys


def main() -> int:
    from desktop_app.bootstrap import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
