"""The templates of agendas: every file loads by the command's own reader, and opens a draft."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from cocreation.agendas.actions import manage
from cocreation.agendas.choices import StageCode, Theme
from cocreation.agendas.loaders.agendas import read_agenda
from cocreation.agendas.loaders.templates import templates
from cocreation.agendas.models import Agenda
from core.refusals import Refusal
from territory.models import Municipality
from territory.queries import codes_of_municipalities

FILES = sorted((settings.BASE_DIR / "data" / "agendas").glob("*.yaml"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def valley(db) -> list[Municipality]:
    call_command("load_municipalities", str(settings.BASE_DIR / "data" / "territory" / "valle-de-aburra.csv"))
    return list(Municipality.objects.in_river_order())


def test_there_are_templates():
    assert {file.stem for file in FILES} == set(templates()) == {"metropolitana", *Theme.values}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_template_loads(file, valley):
    content = read_agenda(file.read_text(encoding="utf-8"), municipalities=codes_of_municipalities())
    assert [stage.code for stage in content.stages] == StageCode.values
    assert set(content.sentences) == {"summary", "decides", "decided_by", "decides_not"}
    assert content.moderation_rules
    assert all(len(challenge.municipalities) == 10 for challenge in content.challenges)
    call_command("load_agenda", str(file))
    agenda = Agenda.objects.get(code=content.code)
    assert (agenda.summary, agenda.decides_not) == (content.summary, content.decides_not)


def test_every_theme_has_its_four_starting_challenges():
    whole = templates()["metropolitana"].content.challenges
    assert [challenge.code for challenge in whole] == [f"{p}-{n}" for p in ("MOV", "AMB", "CON") for n in range(1, 5)]
    assert all(challenge.text.startswith("¿Cómo podríamos ") and challenge.tags for challenge in whole)


def test_draft_takes_the_challenges_with_the_municipalities_it_has(cast, valley):
    agenda = manage.open_draft(
        code="AG-9", name="Prueba", municipalities=valley[:2], first_day=date(2027, 2, 1),
        template=templates()["ambiente"], by=cast.facilitator, at=timezone.now(),
    )  # fmt: skip
    assert agenda.published_at is None
    assert agenda.stages.count() == 8
    assert agenda.moderation_rules.count() == 9
    assert {tuple(c.municipalities.in_river_order()) for c in agenda.challenges.all()} == {tuple(valley[:2])}
    assert agenda.stages.values_list("opens_on", "closes_on").first() == (date(2027, 2, 1), date(2027, 2, 19))


def test_too_long_a_sentence_is_refused_with_its_line():
    text = "agenda:\n  code: A\n  name: B\n  decides: " + "x" * 401 + '\n  municipalities: ["05001"]\n'
    with pytest.raises(Refusal, match="línea 4: «decides» tiene 401 letras"):
        read_agenda(text, municipalities={"05001"})


def test_file_without_sentences_keeps_its_hash_and_those_of_the_browser(valley, tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text('agenda: {code: A-1, name: B, municipalities: ["05001"]}\n', encoding="utf-8")
    call_command("load_agenda", str(file))
    Agenda.objects.filter(code="A-1").update(decides="Algo", content_sha256="")
    call_command("load_agenda", str(file))
    agenda = Agenda.objects.get(code="A-1")
    assert agenda.decides == "Algo"
    assert '"decides"' not in agenda.content_sha256
    assert len(agenda.content_sha256) == 64
