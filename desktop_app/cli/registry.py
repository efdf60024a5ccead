"""``telar registry``: the initiatives of a wave, who has answered, whom to remind, and which signers wait."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli.output import Output, plain
from desktop_app.cli.parser import add_commands
from desktop_app.cli.passphrases import vault
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from desktop_app.cli.parser import Commands
    from desktop_app.workflows.entity import Entity
    from desktop_app.workflows.registry import ListPreview
    from desktop_app.workflows.standing import Standing


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    about = texts["help.registry"]
    group = commands.add_parser("registry", parents=[common], help=about, description=about)
    inner = add_commands(group, texts, required=True)

    def command(name: str, run: object) -> argparse.ArgumentParser:
        about = texts[f"help.registry_{name}"]
        parser = inner.add_parser(name, parents=[common], help=about, description=about)
        parser.add_argument("folder", type=Path, metavar=texts["help.folder"], help=texts["help.authority_folder"])
        parser.set_defaults(run=run)
        return parser

    def options(parser: argparse.ArgumentParser, *, wave: bool = True) -> argparse.ArgumentParser:
        if wave:
            parser.add_argument("--wave", required=True, metavar=texts["help.text"], help=texts["help.wave_wave"])
        parser.add_argument("--db", metavar="URL", help=texts["help.db"])
        return parser

    bringing = command("import", bring)
    bringing.add_argument("file", type=Path, metavar=texts["help.file"], help=texts["help.registry_file"])
    options(bringing).add_argument("--yes", action="store_true", help=texts["help.registry_yes"])
    options(command("show", show))
    reminding = options(command("reminders", remind))
    reminding.add_argument(
        "--out", type=Path, required=True, metavar=texts["help.file"], help=texts["help.registry_out"]
    )
    options(command("signers", signers), wave=False)


def bring(arguments: argparse.Namespace, output: Output) -> int:
    """Shows what the list would change, and changes it once somebody agrees; with ``--json`` only with ``--yes``."""
    from desktop_app.errors import explain
    from desktop_app.workflows import registry

    with _opened(arguments, output) as entity:
        seen = registry.preview(entity, arguments.file, arguments.wave, output.language)
        _tell_preview(seen, output)
        wanted = not seen.errors and seen.changes and (arguments.yes or output.agrees("registry.ask"))
        if wanted:
            registry.apply(entity, seen)
    if seen.errors:
        output.line(output.explanation(explain("RCV-044", None, output.language, count=seen.errors)))
    else:
        output.say("registry.done" if wanted else "registry.left", wave=seen.wave)
    document = {key: value for key, value in plain(seen).items() if key != "members"}
    output.result({**document, "applied": wanted})
    return 1 if seen.errors else 0


def show(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows.standing import standing, state_text

    with _opened(arguments, output) as entity:
        found = standing(entity, arguments.wave, output.language)
    for each in found.initiatives:
        signer = state_text(each.signer.state, output.language)
        output.say("registry.row", name=each.member.name, forms=_forms(each, output), signer=signer)
    listed = sum(each.listed for each in found.initiatives)
    output.say("registry.shown", wave=found.wave, listed=listed, missing=len(found.unanswered))
    output.result(found)
    return 0


def remind(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.fileio import write_atomic
    from desktop_app.workflows.standing import reminders

    with _opened(arguments, output) as entity:
        data, whom = reminders(entity, arguments.wave, arguments.now, output.language)
        write_atomic(arguments.out, data)
    output.say("registry.reminders", path=arguments.out, count=len(whom))
    output.result({"path": arguments.out, "initiatives": [each.member.id for each in whom]})
    return 0


def signers(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows.signers import signers as found_of

    with _opened(arguments, output) as entity:
        found = found_of(entity)
    for waiting in found.waiting:
        words = " ".join(waiting.words) or output.text("registry.on_paper")
        output.say("registry.waiting", initiative=waiting.initiative, manager=waiting.manager, words=words)
    for each in found.confirmed:
        output.say("registry.confirmed", initiative=each.initiative, manager=each.manager, when=each.confirmed.date())
    for each in found.revoked:
        when = each.revoked.date() if each.revoked else ""
        output.say("registry.revoked", initiative=each.initiative, manager=each.manager, when=when, why=each.why)
    counts = {name: len(getattr(found, name)) for name in ("waiting", "confirmed", "revoked")}
    output.say("registry.signers", **counts)
    output.result(found)
    return 0


def _opened(arguments: argparse.Namespace, output: Output) -> AbstractContextManager[Entity]:
    from desktop_app.workflows.entity import opened

    return opened(vault(arguments, output), arguments.db)


def _forms(each: Standing, output: Output) -> str:
    from desktop_app.workflows.standing import state_text

    said = [f"{form.form_id}: {state_text(form.state, output.language)}" for form in each.forms]
    return ", ".join(said) or "–"


def _tell_preview(seen: ListPreview, output: Output) -> None:
    for each in seen.findings:
        said: Any = each.explanation
        output.say("registry.finding", code=said.code, place=said.place, cause=said.cause)
    counts = {name: len(getattr(seen, name)) for name in ("new", "changed", "gone")}
    output.say("registry.preview", rows=seen.rows, same=seen.same, **counts)
    for changed in seen.changed:
        fields = ", ".join(output.text(f"registry.field_{name}") for name in changed.fields)
        output.say("registry.changed", name=changed.name, fields=fields)
    for gone in seen.gone:
        output.say("registry.gone_answered" if gone.answered else "registry.gone", name=gone.name)
    if seen.ignored:
        output.say("registry.ignored", columns=", ".join(seen.ignored))
