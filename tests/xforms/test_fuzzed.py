"""Forms that fuzzing found to leave the engine in ways that have no code."""

from __future__ import annotations

import pytest

from desktop_app.errors import FormError
from desktop_app.xforms import Form
from tests.support.forms import xform


@pytest.mark.parametrize("attribute", ["", 'nodset="/data/r"', 'nodeset=""'])
def test_a_repeat_that_names_no_node_is_refused(attribute: str) -> None:
    body = f'<group ref="/data/r"><repeat {attribute} jr:count="/data/n"><input ref="/data/r/a"/></repeat></group>'
    data = xform('<data id="x"><n/><r><a/></r></data>', body=f'<input ref="/data/n"/>{body}')
    with pytest.raises(FormError, match="FORM-010"):
        Form.from_xform(data)
