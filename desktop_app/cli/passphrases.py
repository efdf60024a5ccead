"""Passphrases from the terminal: never shown, and a new one typed twice."""

from __future__ import annotations

from desktop_app.cli.output import Output
from desktop_app.errors import UsageError


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
