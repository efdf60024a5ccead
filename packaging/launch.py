"""The frozen program's entry point."""

import multiprocessing
import sys

from desktop_app.bootstrap import run

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(run(sys.argv[1:]))
