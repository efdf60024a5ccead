"""Passphrases from the environment or the terminal: never shown, and a new one typed twice."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.cli.output import Output
from desktop_app.errors import UsageError

if TYPE_CHECKING:
    from desktop_app.submission.authority import Vault

AUTHORITY_VARIABLE: Final = "TELAR_AUTHORITY_PASSPHRASE"
"""One for all of an authority's secrets: for rehearsals."""


def given(output: Output, prompt: str, variable: str, new: bool) -> str:  # noqa: FBT001 - as the keepers say it
    """The passphrase in the environment's ``variable``, else what is typed at ``prompt``; raises as ``asked``."""
    found = os.environ.get(variable)
    passphrase = found if found is not None else asked(output, prompt, variable, new)
    # The same letters must open the key under any locale.
    return os.fsencode(passphrase).decode("utf-8", "replace")


def vault(arguments: argparse.Namespace, output: Output, folder: Path | None = None) -> Vault:
    """The authority's folder that the command names, or ``folder``, each secret with a passphrase of its own."""
    from desktop_app.workflows.authority import open_vault

    def ask(file: str, new: bool) -> str:  # noqa: FBT001 - the shape that the keeper calls
        prompt = output.text("authority.new" if new else "authority.passphrase", file=file)
        return given(output, prompt, AUTHORITY_VARIABLE, new)

    return open_vault(folder or arguments.folder, ask, getattr(arguments, "offline", None))


def asked(output: Output, prompt: str, variable: str, new: bool) -> str:  # noqa: FBT001 - as the keepers say it
    """What is typed at ``prompt``; with a slip in a new one, the key would never open again.

    Args:
        variable: the environment variable that gives the passphrase where there is no terminal.

    Raises:
        UsageError: USE-014 typed differently the second time, USE-016 there is no terminal.
    """
    passphrase = _hidden(prompt, variable)
    if new and passphrase and _hidden(output.text("export.again"), variable) != passphrase:
        raise UsageError("USE-014")
    return passphrase


def _hidden(prompt: str, variable: str) -> str:
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on and show what is typed
        try:
            return getpass.getpass(prompt)
        except (getpass.GetPassWarning, EOFError, UnicodeDecodeError):
            raise UsageError("USE-016", variable=variable) from None
