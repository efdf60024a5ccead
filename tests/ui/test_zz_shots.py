from __future__ import annotations
import os
from pathlib import Path
from random import Random
import pytest
from PySide6.QtWidgets import QApplication
from desktop_app.store import Card
from desktop_app.ui import theme
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.plan.page import PlanPage
from desktop_app.workflows.responses import start, open_response
from desktop_app.workflows.answer import commit
from desktop_app.workflows.workspace import Workspace
from tests.support.repeat_desks import NOW
from tests.support.windows import Opener, arrive, open_window, page, asked
from tests.support.random_filling import fill_at_random
__all__=["open_window"]
OUT=Path("/tmp/f7/shots"); OUT.mkdir(exist_ok=True)

def test_shots(open_window, data_dir, qtbot):
    with Workspace.open(data_dir, NOW) as w:
        ini=w.store.initiatives.add(Card(name="Cacao de Arauca", department="81", municipality="81001"), at=NOW).id
        r=start(w, ini, "evaluacion_institucional","2026",NOW)
        d=open_response(w,r,NOW)
        rnd=Random(1)
        for q in list(d.form.questions()):
            if q.attributes.get("role")=="indicator":
                commit(w,d.step(q.ref,d.answer(q.ref,rnd.choice("012"))),NOW)
        r2=start(w, ini, "hoja_de_ruta","2026",NOW)
    win=open_window(); win.resize(1024,768)
    for mode in ("light","dark"):
        pass
    win.open_response(r2,"responder"); arrive(qtbot,win,"responder")
    p=page(win,RespondPage)
    p.show_section("/data/brechas")
    b=p.section.findChild(__import__("desktop_app.ui.survey.repeat_block",fromlist=["RepeatBlock"]).RepeatBlock)
    QApplication.processEvents()
    win.grab().save(str(OUT/"gaps0.png"))
    b.offered.rows[0].button.click(); QApplication.processEvents()
    b.offered.rows[2].button.click(); QApplication.processEvents()
    win.grab().save(str(OUT/"gaps1.png"))
    p.show_section("/data/lineas"); QApplication.processEvents(); win.grab().save(str(OUT/"lines.png"))
    p.section.answered.emit("/data/lineas[1]/line_name","Calidad")
    p.show_section("/data/resumen"); QApplication.processEvents(); win.grab().save(str(OUT/"summary.png"))
    win.go("plan"); pl=page(win,PlanPage); pl.add(); QApplication.processEvents()
    pl.teller.answered.emit("/data/proyectos[1]/project_name","Certificar fincas")
    pl.teller.answered.emit("/data/proyectos[1]/project_line","Calidad")
    pl.teller.answered.emit("/data/proyectos[1]/fuentes[1]/source","camara")
    pl.teller.answered.emit("/data/proyectos[1]/fuentes[1]/amount","120")
    pl.teller.add_wanted.emit("/data/proyectos[1]/fuentes")
    pl.teller.answered.emit("/data/proyectos[1]/fuentes[2]/amount","30")
    QApplication.processEvents(); win.grab().save(str(OUT/"plan.png"))
    for i in range(1,4):
        pl.verticalScrollBar().setValue(i*560); QApplication.processEvents(); win.grab().save(str(OUT/f"plan{i}.png"))
    win.go("resultado"); QApplication.processEvents(); win.grab().save(str(OUT/"res.png"))
    win.open_response(r,"responder"); arrive(qtbot,win,"responder"); QApplication.processEvents(); win.grab().save(str(OUT/"eval.png"))
    p=page(win,RespondPage); p.show_section("/data/riesgos");QApplication.processEvents(); win.grab().save(str(OUT/"eval_risk.png"))
    win.go("resultado"); QApplication.processEvents(); win.grab().save(str(OUT/"evalres.png"))
