"""What the storms share: counting kills and problems, and the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What a storm found."""

    kills: int = 0
    problems: list[str] = field(default_factory=list)

    def line(self) -> str:
        return f"{self.kills} kills, {len(self.problems)} problems"

    def proves(self) -> bool:
        """Whether there were no problems, and anything that could have had one."""
        return not self.problems and self.kills > 0


def run(storm: Callable[[int, int], Tally]) -> int:
    """``storm(times, seed)`` as a program: prints the problems and one line, and is 1 unless it proves something."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    tally = storm(arguments.times, arguments.seed)
    for problem in tally.problems:
        print(problem)
    print(tally.line())
    return 0 if tally.proves() else 1
