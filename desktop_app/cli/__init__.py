"""The command line: one file a command. Without a command, the window opens."""

from desktop_app.cli.main import main

__all__ = ["main"]
