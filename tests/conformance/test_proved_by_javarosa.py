"""What running JavaRosa beside this engine brought to light, kept true where there is no Java."""

from __future__ import annotations

from tests.support.forms import session

LISTS = """
| choices |
| | list_name | name | label | zone |
| | zona | n | Norte | |
| | zona | s | Sur | |
| | zona | x | Ambas | |
| | lugar | a | A | n |
| | lugar | b | B | s |
| | lugar | c | C | n |
"""


def test_once_keeps_nothing_that_was_calculated_while_hidden() -> None:
    filled = session("""
        | survey |
        | | type | name | label | relevant | calculation |
        | | integer | a | A | | |
        | | text | show | S | | |
        | | calculate | kept | | ${show} = 'yes' | once(concat('x', ${a})) |
    """)
    filled.set("/data/a", "1")
    filled.set("/data/a", "2")
    filled.set("/data/show", "yes")
    assert filled.value("/data/kept") == "x2"
    filled.set("/data/a", "3")
    assert filled.value("/data/kept") == "x2"


def test_several_answers_lose_only_what_is_no_longer_offered() -> None:
    filled = session(f"""
| survey |
| | type | name | label | choice_filter |
| | select_one zona | zone | Z | |
| | select_multiple lugar | places | P | zone = ${{zone}} or ${{zone}} = 'x' |
{LISTS}""")
    filled.set("/data/zone", "x")
    filled.set("/data/places", "c b a")
    filled.set("/data/zone", "n")
    assert filled.value("/data/places") == "c a"
    filled.set("/data/zone", "s")
    assert filled.value("/data/places") == "b"
    filled.set("/data/zone", "x")
    assert filled.value("/data/places") == "c b a"
    filled.set("/data/zone", "n")
    filled.set("/data/places", "a")
    filled.set("/data/zone", "x")
    assert filled.value("/data/places") == "a"


def test_a_number_equals_a_number_however_it_is_written() -> None:
    filled = session("""
        | survey |
        | | type | name | label | relevant |
        | | decimal | d | D | |
        | | integer | i | I | |
        | | text | t | T | |
        | | text | same | S | ${d} = ${i} |
        | | text | other | O | ${d} != ${i} |
        | | text | written | W | ${d} = ${t} |
        | | text | told | V | ${i} = '02.0' |
    """)
    filled.set("/data/d", "2")
    filled.set("/data/i", "2")
    filled.set("/data/t", "2")
    assert filled.is_relevant("/data/same")
    assert not filled.is_relevant("/data/other")
    assert filled.is_relevant("/data/written")
    assert filled.is_relevant("/data/told")
    filled.set("/data/d", "20")
    assert not filled.is_relevant("/data/same")
    assert filled.is_relevant("/data/other")
