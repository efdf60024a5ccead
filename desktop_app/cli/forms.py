"""``telar forms``: list, check, export, begin and fill forms without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.cli.parser import add_commands
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    group = commands.add_parser("forms", parents=[common], help=texts["help.forms"], description=texts["help.forms"])
    inner = add_commands(group, texts, required=True)

    def command(name: str) -> argparse.ArgumentParser:
        about = texts[f"help.forms_{name}"]
        return inner.add_parser(name, parents=[common], help=about, description=about)

    listing = command("list")
    listing.set_defaults(run=list_forms)

    check = command("check")
    check.add_argument("file", type=Path, metavar=texts["help.file"], help=texts["help.forms_check_file"])
    check.set_defaults(run=check_form)

    export = command("export")
    export.add_argument("out", type=Path, metavar=texts["help.folder"], help=texts["help.forms_export_folder"])
    export.set_defaults(run=export_forms)

    new = command("new")
    new.add_argument("name", metavar=texts["help.name"], help=texts["help.forms_new_name"])
    new.add_argument("--out", type=Path, default=Path(), metavar=texts["help.folder"], help=texts["help.forms_new_out"])
    new.set_defaults(run=new_form)

    fill = command("fill")
    fill.add_argument("form", metavar=texts["help.form"], help=texts["help.forms_fill_form"])
    fill.add_argument("--answers", type=Path, required=True, metavar="A.json", help=texts["help.forms_fill_answers"])
    fill.add_argument("--out", type=Path, metavar="instance.xml", help=texts["help.forms_fill_out"])
    fill.set_defaults(run=fill_form)


def list_forms(_arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import forms

    listed = forms.list_forms(output.language)
    for form in listed:
        kind = output.text("forms.instrument" if form.instrument else "forms.card")
        output.line(f"{form.id:<26} {form.version:<8} {kind:<14} {form.title}")
    output.result(listed)
    return 0


def check_form(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import forms

    report = forms.check_form(arguments.file, output.language)
    for finding in report.findings:
        output.line(output.text(f"forms.{finding.severity}") + "  " + output.explanation(finding.explanation))
    output.say("forms.clean" if report.ok and not report.findings else "forms.found", **report.counts())
    output.result(report)
    return 0 if report.ok else 1


def export_forms(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import forms

    written = forms.export_forms(arguments.out)
    for path in written:
        output.line(str(path))
    output.result({"files": written})
    return 0


def new_form(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows.new_form import new_form

    written = new_form(arguments.name, arguments.out, arguments.now, output.language)
    for path in written:
        output.line(str(path))
    output.say("forms.begun", path=written[0])
    output.result({"files": written})
    return 0


def fill_form(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import fill

    filled = fill.fill_form(arguments.form, arguments.answers, arguments.out, arguments.now, output.language)
    for ref, value in filled.values.items():
        output.line(f"{ref} = {value}")
    for problem in filled.problems:
        output.line(f"{problem.code}  {problem.place}: {problem.cause} {problem.remedy}")
    scores = filled.scores
    if scores:
        points, maximum = output.figure(scores["total"]), output.figure(scores["max"])
        output.say("forms.scores", points=points, max=maximum, answered=scores["answered"], of=scores["of"])
    if filled.out:
        output.say("forms.written", path=filled.out)
    elif arguments.out:
        output.say("forms.not_written")
    output.result(filled)
    return 0 if filled.accepted else 1
