"""Answers as short values: each comes back to the letter, whatever was typed."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import pytest
from cbor2 import undefined
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.submission import canonical_cbor, paper_values
from desktop_app.xforms import Form, Session
from tests.support import ssme_answers
from tests.support.every_type import ANSWERS, NOW, answered, every_type
from tests.support.forms import form, xform

SMALL = """
| survey |
| | type | name | label | calculation | relevant | choice_filter |
| | integer | whole | ¿Cuántos? | | | |
| | decimal | part | ¿Cuánto? | | | |
| | date | day | ¿Cuándo? | | | |
| | text | said | ¿Qué? | | | |
| | select_one regions | region | ¿Dónde? | | | |
| | select_one towns | town | ¿En qué sitio? | | | region = ${region} |
| | select_multiple towns | towns | ¿En cuáles? | | | |
| | rank regions | order | Ordene | | | |
| | note | aside | Una nota | | | |
| | text | hidden | ¿Por qué? | | ${whole} > 5 | |
| | calculate | twice | | ${whole} * 2 | | |
| | image | photo | Una foto | | | |
| choices |
| | list_name | name | label | region |
| | regions | norte | Norte | |
| | regions | sur | Sur | |
| | regions | este | Este | |
| | towns | a | A | norte |
| | towns | b | B | norte |
| | towns | c | C | sur |
| | towns | otro | Otro | norte |
| | towns | otro | Otro | sur |
| settings |
| | allow_choice_duplicates |
| | yes |
"""
NAMES = ("whole", "part", "day", "said", "region", "town", "towns", "order", "hidden", "photo")
CODES = ("norte", "sur", "este", "a", "b", "c", "otro", "x")


@lru_cache(maxsize=1)
def small() -> Form:
    return form(SMALL)


def packed(**answers: str) -> dict[str, object]:
    """Each question's value, by its name."""
    values = paper_values.pack(small(), {f"/data/{name}": value for name, value in answers.items()})
    return dict(zip(NAMES, values, strict=True))


def back(**values: object) -> dict[str, str]:
    """The answers that these values mean."""
    answers, _ = paper_values.unpack(small(), [values.get(name) for name in NAMES])
    return {ref.removeprefix("/data/"): value for ref, value in answers.items() if value}


TEXTS = st.one_of(
    st.text(max_size=30),
    st.integers(-(10**25), 10**25).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.from_regex(r"-?0?[0-9]{1,4}\.[0-9]{0,20}", fullmatch=True),
    st.dates().map(str),
    st.lists(st.sampled_from(CODES), max_size=5).map(" ".join),
)


@settings(max_examples=250)
@given(st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=6))
def test_any_text_in_any_question_comes_back(answers: dict[str, str]) -> None:
    values = paper_values.pack(small(), {f"/data/{name}": value for name, value in answers.items()})
    same = canonical_cbor.load(canonical_cbor.dump(values), 100)
    found, left_out = paper_values.unpack(small(), same)  # type: ignore[arg-type]
    assert {ref: value for ref, value in found.items() if value} == {
        f"/data/{name}": value for name, value in answers.items() if value
    }
    assert left_out == ()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("whole", "120", 120), ("whole", "-7", -7), ("whole", "007", "007"), ("whole", "+7", "+7"),
        ("whole", "-0", "-0"),
        ("whole", "muchos", "muchos"), ("part", "12.0", 12), ("part", "-3.0", -3), ("part", "0.35", [2, 35]),
        ("part", "-0.05", [2, -5]), ("part", "12", "12"), ("part", "1.50", [2, 150]), ("part", "12.50", [2, 1250]),
        ("part", "10850.5", [1, 108505]), ("part", ".5", ".5"), ("part", "-0.0", "-0.0"),
        ("day", "1970-01-01", 0), ("day", "2026-11-18", 20775), ("day", "1969-12-31", -1),
        ("day", "20261118", "20261118"),
        ("day", "2026-W47-3", "2026-W47-3"), ("day", "2026-02-30", "2026-02-30"),
        ("said", "7", "7"), ("said", "dos\nlíneas", "dos\nlíneas"), ("photo", "foto.jpg", "foto.jpg"),
        ("region", "este", 2), ("region", "oeste", "oeste"), ("town", "c", 2), ("town", "otro", 3),
        ("towns", "a", 1), ("towns", "a c", 5), ("towns", "c a", [2, 0]), ("towns", "a a", [0, 0]),
        ("towns", "a z", "a z"), ("order", "sur norte este", [1, 0, 2]), ("order", "norte", [0]),
        ("order", "norte  sur", "norte  sur"),
    ],
)  # fmt: skip
def test_the_value_of_an_answer(name: str, text: str, value: object) -> None:
    found = packed(**{name: text})
    assert found == dict.fromkeys(NAMES) | {name: value}
    assert type(found[name]) is type(value)
    assert back(**{name: value}) == {name: text}


def test_a_list_of_many_choices_takes_places_where_bits_are_longer() -> None:
    choices = "".join(f"| | many | c{number} | C{number} |\n" for number in range(90))
    made = form(
        "| survey |\n| | type | name | label |\n| | select_multiple many | m | M |\n"
        f"| choices |\n| | list_name | name | label |\n{choices}"
    )
    for text, value in {"c40": [40], "c1 c2 c3": 14, "c70 c80": [70, 80], "c3 c40": [3, 40]}.items():
        assert paper_values.pack(made, {"/data/m": text}) == [value]
        assert paper_values.unpack(made, [value]) == ({"/data/m": text}, ())


@pytest.mark.parametrize(
    "values",
    [
        {"whole": [1]}, {"whole": True}, {"whole": b"7"}, {"part": [0, 5]}, {"part": [18, 5]}, {"part": [2]},
        {"part": [True, 5]}, {"part": [1, "5"]}, {"part": True}, {"day": 10**9}, {"day": -(10**18)}, {"day": [1]},
        {"said": 5}, {"said": b"x"}, {"said": {}}, {"region": 3}, {"region": -1}, {"region": True}, {"region": [0]},
        {"town": 5}, {"towns": 0}, {"towns": 64}, {"towns": [5]}, {"towns": ["a"]}, {"towns": -1}, {"towns": b"\x01"},
        {"order": 1}, {"order": [[0]]}, {"photo": 1},
    ],
)  # fmt: skip
def test_a_value_that_no_answer_has(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        back(**values)


@pytest.mark.parametrize("count", [0, 1, len(NAMES) - 1, len(NAMES) + 1, 50])
def test_values_of_another_form(count: int) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        paper_values.unpack(small(), [None] * count)


def test_what_is_left_out_is_marked_and_told() -> None:
    values = paper_values.pack(small(), {"/data/said": "x", "/data/whole": "1"}, {"/data/said"})
    assert values[NAMES.index("said")] is undefined
    answers, left_out = paper_values.unpack(small(), values)
    assert left_out == ("/data/said",)
    assert "/data/said" not in answers
    assert answers["/data/whole"] == "1"


def test_irrelevant_and_calculated_answers_do_not_travel() -> None:
    session = Session(small(), now=NOW)
    session.restore({"/data/whole": "7", "/data/hidden": "secreto"})
    assert paper_values.answers_of(session)["/data/hidden"] == "secreto"
    session.set("/data/whole", "3")
    found = paper_values.answers_of(session)
    assert session.value("/data/hidden") == "secreto"
    assert found["/data/hidden"] == ""
    assert set(found) == {f"/data/{name}" for name in NAMES}


def test_repeats_are_arrays_of_arrays() -> None:
    session = answered()
    answers = paper_values.answers_of(session)
    *_, projects = paper_values.pack(every_type(), answers)
    assert projects == [["Vivero", 2, [["Sembrar"], ["Trasplantar"]]], ["Secadero", 1, [["Techar"]]]]
    assert answers["/data/project"] == "2"
    assert paper_values.unpack(every_type(), paper_values.pack(every_type(), answers)) == (answers, ())


@pytest.mark.parametrize(
    "projects", [None, 2, "2", [None], [[]], [["Vivero", 2]], [["Vivero", 2, [["x", "y"]]]], undefined]
)
def test_a_repeat_of_another_shape(projects: object) -> None:
    *values, _ = paper_values.pack(every_type(), paper_values.answers_of(answered()))
    with pytest.raises(ValueError, match=r"\w"):
        paper_values.unpack(every_type(), [*values, projects])


def test_free_texts_are_those_without_a_bound_longest_first() -> None:
    answers = paper_values.answers_of(answered())
    assert paper_values.free_texts(every_type(), answers) == [
        "/data/visit/route", "/data/loose", "/data/views/secret", "/data/visit/tag", "/data/project[1]/stage[2]/what",
        "/data/views/inner/minutes", "/data/views/inner/photo", "/data/project[2]/title",
        "/data/project[1]/stage[1]/what", "/data/project[1]/title", "/data/project[2]/stage[1]/what",
    ]  # fmt: skip
    assert set(ANSWERS) <= set(answers)


def test_choices_written_in_the_question_itself() -> None:
    made = Form.from_xform(
        xform(
            "<data id='f'><q/><b/></data>",
            "<bind nodeset='/data/q' type='string'/><bind nodeset='/data/b' type='boolean'/>",
            "<select1 ref='/data/q'><label>Q</label><item><label>Sí</label><value>si</value></item>"
            "<item><label>No</label><value>no</value></item></select1><input ref='/data/b'><label>B</label></input>",
        )
    )
    for text, flag, values in [
        ("no", "1", [1, True]),
        ("si", "0", [0, False]),
        ("tal vez", "quizá", ["tal vez", "quizá"]),
    ]:
        answers = {"/data/q": text, "/data/b": flag}
        assert paper_values.pack(made, answers) == values
        assert paper_values.unpack(made, list(values)) == (answers, ())
    with pytest.raises(ValueError, match="boolean"):
        paper_values.unpack(made, [0, 1])


@pytest.mark.parametrize("seed", range(8))
def test_any_filling_of_the_long_instrument_comes_back(seed: int) -> None:
    session = ssme_answers.filled(ssme_answers.random_filling(Random(seed)))
    answers = paper_values.answers_of(session)
    values = canonical_cbor.load(canonical_cbor.dump(paper_values.pack(session.form, answers)), 6_000)
    assert isinstance(values, list)
    found, left_out = paper_values.unpack(session.form, values)
    assert (found, left_out) == (answers, ())
    again = Session(session.form, now=session.now)
    assert again.restore(found) == []
    identifier = f"uuid:{'0' * 8}-0000-4000-8000-{'0' * 12}"
    assert again.instance_xml(instance_id=identifier) == session.instance_xml(instance_id=identifier)
