"""An address of books with its password taken out, and put back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL, make_url

from desktop_app.errors import ReceptionError
from desktop_app.reception.books import lacks_password, with_password, without_password

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(user=NAMES, password=NAMES, database=NAMES.map(lambda text: text.replace("?", "").replace("/", "") or "x"))
def test_a_password_is_taken_out_and_put_back(user: str, password: str, database: str) -> None:
    whole = URL.create("postgresql", user, password, "equipo", 5433, database).render_as_string(hide_password=False)
    kept, taken = without_password(whole)
    assert taken == password
    assert make_url(kept).password is None
    assert make_url(kept).username == user
    assert with_password(kept, taken) == whole
    assert with_password(whole, "") == kept
    assert lacks_password(kept)
    assert not lacks_password(whole)


def test_a_file_wants_no_password() -> None:
    assert without_password("sqlite:////tmp/x.sqlite3") == ("sqlite:////tmp/x.sqlite3", "")
    assert not lacks_password("sqlite:////tmp/x.sqlite3")
    assert not lacks_password("postgresql://equipo/base")


@pytest.mark.parametrize("address", ["", "nada", "postgresql://a:b@c:puerto/d"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ReceptionError, match="RCV-020"):
        without_password(address)
