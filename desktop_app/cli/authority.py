"""``telar authority``: the receiving entity's keys, and whom it confirms."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli.output import Output, plain
from desktop_app.cli.parser import add_commands
from desktop_app.cli.passphrases import vault
from desktop_app.errors import AuthorityError
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands
    from desktop_app.workflows.authority import Overview, Proposal, Signer

PARTS = ("issuer", "signer", "operations", "escrow")


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    about = texts["help.authority"]
    group = commands.add_parser("authority", parents=[common], help=about, description=about)
    inner = add_commands(group, texts, required=True)

    def command(name: str, run: object) -> argparse.ArgumentParser:
        about = texts[f"help.authority_{name}"]
        parser = inner.add_parser(name, parents=[common], help=about, description=about)
        parser.add_argument("folder", type=Path, metavar=texts["help.folder"], help=texts["help.authority_folder"])
        parser.set_defaults(run=run)
        return parser

    def offline(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--offline", type=Path, metavar=texts["help.folder"], help=texts["help.authority_offline"])

    def text(parser: argparse.ArgumentParser, option: str, *, required: bool = False) -> None:
        about = texts[f"help.authority_{option.strip('-')}"]
        parser.add_argument(option, required=required, default="", metavar=texts["help.text"], help=about)

    def switch(parser: argparse.ArgumentParser, option: str) -> None:
        about = texts[f"help.authority_option_{option.strip('-')}"]
        parser.add_argument(option, action="store_true", help=about)

    text(command("init", init), "--name", required=True)

    enrolling = command("enrol", enrol)
    enrolling.add_argument("package", type=Path, metavar=texts["help.file"], help=texts["help.authority_package"])
    text(enrolling, "--by")
    switch(enrolling, "--replace")
    switch(enrolling, "--yes")

    revoking = command("revoke", revoke)
    revoking.add_argument("fingerprint", metavar=texts["help.fingerprint"], help=texts["help.authority_fingerprint"])
    text(revoking, "--why", required=True)
    switch(revoking, "--compromised")

    command("show", show)

    renewing = command("renew", renew)
    switch(renewing, "--root")
    offline(renewing)

    replacing = command("replace", replace)
    replacing.add_argument("part", choices=PARTS, metavar=texts["help.part"], help=texts["help.authority_part"])
    switch(replacing, "--compromised")
    offline(replacing)


def init(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import authority as workflow

    made = workflow.init(vault(arguments, output), arguments.name, arguments.now)
    output.say("authority.made", folder=made.folder)
    _tell(made, output)
    output.result(made)
    return 0


def enrol(arguments: argparse.Namespace, output: Output) -> int:
    """Shows what the package asks, has the words compared, and confirms; with ``--json`` only together with ``--yes``,
    since a program compares nothing."""
    from desktop_app.workflows import authority as workflow

    folder = vault(arguments, output)
    proposal = workflow.propose(folder, arguments.package, arguments.now)
    _tell_proposal(proposal, output)
    if not arguments.yes and not proposal.known and not output.agrees("authority.ask"):
        raise AuthorityError("AUT-016")
    confirmed = workflow.confirm(folder, proposal, arguments.now, by=arguments.by, replace=arguments.replace)
    output.say("authority.confirmed", manager=confirmed.manager, initiative=confirmed.initiative, ends=confirmed.ends)
    document = {key: value for key, value in plain(proposal).items() if key != "enrolment"}
    output.result({**document, "signer": plain(confirmed)})
    return 0


def revoke(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import authority as workflow

    folder = vault(arguments, output)
    gone = workflow.revoke(
        folder, arguments.fingerprint, arguments.now, why=arguments.why, compromised=arguments.compromised
    )
    for each in gone:
        output.say("authority.revoked", manager=each.manager, initiative=each.initiative)
    output.result({"revoked": gone})
    return 0


def show(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import authority as workflow

    found = workflow.overview(arguments.folder)
    _tell(found, output)
    output.result(found)
    return 0


def renew(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import authority as workflow

    found = workflow.renew(vault(arguments, output), arguments.now, root=arguments.root)
    output.say("authority.renewed")
    _tell(found, output)
    output.result(found)
    return 0


def replace(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import authority as workflow

    folder = vault(arguments, output)
    found = workflow.replace_secret(folder, arguments.part, arguments.now, compromised=arguments.compromised)
    output.say("authority.replaced", part=arguments.part)
    _tell(found, output)
    output.result(found)
    return 0


def _tell_proposal(proposal: Proposal, output: Output) -> None:
    output.say("authority.asks", file=proposal.file)
    pairs: dict[str, Any] = {
        "initiative": f"{proposal.initiative} ({proposal.initiative_id})",
        "manager": proposal.manager,
        "fingerprint": proposal.fingerprint,
        "words": " ".join(proposal.words),
        "claimed": proposal.claimed_at.isoformat(),
    }
    _tell_pairs(pairs, output)
    if proposal.known:
        output.say("authority.known")
    elif proposal.before is not None:
        output.say("authority.other", manager=proposal.before)


def _tell(found: Overview, output: Output) -> None:
    pairs: dict[str, Any] = {
        "name": found.name,
        "root": found.root_fingerprint,
        "words": " ".join(found.words),
        "list_until": found.list_until and found.list_until.isoformat(),
        "root_list_until": found.root_list_until and found.root_list_until.isoformat(),
        "secrets": ", ".join(found.secrets),
        "signers": len(found.signers),
    }
    _tell_pairs(pairs, output)
    for each in found.signers:
        output.line(_row(each, output))


def _row(each: Signer, output: Output) -> str:
    state = output.text("authority.gone", when=each.revoked.date(), why=each.why) if each.revoked else ""
    return f"    {each.fingerprint}  {each.initiative_id}  {each.initiative}: {each.manager}  {state}".rstrip()


def _tell_pairs(pairs: dict[str, Any], output: Output) -> None:
    for key, value in pairs.items():
        output.line(f"  {output.text(f'authority.label_{key}')}: {value}")
