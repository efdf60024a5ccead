"""XLSForm's tables of question types, appearances, columns and settings: one small form for each row."""

from __future__ import annotations

from typing import Final

CHOICES: Final = """
| choices |
| | list_name | name | label | region |
| | yes_no | yes | Sí | |
| | yes_no | no | No | |
| | color | rojo | Rojo | |
| | color | verde | Verde | |
| | color | azul | Azul | |
| | dept | ant | Antioquia | |
| | dept | val | Valle | |
| | town | med | Medellín | ant |
| | town | env | Envigado | ant |
| | town | cal | Cali | val |
"""

MEDIA: Final = {
    "places.csv": "name,label,region\nmed,Medellín,ant\ncal,Cali,val\n".encode(),
    "places.xml": (
        "<root><item><name>med</name><label>Medellín</label></item>"
        "<item><name>cal</name><label>Cali</label></item></root>"
    ).encode(),
    "places.geojson": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", '
        '"coordinates": [-75.5, 6.2]}, "properties": {"id": "med", "title": "Medellín"}}]}'
    ).encode(),
    "prices.csv": b"code,price\na,100\nb,200\n",
}
"""The attached files that some of the forms name."""

_COLUMNS: Final = (
    "name",
    "label",
    "hint",
    "relevant",
    "constraint",
    "calculation",
    "default",
    "appearance",
    "parameters",
    "choice_filter",
    "repeat_count",
    "trigger",
    "required",
    "read_only",
)


def _row(type_: str, name: str = "", label: str = "", **cells: str) -> str:
    values = {"name": name, "label": label, **cells}
    return f"| | {type_} | " + " | ".join(values.get(column, "") for column in _COLUMNS) + " |\n"


def _form(*rows: str, after: str = "") -> str:
    return "| survey |\n| | type | " + " | ".join(_COLUMNS) + " |\n" + "".join(rows) + CHOICES + after


def _one(type_: str, **cells: str) -> str:
    """A form of one question."""
    return _form(_row(type_, "q", "Pregunta", **cells))


_TYPES: Final = {
    **{
        f"type {kind}": _one(kind)
        for kind in (
            *("integer", "decimal", "text", "note", "date", "time", "dateTime", "acknowledge", "barcode"),
            *("select_one yes_no", "select_multiple color", "rank color", "geopoint", "geotrace", "geoshape"),
            *("audio", "video", "file", "image", "phonenumber", "username", "email", "deviceid", "osm"),
        )
    },
    "type range": _one("range", parameters="start=0 end=10 step=2"),
    "type range of decimals": _one("range", parameters="start=0.5 end=5.0 step=0.5"),
    "type hidden": _form(_row("hidden", "h", default="x"), _row("note", "n", "Valor ${h}")),
    "type calculate": _form(_row("integer", "a", "A"), _row("calculate", "q", calculation="${a} * 2")),
    "type metadata": _form(
        *[_row(kind, kind) for kind in ("start", "end", "today", "deviceid", "username", "phonenumber", "email")],
        _row("text", "q", "Pregunta"),
    ),
    "type audit": _form(
        _row("audit", parameters="location-priority=balanced location-min-interval=60 location-max-age=120"),
        _row("text", "q", "Pregunta"),
    ),
    "type background-audio": _form(_row("background-audio", "grabacion"), _row("text", "q", "Pregunta")),
    "type start-geopoint": _form(_row("start-geopoint", "inicio"), _row("text", "q", "Pregunta")),
    "type background-geopoint": _form(
        _row("text", "q", "Pregunta"), _row("background-geopoint", "punto", trigger="${q}")
    ),
    "type select_one_from_file csv": _one("select_one_from_file places.csv"),
    "type select_multiple_from_file csv": _one("select_multiple_from_file places.csv", choice_filter="region = 'ant'"),
    "type select_one_from_file xml": _one("select_one_from_file places.xml"),
    "type select_one_from_file geojson": _one("select_one_from_file places.geojson", appearance="map"),
    "type select_one_from_file value and label": _one(
        "select_one_from_file places.csv", parameters="value=name label=label"
    ),
    "type select_one or_other": _one("select_one color or_other"),
    "type select_multiple or_other": _one("select_multiple color or_other"),
    "type csv-external": _form(
        _row("csv-external", "prices"),
        _row("text", "q", "Código"),
        _row("calculate", "p", calculation="instance('prices')/root/item[code = ${q}]/price"),
    ),
    "type xml-external": _form(
        _row("xml-external", "places"),
        _row("calculate", "n", calculation="count(instance('places')/root/item)"),
        _row("text", "q", "Pregunta"),
    ),
    "type select_one_external": _form(
        _row("text", "dept", "Departamento"),
        _row("select_one_external town", "q", "Municipio", choice_filter="region=${dept}"),
        after="| external_choices |\n| | list_name | name | label | region |\n| | town | med | Medellín | ant |\n",
    ),
    "type loop": _form(
        _row("begin loop over yes_no", "g", "Por cada opción"), _row("text", "q", "Pregunta"), _row("end loop")
    ),
    "type of older telephones": _form(
        _row("simserial", "s"), _row("subscriberid", "u"), _row("add text prompt", "q", "Pregunta")
    ),
    "type group": _form(_row("begin group", "g", "Grupo"), _row("text", "q", "Pregunta"), _row("end group")),
    "type group without label": _form(_row("begin group", "g"), _row("text", "q", "Pregunta"), _row("end group")),
    "type nested groups": _form(
        *(_row("begin group", f"g{level}", f"Grupo {level}") for level in range(4)),
        _row("text", "q", "Pregunta"),
        *(_row("end group") for _ in range(4)),
    ),
    "type repeat": _form(_row("begin repeat", "r", "Persona"), _row("text", "q", "Nombre"), _row("end repeat")),
    "type nested repeats": _form(
        _row("begin repeat", "r", "Hogar"),
        _row("text", "q", "Nombre"),
        _row("begin repeat", "s", "Persona"),
        _row("integer", "edad", "Edad"),
        _row("calculate", "lugar", calculation="position(../..)"),
        _row("end repeat"),
        _row("calculate", "total", calculation="sum(${edad})"),
        _row("end repeat"),
        _row("calculate", "todos", calculation="sum(${edad})"),
    ),
    "type select_one from a repeat": _form(
        _row("begin repeat", "r", "Persona"),
        _row("text", "nombre", "Nombre"),
        _row("end repeat"),
        _row("select_one ${nombre}", "q", "¿Quién?", choice_filter="${nombre} != ''"),
    ),
}

_APPEARANCES: Final = {
    **{
        f"appearance {kind} {look}": _one(kind, appearance=look)
        for kind, looks in {
            "text": ("multiline", "numbers", "url", "masked", "ex:app.one(a='b')", "w1", "bearing"),
            "integer": ("thousands-sep", "counter", "bearing", "masked"),
            "decimal": ("thousands-sep", "bearing"),
            "select_one color": (
                *("minimal", "autocomplete", "quick", "columns", "columns-2", "columns-pack", "no-buttons"),
                *("likert", "image-map", "map", "label", "list-nolabel", "list", "horizontal", "compact"),
            ),
            "select_multiple color": ("minimal", "autocomplete", "columns", "columns-pack", "no-buttons", "image-map"),
            "date": ("no-calendar", "month-year", "year", "ethiopian", "islamic", "bikram-sambat"),
            "geopoint": ("maps", "placement-map", "hide-input"),
            "image": ("draw", "annotate", "signature", "new", "new-front", "selfie"),
            "audio": ("new",),
            "barcode": ("front",),
        }.items()
        for look in looks
    },
    **{
        f"appearance range {look}": _one("range", appearance=look, parameters="start=1 end=5 step=1")
        for look in ("vertical", "no-ticks", "picker", "rating")
    },
    "appearance select_one search": _form(
        _row("select_one found", "q", "Pregunta", appearance="minimal search('places')"),
        after="| | found | name | label |\n",
    ),
    "appearance field-list": _form(
        _row("begin group", "g", "Juntas", appearance="field-list"),
        _row("text", "a", "A"),
        _row("integer", "q", "Q"),
        _row("end group"),
    ),
    "appearance table-list": _form(
        _row("begin group", "g", "Tabla", appearance="table-list"),
        _row("select_one yes_no", "a", "A"),
        _row("select_one yes_no", "q", "Q"),
        _row("end group"),
    ),
    "appearance label and list-nolabel": _form(
        _row("begin group", "g", "Tabla", appearance="field-list"),
        _row("select_one yes_no", "cabeza", "Cabeza", appearance="label"),
        _row("select_one yes_no", "a", "A", appearance="list-nolabel"),
        _row("select_one yes_no", "q", "Q", appearance="list-nolabel"),
        _row("end group"),
    ),
    "appearance field-list of a repeat": _form(
        _row("begin repeat", "r", "Persona", appearance="field-list"), _row("text", "q", "Q"), _row("end repeat")
    ),
}

_LOGIC: Final = {
    "column hint": _one("text", hint="Una ayuda"),
    "column required": _form(
        _row("text", "q", "Pregunta", required="yes"), _row("text", "r", "R", required="${q} = 'a'")
    ),
    "column read_only": _form(_row("text", "q", "Pregunta", read_only="yes", default="fijo")),
    "column relevant": _form(
        _row("select_one yes_no", "a", "A"),
        _row("text", "q", "Q", relevant="${a} = 'yes'"),
        _row("begin group", "g", "G", relevant="selected(${a}, 'yes')"),
        _row("text", "b", "B"),
        _row("end group"),
    ),
    "column constraint": _form(
        _row("integer", "q", "Q", constraint=". >= 0 and . <= 120"),
        _row("text", "correo", "Correo", constraint="regex(., '[a-z@.]*')"),
        _row("date", "dia", "Día", constraint=". <= today()"),
    ),
    "column calculation": _form(
        _row("integer", "a", "A"),
        _row("integer", "b", "B", calculation="${a} + 1"),
        _row("calculate", "q", calculation="if(${a} > 1, 'muchos', 'pocos')"),
    ),
    "column trigger": _form(
        _row("text", "a", "A"),
        _row("dateTime", "cuando", "Cuándo", calculation="now()", trigger="${a}"),
        _row("calculate", "q", calculation="${a}", trigger="${a}"),
    ),
    "column choice_filter": _form(
        _row("select_one dept", "d", "Departamento"),
        _row("select_one town", "q", "Municipio", choice_filter="region = ${d}"),
    ),
    "column repeat_count": _form(
        _row("integer", "n", "Cuántos", default="2"),
        _row("begin repeat", "r", "Persona", repeat_count="${n}"),
        _row("text", "q", "Nombre"),
        _row("end repeat"),
        _row("begin repeat", "s", "Fijo", repeat_count="3"),
        _row("text", "t", "Nombre"),
        _row("end repeat"),
    ),
    "column default": _form(
        _row("text", "a", "A", default="Hola"),
        _row("date", "b", "B", default="2026-11-20"),
        _row("select_one color", "c", "C", default="rojo"),
        _row("select_multiple color", "q", "Q", default="rojo azul"),
    ),
    "column default dynamic": _form(
        _row("date", "a", "A", default="today()"),
        _row("integer", "b", "B", default="1 + 1"),
        _row("begin repeat", "r", "Persona"),
        _row("integer", "c", "C", default="position(..)"),
        _row("text", "q", "Q", default="once(uuid())"),
        _row("end repeat"),
    ),
    "column default last-saved": _form(_row("text", "q", "Q", default="${last-saved#q}")),
    "column parameters": _form(
        _row("text", "a", "A", parameters="rows=5"),
        _row("image", "b", "B", parameters="max-pixels=640"),
        _row("audio", "c", "C", parameters="quality=low"),
        _row("geopoint", "d", "D", parameters="capture-accuracy=10 warning-accuracy=50 allow-mock-accuracy=true"),
        _row("geotrace", "e", "E", parameters="incremental=true"),
        _row("select_one color", "q", "Q", parameters="randomize=true seed=42"),
    ),
    "column parameters of a range": _form(
        _row("range", "q", "Q", parameters="start=0 end=10 step=1 tick_interval=5 placeholder=5")
    ),
    "function pulldata": _form(
        _row("text", "q", "Código"), _row("calculate", "p", calculation="pulldata('prices', 'price', 'code', ${q})")
    ),
    "function indexed-repeat": _form(
        _row("begin repeat", "r", "Persona"),
        _row("text", "nombre", "Nombre"),
        _row("end repeat"),
        _row("calculate", "q", calculation="indexed-repeat(${nombre}, ${r}, 1)"),
        _row("calculate", "c", calculation="count(${r})"),
        _row("calculate", "j", calculation="join(', ', ${nombre})"),
    ),
    "function jr:choice-name": _form(
        _row("select_one color", "a", "A"), _row("calculate", "q", calculation="jr:choice-name(${a}, '${a}')")
    ),
}

_TEXTS: Final = {
    "columns of media": (
        "| survey |\n| | type | name | label | image | big-image | audio | video | autoplay |\n"
        "| | text | q | Q | a.png | b.png | a.mp3 | a.mp4 | audio |\n"
        "| choices |\n| | list_name | name | label | image | audio |\n| | l | a | A | a.png | a.mp3 |\n"
    ),
    "columns of messages": (
        "| survey |\n"
        "| | type | name | label | guidance_hint | required | required_message | constraint | constraint_message |\n"
        "| | integer | q | Q | Más ayuda | yes | Hace falta | . < 10 | Menos de diez |\n"
    ),
    "columns in two languages": (
        "| survey |\n"
        "| | type | name | label::Español (es) | label::English (en) | hint::Español (es) | hint::English (en) |\n"
        "| | select_one l | a | Uno | One | Ayuda | Help |\n| | text | q | ¿Por qué ${a}? | Why ${a}? | Diga | Say |\n"
        "| choices |\n| | list_name | name | label::Español (es) | label::English (en) |\n"
        "| | l | a | Sí | Yes |\n| | l | b | No | No |\n"
        "| settings |\n| | default_language |\n| | Español (es) |\n"
    ),
    "columns with prefixes": (
        "| survey |\n"
        "| | type | name | label | bind::orx:note | body::accuracyThreshold | instance::x | bind::relevant |\n"
        "| | geopoint | q | Q | n | 5 | y | true() |\n"
    ),
}

_SETTINGS: Final = {
    "settings of the form": _form(
        _row("text", "q", "Q"),
        after=(
            "| settings |\n"
            "| | form_title | form_id | version | instance_name | style | name | auto_send | auto_delete |\n"
            "| | Un título | una_forma | 2026 | concat('x', ${q}) | pages | raiz | true | false |\n"
        ),
    ),
    "settings of the submission": _form(
        _row("text", "q", "Q"),
        after="| settings |\n| | submission_url | public_key |\n| | https://example.org/s | MIIBIj |\n",
    ),
    "settings of the choices": _form(
        _row("select_one doble", "q", "Q"),
        after=(
            "| | doble | a | A | |\n| | doble | a | Otra A | |\n"
            "| settings |\n| | allow_choice_duplicates | clean_text_values |\n| | yes | yes |\n"
        ),
    ),
    "settings of namespaces": _form(
        _row("text", "q", "Q"), after='| settings |\n| | namespaces |\n| | ex="http://example.org/ex" |\n'
    ),
    "sheet entities": (
        "| survey |\n| | type | name | label | save_to |\n| | text | q | Q | nombre |\n"
        "| entities |\n| | list_name | label |\n| | arboles | ${q} |\n"
    ),
    "sheet entities updated": (
        "| survey |\n| | type | name | label | save_to |\n"
        "| | select_one_from_file places.csv | q | Q | |\n| | text | n | N | nombre |\n"
        "| entities |\n| | list_name | entity_id | update_if | label |\n| | places | ${q} | ${n} != '' | ${n} |\n"
    ),
    "sheet osm": (
        "| survey |\n| | type | name | label |\n| | osm edificio | q | Q |\n"
        "| osm |\n| | list_name | name | label |\n| | edificio | uso | Uso |\n"
    ),
}

FORMS: Final[dict[str, str]] = {**_TYPES, **_APPEARANCES, **_LOGIC, **_TEXTS, **_SETTINGS}
"""Markdown XLSForms by the row of the tables that each is for; each has a question ``q`` or something like it."""
