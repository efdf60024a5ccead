"""A form whose total is a mean, with areas, dimensions, levels, figures and a plan; and what its report says."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.diagnosis import Benchmark
from desktop_app.reports import ReportContent
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.workflows.earlier import earlier
from desktop_app.workflows.notes import Notes
from desktop_app.workflows.report import report_content
from desktop_app.xforms import Session
from tests.support.rubrics import ENGLISH, NOW, SETTINGS, SPANISH, form_of, sheet

_MEAN = "(number(${{{0}}}) + number(${{{1}}})) div 2"
_INDICATORS = (("A1", "i11"), ("A1", "i12"), ("A2", "i21"), ("A2", "i22"), ("A3", "i31"), ("A4", "i41"))


def _survey() -> str:
    columns = (
        "type", "name", "label::Español (es)", "label::English (en)", "required", "relevant", "calculation",
        "telar:role", "telar:code", "telar:of", "telar:max", "telar:unit", "telar:sum", "telar:special-of",
        "telar:warning-of", "telar:comment-of", "telar:plan",
    )  # fmt: skip
    rows = []

    def row(**cells: str) -> None:
        rows.append("| | " + " | ".join(cells.get(column, "") for column in names) + " |\n")

    names = [column.removeprefix("telar:").replace("::Español (es)", "").replace("-", "_") for column in columns]
    names[names.index("label::English (en)")] = "english"
    row(type="select_one macro", name="macrosector", label="Macrosector", english="Macro-sector")
    for area, name in _INDICATORS:
        code = f"{area}.{name[2]}"
        row(type="select_one grade", name=name, label=f"¿{code}?", english=f"{code}?", required="yes",
            role="indicator", code=code, of=area, max="3")  # fmt: skip
    row(type="text", name="i11_comment", label="Comentario", english="Comment", comment_of="i11")
    row(type="begin_group", name="money", label="Cifras", english="Figures")
    row(type="decimal", name="sales", label="Ventas", english="Sales", unit="cop_m", role="figure", code="F1")
    row(type="select_one none", name="sales_none", label="Sin cifra", english="No figure", special_of="sales")
    row(type="text", name="sales_why", label="¿Por qué tanto?", english="Why so much?", relevant="${sales} > 1000",
        warning_of="sales")  # fmt: skip
    row(type="file", name="study", label="Estudio", english="Study", code="F4")
    row(type="end_group")
    row(type="begin_group", name="market", label="Mercados", english="Markets", sum="100")
    row(type="decimal", name="local", label="Local", english="Local", unit="pct", code="F2")
    row(type="decimal", name="abroad", label="Fuera", english="Abroad", unit="pct", code="F3")
    row(type="end_group")
    row(type="begin_group", name="more", label="Otros datos", english="Other data")
    row(type="text", name="before", label="Antes del grupo", english="Before the group")
    row(type="begin_group", name="silent")
    row(type="text", name="inside", label="En un grupo sin nombre", english="In a group without a name")
    row(type="end_group")
    row(type="end_group")
    row(type="begin_repeat", name="plan", label="Plan", english="Plan", plan="plan")
    for kind, name in (
        ("select_one opportunity", "opportunity"), ("text", "activity"), ("text", "owner"), ("date", "start"),
        ("date", "due"), ("decimal", "budget"), ("select_one source", "source"), ("text", "target"),
        ("select_one state", "state"), ("text", "report"),
    ):  # fmt: skip
        row(type=kind, name=name, label=name, english=name, plan=name, unit="cop" if name == "budget" else "")
    row(type="end_repeat")
    for area, parts in (("A1", ("i11", "i12")), ("A2", ("i21", "i22")), ("A3", ("i31",)), ("A4", ("i41",))):
        mean = _MEAN.format(*parts) if len(parts) > 1 else f"number(${{{parts[0]}}})"
        unanswered = " or ".join(f"${{{part}}} = ''" for part in parts)
        row(type="calculate", name=area.lower(), calculation=f"if({unanswered}, '', {mean})", role="area", code=area,
            of="D1" if area in ("A1", "A2") else "D2", max="3")  # fmt: skip
    for dimension, (one, other) in (("D1", ("a1", "a2")), ("D2", ("a3", "a4"))):
        row(type="calculate", name=dimension.lower(), calculation=_MEAN.format(one, other), role="dimension",
            code=dimension, max="3")  # fmt: skip
    known = "(coalesce(${a1}, 0) + coalesce(${a2}, 0) + coalesce(${a3}, 0) + coalesce(${a4}, 0)) div 4"
    row(type="calculate", name="total", calculation=f"round({known}, 2)", role="total", code="TOTAL", max="3")
    return sheet("survey", *columns) + "".join(rows)


def _choices() -> str:
    columns = ("list_name", "name", "label::Español (es)", "label::English (en)", "min", "max")
    lists: dict[str, Mapping[str, str]] = {
        "macro": {"agro": "Agroindustria", "services": "Servicios"},
        "grade": {"0": "Nada", "1": "Poco", "2": "Bastante", "3": "Todo"},
        "none": {"ns": "No sé", "na": "No aplica"},
        "source": {"firms": "Empresas", "state": "Gobierno"},
        "state": {"planned": "Por empezar", "underway": "En curso", "done": "Hecha", "dropped": "Descartada"},
        "opportunity": {f"{area}.{name[2]}": f"{area}.{name[2]}" for area, name in _INDICATORS},
        "telar_units": {"cop_m": "millones de pesos", "cop": "pesos", "pct": "%"},
        "telar_names": {"A1": "Enfoque", "A2": "Estrategia", "A3": "Gobernanza", "A4": "Financiación", "D1": "Gestión",
                        "D2": "Entorno", "TOTAL": "Total", "A1.1": "Eslabones", "A2.1": "Documento"},
        "telar_actions": {"A1.1_1": "Busque empresas", "A1.1_1_b": "Abra una mesa", "A2.1_0": "Escriba la estrategia"},
        "telar_meanings": {"1": "Faltan bases.", "2": "Hay bases firmes."},
    }  # fmt: skip
    rows = [
        f"| | {name} | {key} | {label} | {label} | | |\n" for name, each in lists.items() for key, label in each.items()
    ]
    levels = (
        "| | telar_levels | 1 | Incipiente | Incipient | | 1 |\n| | telar_levels | 2 | Nivel 2 | Level 2 | 1 | 3 |\n"
    )
    return sheet("choices", *columns) + "".join(rows) + levels


AVERAGED = _survey() + _choices() + SETTINGS
SCORES = {"i11": "1", "i12": "2", "i21": "0", "i22": "3", "i31": "3", "i41": "2"}
MEANS = {"A1": 1.8, "A2": 1.2, "A3": 2.1, "A4": 0.9}
BENCHMARKS = (
    Benchmark("national", "", "2025", 100, MEANS),
    Benchmark("macrosector", "agro", "2025", 30, {code: mean - 0.3 for code, mean in MEANS.items()}),
)


def session(answers: Mapping[str, str], language: str = SPANISH) -> Session:
    """A session with ``answers`` by name; ``activity[2]`` is the second action's."""
    form = form_of(AVERAGED)
    refs = {ref.rpartition("/")[2]: ref for ref in form.binds}
    found = Session(form, now=NOW, language=language)
    for key, value in answers.items():
        name, _, position = key.rstrip("]").partition("[")
        ref = refs[name]
        if position:
            while found.repeat_count("/data/plan") < int(position):
                found.add_repeat("/data/plan")
            ref = f"/data/plan[{position}]/{name}"
        found.set(ref, value)
    return found


def desk(
    answers: Mapping[str, str],
    before: Mapping[str, str] | None = None,
    *,
    notes: Notes | None = None,
    benchmarks: tuple[Benchmark, ...] = (),
    language: str = SPANISH,
    name: str = "Clúster de cacao de Arauca",
) -> Desk:
    """A desk with ``answers``, beside the wave of 2025 if there was one."""
    previous = earlier("r0", "2025", session(before, language)) if before is not None else None
    facts = DeskFacts(initiative_name=name, place="Tame, Arauca", wave="2026", previous=previous, benchmarks=benchmarks)
    return Desk("r1", session(answers, language), facts, notes)


def report(
    answers: Mapping[str, str],
    before: Mapping[str, str] | None = None,
    *,
    notes: Notes | None = None,
    benchmarks: tuple[Benchmark, ...] = (),
    language: str = "es",
    files: Mapping[str, int] | None = None,
    digests: Mapping[str, str] | None = None,
    name: str = "Clúster de cacao de Arauca",
) -> ReportContent:
    """The report on those answers."""
    full = ENGLISH if language == "en" else SPANISH
    found = desk(answers, before, notes=notes, benchmarks=benchmarks, language=full, name=name)
    return report_content(found, NOW, language, files, digests)
