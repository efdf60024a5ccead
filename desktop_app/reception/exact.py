"""From whole ten-thousandths to what is published: exact to the last digit, halves away from zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from desktop_app.diagnosis.published import LEAST
from desktop_app.reception.tables import SCALE
from desktop_app.reception.tallies import Tally

PLACES: Final = 2


def rounded(value: Fraction | None) -> float | None:
    """``value`` with two decimals."""
    if value is None:
        return None
    scaled = value * 10**PLACES
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (scaled.denominator * 2)
    return float(Decimal(whole if scaled >= 0 else -whole).scaleb(-PLACES))


def plain(total: int) -> int | float:
    """A sum as a number: whole where it is."""
    return total // SCALE if total % SCALE == 0 else float(Decimal(total) / SCALE)


def mean(tally: Tally) -> Fraction | None:
    """The mean; ``None`` of fewer than ``LEAST``."""
    return Fraction(tally.total, tally.count * SCALE) if tally.count >= LEAST else None


def percent(part: int, whole: int) -> Fraction | None:
    """What percent ``part`` is of ``whole``; ``None`` of nothing."""
    return Fraction(100 * part, whole) if whole > 0 else None


def average(products: int, weights: int) -> Fraction | None:
    """A weighed mean, of sums of products and of weights; ``None`` where nothing weighs."""
    return Fraction(products, weights * SCALE) if weights > 0 else None


def growth(before: int, now: int) -> Fraction | None:
    """By how many percent ``now`` is more than ``before``."""
    return Fraction(100 * (now - before), before) if before > 0 else None
