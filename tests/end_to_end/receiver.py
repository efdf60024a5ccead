"""A receiving program to be killed: takes in a folder, and says how far it is and how much memory it takes.

``python -m tests.end_to_end.receiver ENTITY FOLDER ADDRESS``
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from desktop_app.submission.authority import Vault
from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import Progress, receive_folder
from tests.support.authorities import Keys
from tests.support.reception import SOON


def main() -> None:
    entity, folder, address = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

    def tell(progress: Progress) -> None:
        print(f"DONE {progress.done} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}", flush=True)

    with opened(Vault(entity, Keys()), address) as found:
        print("OPEN", flush=True)
        began = time.perf_counter()
        tally = receive_folder(found, folder, SOON, tell=tell)
        taken = time.perf_counter() - began
    counts = {name: getattr(tally, name) for name in ("filed", "replaced", "duplicate", "quarantined", "refused")}
    print("TALLY", json.dumps({**counts, "known": tally.known, "files": tally.files, "seconds": taken}), flush=True)


if __name__ == "__main__":
    main()
