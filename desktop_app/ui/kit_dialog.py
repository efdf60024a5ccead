"""What a wave kit would bring, before anything changes; the entity's words to compare; and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.errors import explained
from desktop_app.ui import i18n, parts, wording
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.signs import Check
from desktop_app.ui.telling_dialog import TellingDialog

if TYPE_CHECKING:
    from desktop_app.errors import Explanation
    from desktop_app.workflows.kits import KitFormFacts, KitPreview, Taken
    from desktop_app.workflows.migration import Fate, Migration

_MOST_FATES: Final = 40
"""So many answers that move, or are no longer asked, are told one by one."""
_MOST_OWN: Final = 40
"""The same of initiatives."""
_MOST_CHARACTERS: Final = 300
_OLDER: Final = "USE-023"


class KitDialog(TellingDialog):
    """Shows a kit; whoever made the dialog brings it in.

    Signals:
        wanted: the kit is to be brought in: the fingerprint that was compared ("" where none had to be), and whether
            the open drafts go to the new forms.
    """

    wanted = Signal(str, bool)

    def __init__(self, shown: KitPreview, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Kit de ola"), parent)
        self._shown = shown
        self.migrates: Check | None = None
        self.agrees: Check | None = None
        self.close_button = parts.button("", parent=self)
        self.close_button.clicked.connect(self.reject)
        self.take = parts.button(self.tr("Traer el kit"), "primary", self)
        self.take.clicked.connect(self._on_take)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.take)
        self.show_preview()

    # Before

    def show_preview(self) -> None:
        """What is in the kit, and what it would change."""
        shown = self._shown
        obstacle = self._obstacle()
        self.migrates = self.agrees = None
        self.begin(self.tr("Kit de la ola {wave}").format(wave=shown.wave))
        if obstacle is not None:
            self._say_obstacle(obstacle)
        elif shown.known:
            self.say(self.tr("Este kit ya está en este equipo: no hay nada que traer."), inside=self.frame("notice"))
        can_take = obstacle is None and not shown.known
        self._add_facts()
        if can_take and not shown.pinned:
            self._add_words()
        self._add_contents(encrypts=can_take)
        if can_take:
            self._add_drafts()
        self.take.setVisible(can_take)
        self.take.setEnabled(shown.pinned)
        first = "" if shown.pinned else self.tr("Primero confirme que las palabras coinciden")
        self.take.setAccessibleDescription(first)
        self.close_button.setText(self.tr("Cancelar") if can_take else self.tr("Cerrar"))
        self.close_button.setEnabled(True)
        self.close_button.setFocus()
        self.end()

    def _obstacle(self) -> Explanation | None:
        shown = self._shown
        if shown.obstacle is not None or shown.known or shown.number >= shown.current:
            return shown.obstacle
        facts = {"wave": shown.wave, "number": shown.number, "current": shown.current}
        return explained(_OLDER, None, i18n.language(), facts)

    def _say_obstacle(self, obstacle: Explanation) -> None:
        frame = self.frame("error")
        self.say(obstacle.cause, inside=frame)
        self.say(obstacle.remedy, "strong", frame)
        self.say(self.tr("Código {code}").format(code=obstacle.code), "muted", frame)

    def _add_facts(self) -> None:
        shown = self._shown
        self.say(shown.entity, "strong")
        number = self.tr("Kit número {number}, preparado el {date}").format(
            number=shown.number, date=wording.day(shown.issued)
        )
        if 0 < shown.current < shown.number:
            number = self.tr("Kit número {number}, preparado el {date}. Toma el lugar del número {current}.").format(
                number=shown.number, date=wording.day(shown.issued), current=shown.current
            )
        self.say(number, "muted")
        dates = self.tr("La ola abre el {opens} y cierra el {closes}.")
        self.say(dates.format(opens=_day(shown.opens), closes=_day(shown.closes)))

    def _add_contents(self, *, encrypts: bool) -> None:
        shown = self._shown
        if shown.message.strip():
            frame = self.frame("well")
            self.say(self.tr("Mensaje de {entity}").format(entity=shown.entity), "muted", frame)
            self.say(shown.message.strip(), inside=frame)
        self.say(self.tr("Qué trae"), "heading")
        for form in shown.forms:
            self.say(f"•  {self._form(form)}")
        if shown.references:
            self.say("•  " + self.tr("Promedios para comparar: {count}").format(count=shown.references))
        self.say("•  " + self.tr("Iniciativas en la lista: {count}").format(count=shown.initiatives))
        self._add_own()
        if encrypts:
            said = self.tr("Con este kit los paquetes van cifrados: solo {entity} puede abrirlos.")
            self.say("•  " + said.format(entity=shown.entity))

    def _add_own(self) -> None:
        """Of each initiative here, whether the entity has it on the list: it sets the packages of others aside."""
        own = self._shown.own
        for name, is_listed in own[:_MOST_OWN]:
            words = self.tr("«{name}» está en la lista") if is_listed else self.tr("«{name}» no está en la lista")
            self.say("    –  " + words.format(name=name), "" if is_listed else "attention")
        if len(own) > _MOST_OWN:
            self.say("    –  " + self.tr("Y {n} más.").format(n=len(own) - _MOST_OWN), "muted")
        if any(not is_listed for _, is_listed in own):
            said = self.tr(
                "Si la que falta está con otro nombre, Enviar deja elegirlo. Si no está, escriba a {entity}: sin eso "
                "dejaría el paquete aparte."
            )
            self.say(said.format(entity=self._shown.entity), "muted")

    def _form(self, form: KitFormFacts) -> str:
        known = (
            self.tr("{title}, versión {version} (ya está en este equipo)")
            if form.known
            else self.tr("{title}, versión {version} (nuevo)")
        )
        return known.format(title=form.title, version=form.version)

    def _add_drafts(self) -> None:
        drafts = [(form, draft) for form in self._shown.forms for draft in form.drafts]
        if not drafts:
            return
        self.say(self.tr("Borradores de una versión anterior"), "heading")
        self.migrates = self._check(self.tr("Pasar estos borradores al formulario nuevo"), checked=True)
        self.say(
            self.tr(
                "El borrador de ahora no cambia: queda archivado y puede leerlo con «Respuestas archivadas y "
                "borradas», en Inicio."
            ),
            "muted",
        )
        for form, draft in drafts:
            self._add_draft(form, draft)

    def _add_draft(self, form: KitFormFacts, draft: Migration) -> None:
        frame = self.frame("card")
        title = self.tr("{initiative}: {form}, de la versión {before} a la {after}")
        self.say(
            title.format(
                initiative=draft.initiative, form=form.title, before=draft.from_version, after=draft.to_version
            ),
            "strong",
            frame,
        )
        kept = self.tr("Se conservan tal cual: {count}").format(count=draft.kept)
        self.say(kept, inside=frame)
        if draft.moved:
            self._add_fates(
                self.tr("Cambian de lugar: {count}").format(count=len(draft.moved)), draft.moved, frame, moved=True
            )
        if draft.dropped:
            self._add_fates(
                self.tr("Ya no se preguntan: {count}").format(count=len(draft.dropped)), draft.dropped, frame
            )

    def _add_fates(self, title: str, fates: tuple[Fate, ...], frame: QFrame, *, moved: bool = False) -> None:
        self.say(title, inside=frame)
        for fate in fates[:_MOST_FATES]:
            self.say("•  " + " → ".join(map(_brief, _of(fate, moved=moved))), "muted", frame)
        if len(fates) > _MOST_FATES:
            self.say(self.tr("Y {n} más.").format(n=len(fates) - _MOST_FATES), "muted", frame)

    def _add_words(self) -> None:
        """The first thing that comes from an entity is believed because a person compared this."""
        shown = self._shown
        self.say(self.tr("¿Es de verdad de {entity}?").format(entity=shown.entity), "heading")
        frame = self.frame("warning")
        self.say(
            self.tr(
                "Es lo primero que este equipo recibe de {entity}. Llame a la entidad, a un teléfono que usted ya "
                "conozca, y lean las palabras, una por una:"
            ).format(entity=shown.entity),
            inside=frame,
        )
        words = self.say("\u00a0· ".join(shown.words), "reference", frame)
        words.setAccessibleName(", ".join(shown.words))
        self.agrees = self._check(self.tr("Las palabras coinciden"), frame)
        self.agrees.toggled.connect(self.take.setEnabled)

    def _check(self, text: str, inside: QFrame | None = None, *, checked: bool = False) -> Check:
        parent = inside or self.sheet
        check = Check(parent)
        check.setChecked(checked)
        row = ChoiceRow(text, text, check, parent)
        (parts.inside(inside) if inside is not None else self.body).addWidget(row)
        return check

    @Slot()
    def _on_take(self) -> None:
        confirmed = self._shown.fingerprint if self.agrees is not None and self.agrees.isChecked() else ""
        self.wanted.emit(confirmed, self.migrates is None or self.migrates.isChecked())

    # While, and after

    def show_taking(self) -> None:
        """It is being brought in."""
        self.show_working(self.tr("Trayendo el kit…"))
        self.take.hide()
        self.close_button.setEnabled(False)

    def show_done(self, taken: Taken) -> None:
        """Says what was done."""
        shown = taken.preview
        self.begin(self.tr("El kit quedó en este equipo"))
        for line in self._done(taken):
            self.say(f"•  {line}")
        if taken.moved:
            said = self.tr("Los borradores de antes están en «Respuestas archivadas y borradas», en Inicio.")
            self.say(said, "muted")
        dates = self.tr("La ola {wave} cierra el {closes}.").format(wave=shown.wave, closes=_day(shown.closes))
        self.say(dates, "strong")
        self.take.hide()
        self.close_button.setText(self.tr("Cerrar"))
        self.close_button.setEnabled(True)
        self.close_button.setFocus()
        self.end()

    def _done(self, taken: Taken) -> Iterator[str]:
        shown = taken.preview
        if not shown.pinned:
            yield self.tr("Este equipo confía desde ahora en {entity}.").format(entity=shown.entity)
        yield self.tr("Los paquetes van cifrados: solo {entity} puede abrirlos.").format(entity=shown.entity)
        for form in shown.forms:
            if not form.known:
                yield self.tr("Formulario nuevo: {title}, versión {version}.").format(
                    title=form.title, version=form.version
                )
        if shown.references:
            yield self.tr("Promedios para comparar: {count}").format(count=shown.references)
        if taken.moved:
            yield self.tr("Borradores que pasaron al formulario nuevo: {count}").format(count=len(taken.moved))


def _of(fate: Fate, *, moved: bool) -> list[str]:
    """What is told of an answer: what was asked and what is asked now, or what was asked and said."""
    if not moved:
        return [f"{_brief(fate.label)}: {fate.value}"]
    return [fate.label] if fate.to_label == fate.label else [fate.label, fate.to_label]


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
