"""What was promised beside what holds: only what changed is struck out."""

from typing import Any

from followup.commitments.presenters.drift import Line, drift_of


def content(*milestones: tuple[int, str, str], **more: Any) -> dict[str, Any]:
    steps = [{"number": number, "title": title, "due_on": due_on} for number, title, due_on in milestones]
    return {"title": "Contar qué pasó", "office": "Participación", "milestones": steps} | more


def test_a_milestone_that_moved_strikes_out_its_day_alone():
    before, after = content((4, "Ocho en total", "2026-09-19")), content((4, "Ocho en total", "2026-11-12"))
    assert drift_of(before, after).changed == [
        Line("Hito 4, «Ocho en total»", "19 de septiembre de 2026", "12 de noviembre de 2026", note="54 días más")
    ]


def test_a_milestone_that_says_something_else_is_shown_whole():
    before, after = content((1, "Diez", "2026-09-19")), content((1, "Ocho", "2026-09-20"), (2, "Balance", "2026-10-01"))
    assert drift_of(before, after).changed == [
        Line("Hito 1", "Diez – 19 de septiembre de 2026", "Ocho – 20 de septiembre de 2026"),
        Line("Hito 2", "No estaba", "Balance – 1 de octubre de 2026"),
    ]
    assert drift_of(after, before).changed[1] == Line("Hito 2", "Balance – 1 de octubre de 2026", "Se quita")


def test_what_stays_is_apart():
    same = content((1, "Diez", "2026-09-19"), end="2026-12-18")
    drift = drift_of(same, same)
    assert drift.changed == []
    assert [one.aspect for one in drift.kept if one.before != "No se dijo"] == [
        "Qué se promete", "Quién responde", "Para cuándo", "Hito 1",
    ]  # fmt: skip
