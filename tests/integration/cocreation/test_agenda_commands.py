"""Agendas and sessions on paper by command: what they store, what they refuse in one sentence, and what they print."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from cocreation.agendas.models import Agenda, Challenge, Participant, Support, Vote
from core.models import AuditEntry
from tests.command_line import refused, run, write
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
AGENDA = """\
agenda: {code: AG-1, name: Agenda del valle, municipalities: ["05001", 5079], places: 1, answer_days: 10}
stages:
- {code: convocatoria, opens: 2027-02-01, closes: 2027-02-20}
- {code: retos, opens: 2027-03-01, closes: 2027-03-15}
moderation_rules: [{code: M1, text: No insulta.}]
challenges:
- {code: MOV-1, theme: movilidad, text: "¿Cómo llegar a pie al colegio?", municipalities: ["05001", "05079"], tags: [vida]}
- {code: AMB-1, theme: ambiente, text: "¿Cómo cuidar la quebrada?", municipalities: ["05001"]}
- {code: CON-1, theme: convivencia, text: "¿Cómo cuidar a quien cuida?", municipalities: ["05079"]}
"""
VOTES = """\
voter,group,municipality,challenge,people,urgency,feasibility
1,academia,05001,MOV-1,2,4,1
2,,5079,MOV-1,5,,2
3,academia,,MOV-1,,4,3
1,academia,05001,AMB-1,5,5,5
2,,05079,CON-1,,,
"""
SUPPORTS = """\
voter,group,municipality,challenge
1,academia,05001,AMB-1
1,academia,05001,MOV-1
9,,05001,MOV-1
"""


@pytest.fixture(autouse=True)
def _places() -> None:
    for code, name in (("05001", "Medellín"), ("05079", "Barbosa"), ("05088", "Bello")):
        make_municipality(divipola=code, name=name)


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    run("load_agenda", write(tmp_path, "agenda.yaml", AGENDA))
    return tmp_path


def test_an_agenda_is_loaded_and_the_same_file_changes_nothing(tmp_path: Path):
    file = write(tmp_path, "agenda.yaml", AGENDA)
    assert run("load_agenda", file, "--check") == "agenda.yaml: sin problemas.\n"
    assert not Agenda.objects.exists()
    assert run("load_agenda", file) == "Agenda AG-1: cargada. 2 etapas, 3 retos, 2 municipios.\n"
    agenda = Agenda.objects.get()
    assert (agenda.name, agenda.places, agenda.answer_days) == ("Agenda del valle", 1, 10)
    assert sorted(agenda.municipalities.values_list("divipola", flat=True)) == ["05001", "05079"]
    rows = [(c.code, c.theme, c.tags, c.municipalities.count()) for c in agenda.challenges.all()]
    assert rows == [("MOV-1", "movilidad", ["vida"], 2), ("AMB-1", "ambiente", [], 1), ("CON-1", "convivencia", [], 1)]
    assert "ya estaba igual" in run("load_agenda", file)
    assert [entry.verb for entry in AuditEntry.objects.filter(process="agenda:AG-1")] == ["agenda.created"]


def test_a_changed_agenda_is_brought_up_to_date(loaded: Path):
    kept = Challenge.objects.get(code="MOV-1").pk
    other = (
        AGENDA.replace("Agenda del valle", "Agenda nueva").replace("CON-1", "CON-2").replace("2027-03-15", "2027-03-20")
    )
    assert "cambiada" in run("load_agenda", write(loaded, "otra.yaml", other))
    agenda = Agenda.objects.get()
    assert (agenda.name, str(agenda.stages.get(code="retos").closes_on)) == ("Agenda nueva", "2027-03-20")
    assert set(agenda.challenges.values_list("code", flat=True)) == {"MOV-1", "AMB-1", "CON-2"}
    assert Challenge.objects.get(code="MOV-1").pk == kept


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("code: AG-1", "code: AG 1", "agenda.yaml, línea 1: «AG 1» no sirve de código"),
        ("places: 1", "places: 0", "agenda.yaml, línea 1: «places» no puede ser menor que 1"),
        ("answer_days: 10", "answer_days: 31", "agenda.yaml, línea 1: «answer_days» no puede ser mayor que 30"),
        ("5079]", '"05999"]', "agenda.yaml, línea 1: el portal no conoce el municipio «05999»."),
        ("5079]", '"05001"]', "agenda.yaml, línea 1: el municipio 05001 está dos veces en la agenda."),
        ("2027-02-20", "2027-01-20", "agenda.yaml, línea 3: la etapa convocatoria cierra antes de abrir."),
        ("2027-02-20", "2027-02-30", "agenda.yaml, línea 3: «closes» debe ser un día"),
        ("code: retos", "code: convocatoria", "agenda.yaml, línea 4: la etapa convocatoria está repetida"),
        ("opens: 2027-03-01", "opens: 2027-01-01", "agenda.yaml, línea 4: la etapa retos abre antes que convocatoria."),
        ("theme: ambiente", "theme: salud", "agenda.yaml, línea 8: «theme» dice «salud»; se esperaba movilidad o"),
        ("tags: [vida]", "tags: [cultura]", "agenda.yaml, línea 7: no se conoce la etiqueta «cultura»"),
        ('["05001", "05079"], tags', '["05088"], tags', "agenda.yaml, línea 7: no es de la agenda el municipio «05088»."),
        ('["05079"]}', "[]}", "agenda.yaml, línea 9: «municipalities» está vacío en el reto CON-1."),
        ("code: CON-1", "code: mov-1", "agenda.yaml, línea 9: el código mov-1 de reto solo se diferencia por las mayúsculas"),
        ("code: M1", "código: M1", "agenda.yaml, línea 5: falta «code» en una regla de moderación."),
        ("code: AG-1", "code: moderacion", "agenda.yaml, línea 1: el código moderacion es una palabra de las direcciones"),
        ("answer_days", "responde", "agenda.yaml, línea 1: no se conoce la clave «responde» en la agenda."),
    ],
)  # fmt: skip
def test_a_bad_agenda_is_refused_with_its_line(tmp_path: Path, before: str, after: str, sentence: str):
    assert before in AGENDA
    assert refused("load_agenda", write(tmp_path, "agenda.yaml", AGENDA.replace(before, after))).startswith(sentence)


def test_a_text_is_kept_as_people_see_it(tmp_path: Path):
    """Zero width, overrides of direction and loose accents, written or escaped: gone; a text of nothing else is empty."""
    shown = "¿Cómo llegar a pie al colegio?"
    for text in ("¿Co\u0301mo lle\u200bgar a \u202epie al colegio?", "¿Cómo llegar\\u200b\\u202e a pie al colegio?"):
        run(
            "load_agenda",
            write(tmp_path, "agenda.yaml", AGENDA.replace(shown, text).replace("del valle", "del \u200bvalle")),
        )
        agenda = Agenda.objects.get()
        assert (agenda.name, agenda.challenges.get(code="MOV-1").text) == ("Agenda del valle", shown)
    assert "ya estaba igual" in run("load_agenda", write(tmp_path, "agenda.yaml", AGENDA))
    for text in ("\u200b\u2060", "\\u200b\\u2060"):
        empty = write(tmp_path, "agenda.yaml", AGENDA.replace(shown, text))
        assert refused("load_agenda", empty) == "agenda.yaml, línea 7: «text» está vacío."
    spoilt = write(tmp_path, "agenda.yaml", AGENDA.replace("¿Cómo llegar", "CÃ³mo llegar"))
    assert "agenda.yaml, línea 7: las tildes llegaron dañadas («CÃ³mo»)" in refused("load_agenda", spoilt)


def test_what_somebody_voted_for_stays(loaded: Path):
    run("import_votes", "--agenda", "AG-1", write(loaded, "votos.csv", VOTES))
    without = write(loaded, "sin.yaml", "\n".join(line for line in AGENDA.splitlines() if "AMB-1" not in line))
    assert "El reto AMB-1 ya tiene votos, apoyos o aportes: no se puede quitar" in refused("load_agenda", without)
    reworded = write(loaded, "otro.yaml", AGENDA.replace("¿Cómo cuidar la quebrada?", "¿Cómo entubar la quebrada?"))
    assert "El reto AMB-1 ya tiene votos, apoyos o aportes: su texto" in refused("load_agenda", reworded)
    for file in (without, reworded):
        assert refused("load_agenda", file, "--check") == refused("load_agenda", file)
    assert "cambiada" in run(
        "load_agenda", write(loaded, "c.yaml", AGENDA.replace("a quien cuida", "a quienes cuidan"))
    )


def test_votes_are_stored_once(loaded: Path):
    file = write(loaded, "votos.csv", VOTES)
    assert (
        run("import_votes", "--agenda", "AG-1", file, "--check") == "votos.csv: sin problemas. 5 filas de 3 personas.\n"
    )
    assert not Participant.objects.exists()
    assert "10 números sin estar antes" in run("import_votes", "--agenda", "AG-1", file)
    assert "0 números sin estar antes" in run("import_votes", "--agenda", "AG-1", file)
    assert Vote.objects.count() == 10
    one = Participant.objects.get(code="1")
    assert (one.group, one.municipality.divipola, one.channel) == ("academia", "05001", "paper")
    assert Participant.objects.get(code="2").municipality.divipola == "05079"
    (entry,) = AuditEntry.objects.filter(verb="agenda.votes_imported")
    assert entry.data == {"rows": 10, "voters": 3}
    one_more = write(loaded, "mas.csv", VOTES.splitlines()[0] + "\n8,,,AMB-1,1,1,1\n")
    run("import_votes", "--agenda", "AG-1", one_more)
    assert AuditEntry.objects.filter(verb="agenda.votes_imported").last().data == {"rows": 3, "voters": 1}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("4,,,MOV-1,6,1,1", "línea 2: «people» va de 1 a 5, o vacío, y dice «6»"),
        ("4,,,MOV-1,1,1.0,1", "línea 2: «urgency» va de 1 a 5, o vacío, y dice «1.0»"),
        ("4,,,MOV-1,1,1,-1", "línea 2: «feasibility» va de 1 a 5, o vacío, y dice «-1»"),
        ("4,,,SAL-1,1,1,1", "línea 2: no hay un reto «SAL-1» en la agenda"),
        ("4,,05999,MOV-1,1,1,1", "línea 2: el portal no conoce el municipio «05999»"),
        (",,,MOV-1,1,1,1", "línea 2: falta el código de la persona (voter)"),
        ("4,,,MOV-1,1,1,1\n4,,,MOV-1,1,1,1", "línea 3: la persona 4 ya está con el reto MOV-1 en la línea 2"),
        ("4,a,,MOV-1,1,1,1\n4,b,,AMB-1,1,1,1", "línea 3: la persona 4 tenía otro grupo o municipio en la línea 2"),
        ("4,,05001,MOV-1,1,1,1\n4,,,AMB-1,1,1,1", "línea 3: la persona 4 tenía otro grupo o municipio en la línea 2"),
        ("", "el archivo no tiene filas"),
    ],
)
def test_bad_votes_are_refused_with_their_line(loaded: Path, line: str, sentence: str):
    file = write(loaded, "votos.csv", VOTES.splitlines()[0] + f"\n{line}\n")
    found = refused("import_votes", "--agenda", "AG-1", file)
    assert sentence in found
    assert found == refused("import_votes", "--agenda", "AG-1", file, "--check")


def test_an_agenda_has_a_limit_of_persons(loaded: Path, monkeypatch: pytest.MonkeyPatch):
    run("import_votes", "--agenda", "AG-1", write(loaded, "votos.csv", VOTES))
    monkeypatch.setattr("cocreation.agendas.actions.ballots.MOST_VOTERS", 3)
    other = write(loaded, "otros.csv", VOTES.splitlines()[0] + "\n8,,,AMB-1,1,1,1\n")
    assert "La agenda tendría 4 personas y se admiten hasta 3." in refused("import_votes", "--agenda", "AG-1", other)


def test_a_vote_is_never_overwritten(loaded: Path):
    run("import_votes", "--agenda", "AG-1", write(loaded, "votos.csv", VOTES))
    head = VOTES.splitlines()[0]
    other = write(loaded, "otros.csv", f"{head}\n7,,,AMB-1,1,1,1\n1,academia,05001,MOV-1,2,4,2\n")
    assert "línea 3: la persona 1 ya votó el reto MOV-1 con otros números" in refused(
        "import_votes", "--agenda", "AG-1", other
    )
    fuller = write(loaded, "mas.csv", f"{head}\n2,,05079,MOV-1,5,1,2\n")
    assert "ya votó el reto MOV-1" in refused("import_votes", "--agenda", "AG-1", fuller)
    moved = write(loaded, "movida.csv", f"{head}\n1,academia,05088,CON-1,2,4,2\n")
    assert "línea 2: la persona 1 ya está en la agenda con otro grupo" in refused(
        "import_votes", "--agenda", "AG-1", moved
    )
    supported = write(loaded, "apoyos.csv", "voter,group,municipality,challenge\n7,,,AMB-1\n1,otro,05001,AMB-1\n")
    assert "línea 3: la persona 1 ya está en la agenda con otro grupo" in refused(
        "import_supports", "--agenda", "AG-1", supported
    )
    # What is stored belongs to what is checked: a file without problems is one that loads.
    for command, file in (("import_votes", other), ("import_votes", moved), ("import_supports", supported)):
        found = refused(command, "--agenda", "AG-1", file, "--check")
        assert found == refused(command, "--agenda", "AG-1", file)
    assert (Vote.objects.count(), Support.objects.count()) == (10, 0)


def test_the_priorities_are_printed_exactly(loaded: Path):
    """MOV-1: people 2, 5 → 3,5; urgency 4; feasibility 1, 2, 3 → 2; two municipalities → scope 13/9."""
    run("import_votes", "--agenda", "AG-1", write(loaded, "votos.csv", VOTES))
    run("import_supports", "--agenda", "AG-1", write(loaded, "apoyos.csv", SUPPORTS))
    found = json.loads(run("rank_agenda", "AG-1", "--format", "json"))
    assert found["ranking"] == [
        {"challenge": "AMB-1", "place": 1, "score": "4", "displayed": "4.00", "people": 5, "urgency": 5, "scope": "1",
         "feasibility": 5, "voters": 1, "municipalities": 1, "undecided": True},
        # 0,30·3,5 + 0,25·4 + 0,25·13/9 + 0,20·2 = 2,45 + 13/36
        {"challenge": "MOV-1", "place": 2, "score": "253/90", "displayed": "2.81", "people": 3.5, "urgency": 4,
         "scope": "13/9", "feasibility": 2, "voters": 3, "municipalities": 2, "undecided": True},
        {"challenge": "CON-1", "place": None, "score": None, "displayed": None, "people": None, "urgency": None,
         "scope": "1", "feasibility": None, "voters": 0, "municipalities": 1, "undecided": False},
    ]  # fmt: skip
    # Without person 1 nobody has voted for AMB-1, and the first place is MOV-1's.
    assert found["stability"] == {
        "leave_one_out": {"MOV-1": [1, 3], "AMB-1": [1, 3], "CON-1": [0, 3]},
        "weights": {"MOV-1": [0, 16], "AMB-1": [0, 16], "CON-1": [0, 16]},
    }
    # One place, two voters: 1/2 each. Only MOV-1 has both.
    assert found["equal_shares"] == {
        "chosen": ["MOV-1"], "completed": [], "without_any": {"ranking": [], "equal_shares": []},
    }  # fmt: skip
    more = json.loads(run("rank_agenda", "AG-1", "--places", "2"))
    assert [one["undecided"] for one in more["ranking"]] == [True, False, False]
    for places in ("0", "61", "-1", "2.5", "tres", "", "9" * 5000):
        assert refused("rank_agenda", "AG-1", f"--places={places}") == "--places va de 1 a 60."


def test_without_supports_there_is_no_second_reading(loaded: Path):
    assert json.loads(run("rank_agenda", "AG-1"))["equal_shares"] is None


def test_exports_hold_counts_and_no_person(loaded: Path):
    run("import_votes", "--agenda", "AG-1", write(loaded, "votos.csv", VOTES))
    run("import_supports", "--agenda", "AG-1", write(loaded, "apoyos.csv", SUPPORTS))
    whole = json.loads(run("export_agenda", "AG-1", "--format", "json"))
    mobility = whole["challenges"][0]
    assert mobility["votes"] == {"people": [0, 1, 0, 0, 1], "urgency": [0, 0, 0, 2, 0], "feasibility": [1, 1, 1, 0, 0]}
    assert mobility["supports"] == 2
    rows = list(csv.DictReader(io.StringIO(run("export_agenda", "AG-1", "--format", "csv"))))
    assert [(row["challenge"], row["place"], row["undecided"], row["supports"]) for row in rows] == [
        ("AMB-1", "1", "si", "1"), ("MOV-1", "2", "si", "2"), ("CON-1", "", "no", "0"),
    ]  # fmt: skip
    for text in (json.dumps(whole), str(rows)):
        assert "academia" not in text
    assert run("export_agenda", "AG-1", "--format", "pb").splitlines() == [
        "META", "key;value", "description;Agenda del valle", "country;Colombia", "unit;Valle de Aburra", "instance;AG-1",
        "num_projects;2", "num_votes;2", "budget;1", "vote_type;approval", "rule;equalshares", "currency;place", "language;es",
        "PROJECTS", "project_id;cost;votes;name", "AMB-1;1;1;¿Cómo cuidar la quebrada?",
        "MOV-1;1;2;¿Cómo llegar a pie al colegio?", "VOTES", "voter_id;vote", "1;AMB-1,MOV-1", "2;MOV-1",
    ]  # fmt: skip


@pytest.mark.parametrize("command", [("rank_agenda", "NO"), ("export_agenda", "NO", "--format", "csv")])
def test_an_unknown_agenda_is_refused(command: tuple[str, ...]):
    assert refused(*command) == "No hay una agenda con el código «NO»."


def test_priorities_cost_the_same_for_any_number_of_votes(loaded: Path, django_assert_num_queries):
    from cocreation.agendas.queries.priorities import priorities_of

    run("import_votes", "--agenda", "AG-1", write(loaded, "votos.csv", VOTES))
    agenda = Agenda.objects.get()
    with django_assert_num_queries(4):
        priorities_of(agenda)


def test_the_database_keeps_its_rules(loaded: Path):
    run("import_votes", "--agenda", "AG-1", write(loaded, "votos.csv", VOTES))
    run("import_supports", "--agenda", "AG-1", write(loaded, "apoyos.csv", SUPPORTS))
    vote, support = Vote.objects.first(), Support.objects.first()
    twice = Vote(participant=vote.participant, challenge=vote.challenge, criterion=vote.criterion, value=1)
    for row in (
        twice,
        Vote(participant=vote.participant, challenge=Challenge.objects.get(code="CON-1"), criterion="people", value=6),
        Support(participant=support.participant, challenge=support.challenge),
        Participant(agenda=Agenda.objects.get(), channel="paper", code="1"),
        Challenge(agenda=Agenda.objects.get(), code="MOV-1", theme="movilidad", text="x", position=9),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
