"""The fuzzer's targets themselves: the good specimens pass, the edits reach what lies behind a signature."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import __main__ as command
from tests.fuzz import signed, targets
from tests.fuzz.edits import edited


@pytest.mark.parametrize("target", signed.TARGETS)
def test_every_seed_is_taken_or_refused_with_a_code(target: str) -> None:
    for seed in signed.seeds(target):
        signed.TARGETS[target](seed)


@pytest.mark.parametrize("target", signed.TARGETS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_few_changes_of_a_seed_do_not_break_out(target: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(signed.seeds(target)))
    signed.TARGETS[target](edited(seed, data.draw(st.binary(max_size=40))))


@pytest.mark.parametrize("which", range(8))
@pytest.mark.parametrize("target", ["receipt", "kit"])
def test_an_edited_entry_stands_under_a_sound_signature(
    target: str, which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refusals are of the entry's reader, and not of the signature."""
    from desktop_app.errors import TelarError

    seen: list[str] = []
    reader = {"receipt": signed.receipts, "kit": signed.kits}[target]
    genuine = reader.read

    def noted(*arguments: object, **named: object) -> object:
        try:
            return genuine(*arguments, **named)  # type: ignore[arg-type]
        except TelarError as error:
            seen.append(error.code)
            raise

    monkeypatch.setattr(reader, "read", noted)
    signed.TARGETS[target](bytes([1 + 2 * which, 0, 30, 9, 4]) + b"\xff<a>")
    assert not {"PKG-020", "PKG-021", "PKG-036", "RCP-004", "KIT-006"} & set(seen)


def test_edits() -> None:
    assert edited(b"abcdef", b"") == b"abcdef"
    assert edited(b"abcdef", bytes([0, 2, 1, 2]) + b"XY") == b"abXYdef"
    assert edited(b"abcdef", bytes([0, 0, 0, 0, 0, 6, 16 * 2, 1]) + b"-") == b"abcdef----"
    assert edited(b"", bytes([9, 9, 15, 1]) + b"z") == b"z"


def test_the_command_knows_every_target() -> None:
    assert set(command.TARGETS) == set(targets.TARGETS)
    assert set(signed.TARGETS) <= set(targets.TARGETS)
    for name in signed.TARGETS:
        assert targets.seeds(name)[0][:1] == b"\0"
