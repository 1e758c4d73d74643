"""Inviting the people of a spreadsheet: the dry run, all or nobody, their mails; and finding those who never came."""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.actions import invitations, rosters
from accounts.choices import Verdict
from accounts.loaders.roster import Line, read_roster
from accounts.loaders.verdicts import judge
from accounts.models import Invitation, User
from accounts.permissions import INVITED_ROLES, Role
from accounts.queries import holdings_of
from core.models import AuditEntry
from core.refusals import Refusal
from tests.factories.accounts import PASSWORD, make_invitation, make_member, make_membership, make_user
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
UPLOAD, CONFIRM, ABSENT = "/equipo/varias/", "/equipo/varias/invitar/", "/equipo/sin-ingresar/"


def line(number: int = 2, **cells) -> Line:
    return Line(number, **{"email": "ana@a.example", "name": "", "role": "Enlace municipal", "place": "Aquí"} | cells)


def verdicts(*lines: Line, by: User, at) -> list[tuple[str, str]]:
    return [(str(one.verdict), one.sentence) for one in judge(list(lines), held=holdings_of(by), at=at)]


def csv_of(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("personas.csv", "\n".join(["correo,nombre,rol,municipio", *rows]).encode())


@pytest.fixture
def desk(client, coordination):
    client.force_login(coordination)
    return client


# --- Reading ---


def test_columns_may_come_in_any_order_and_spelling():
    book = Workbook()
    for row in (
        ["Rol", "MUNICIPIO ", "Correo"],
        ["Enlace", "Aquí", "ana@a.example"],
        [],
        ["Docente", None, "luz@a.example"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert read_roster(out.getvalue()) == [
        Line(2, "ana@a.example", "", "Enlace", "Aquí"),
        Line(4, "luz@a.example", "", "Docente", ""),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("correo,municipio\na,b", "falta la columna «rol»"),
        ("correo,rol,municipio,rol\na,b,c,d", "La columna «rol» está repetida."),
        ("correo,rol,municipio,cédula\na,b,c,d", "No se conoce la columna «cédula»."),
        ("correo,rol,municipio", "El archivo solo tiene el encabezado."),
        ("ana@a.example,Enlace,Aquí", "falta la columna «correo»"),
    ],
)
def test_table_without_the_right_columns_is_refused_in_words(text, sentence):
    with pytest.raises(Refusal, match=re.escape(sentence)):
        read_roster(text.encode())


# --- Judging ---


@pytest.mark.parametrize("role", INVITED_ROLES)
def test_every_role_is_known_by_its_label_and_its_code(coordination, here, now, role):
    place = "Aquí" if role.is_municipal else ""
    lines = [
        line(n, email=f"p{n}@a.example", role=name, place=place) for n, name in enumerate((role.label, role.value))
    ]
    assert verdicts(*lines, by=coordination, at=now) == [("new", "")] * 2


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("diligenciadora", Role.CONTRIBUTOR), ("DILIGENCIADOR", Role.CONTRIBUTOR), ("enlace", Role.LIAISON),
        ("alcaldía", Role.APPROVER), ("alcaldia o delegada", Role.APPROVER), (" Enlace  Municipal ", Role.LIAISON),
    ],
)  # fmt: skip
def test_roles_are_understood_as_people_write_them(coordination, here, now, name, role):
    (judged,) = judge([line(role=name)], held=holdings_of(coordination), at=now)
    assert (judged.verdict, judged.role, judged.municipality) == (Verdict.NEW, role, here)


@pytest.mark.parametrize("name", ["Aquí", "aqui", "AQUÍ ", "T1"])
def test_place_is_known_by_name_or_code(coordination, here, now, name):
    assert verdicts(line(place=name), by=coordination, at=now) == [("new", "")]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"email": ""}, "Falta el correo."),
        ({"email": "ana"}, "«ana» no es un correo completo, por ejemplo planeacion@alcaldia.gov.co."),
        (
            {"email": "=HYPERLINK(A1)"},
            "«=HYPERLINK(A1)» no es un correo completo, por ejemplo planeacion@alcaldia.gov.co.",
        ),
        (
            {"email": "a" * 250 + "@a.example"},
            f"«{'a' * 60}» no es un correo completo, por ejemplo planeacion@alcaldia.gov.co.",
        ),
        ({"role": ""}, "Falta el rol."),
        ({"role": "Ciudadanía"}, None),
        ({"place": ""}, "Falta el municipio: «Enlace municipal» es un rol de un municipio."),
        ({"place": "Atlántida"}, "No se conoce el municipio «Atlántida»."),
        ({"role": "Docente"}, "Deje el municipio vacío: «Docente» es un rol de toda el área metropolitana."),
        ({"name": "a" * 121}, "El nombre tiene más de 120 letras."),
    ],
)
def test_wrong_line_says_what_is_wrong(coordination, here, now, cells, sentence):
    ((verdict, said),) = verdicts(line(**cells), by=coordination, at=now)
    assert verdict == "error"
    if sentence is None:
        assert said.startswith("No se conoce el rol «Ciudadanía». Escriba uno de estos: Diligenciador/a, Enlace")
    else:
        assert said == sentence


@pytest.mark.parametrize(("role", "place"), [("Enlace", "Aquí"), ("Diligenciador/a", "Allá"), ("Docente", "")])
def test_liaison_invites_only_contributors_of_her_municipality(own_liaison, here, there, now, role, place):
    ((verdict, said),) = verdicts(line(role=role, place=place), by=own_liaison, at=now)
    assert (verdict, said[:35]) == ("error", "Su rol no le permite invitar con el")
    assert verdicts(line(role="Diligenciador/a"), by=own_liaison, at=now) == [("new", "")]


@pytest.mark.parametrize("place", ["Barbosa", " BÁRBOSA", "05079", "5079", "5079.0", "barbosa-antioquia"])
def test_municipality_is_found_by_name_address_or_code_with_or_without_its_zero(coordination, now, place):
    make_municipality(name="Barbosa", divipola="05079", slug="barbosa-antioquia")
    assert verdicts(line(place=place), by=coordination, at=now) == [("new", "")]


def test_name_of_two_municipalities_is_not_guessed(coordination, now):
    """Portals of before may have two of one name."""
    for code in ("05079", "5079"):
        make_municipality(name="Barbosa", divipola=code)
    found = verdicts(line(place="Barbosa"), line(3, place="05079"), line(4, place="5079"), by=coordination, at=now)
    assert found[0] == ("error", "Hay más de un municipio «Barbosa». Escriba su código DIVIPOLA.")
    assert found[1:] == [("new", ""), ("new", "")], "an exact code wins"


def test_unknown_role_names_only_those_that_the_person_may_give(own_liaison, here, now):
    ((_, said),) = verdicts(line(role="Rey"), by=own_liaison, at=now)
    assert said == "No se conoce el rol «Rey». Escriba «Diligenciador/a»."


def test_who_is_there_already_is_told_apart_from_who_is_new(coordination, here, there, now):
    holder = make_member(Role.LIAISON, here, email="tiene@a.example")
    make_membership(Role.LIAISON, there, user=make_user(email="tuvo@a.example"), ended_at=now)
    make_invitation(Role.LIAISON, here, email="invitada@a.example", at=now)
    make_invitation(Role.LIAISON, here, email="vencida@a.example", at=now - timedelta(days=20))
    found = verdicts(
        line(2, email=holder.email.upper()),
        line(3, email=holder.email, place="Allá"),
        line(4, email="invitada@a.example"),
        line(5, email="invitada@a.example", role="Diligenciador/a"),
        line(6, email="vencida@a.example"),
        line(7, email="tuvo@a.example", place="Allá"),
        line(8, email="Vencida@a.example"),
        by=coordination,
        at=now,
    )
    assert found == [
        ("held", "Ya tiene ese rol."),
        ("new", ""),
        ("held", "Ya tiene una invitación sin responder."),
        ("new", ""),
        ("new", ""),
        ("new", ""),
        ("error", "Es la misma persona y el mismo rol de la fila 6."),
    ]


def test_judging_five_hundred_lines_costs_three_queries(coordination, here, now, django_assert_num_queries):
    held = holdings_of(coordination)
    with django_assert_num_queries(3):
        judge([line(n, email=f"p{n}@a.example") for n in range(500)], held=held, at=now)


# --- Inviting ---


def test_everybody_new_is_invited_and_gets_a_link_that_works(
    coordination, here, now, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(now)
    make_invitation(Role.LIAISON, here, email="vencida@a.example", at=now - timedelta(days=20))
    make_invitation(Role.LIAISON, here, email="invitada@a.example", at=now)
    lines = [
        line(2, name="Ana Ruiz"), line(3, email="vencida@a.example"), line(4, email="invitada@a.example"),
        line(5, email="rita@a.example", role="Revisión", place=""),
    ]  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert rosters.invite_many(lines=lines, by=coordination, at=now) == 3
        assert mail.outbox == []
    assert sorted(message.to[0] for message in mail.outbox) == ["ana@a.example", "rita@a.example", "vencida@a.example"]
    (message,) = [message for message in mail.outbox if message.to == ["ana@a.example"]]
    assert message.body.startswith("Buen día, Ana Ruiz:")
    token = re.search(r"/cuenta/invitacion/([\w-]+)/", message.body).group(1)
    user = invitations.accept(token=token, name="Ana Ruiz", password=PASSWORD, at=now)
    assert list(user.memberships.values_list("role", "municipality")) == [("liaison", here.pk)]
    assert Invitation.objects.filter(mailed_at__gte=now, created_at=now).count() == 4
    assert AuditEntry.objects.filter(verb="invitation.sent", by=coordination).count() == 3
    assert "@a.example" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_one_wrong_line_and_nobody_is_invited(coordination, here, now, django_capture_on_commit_callbacks):
    lines = [line(2), line(3, email="luz@a.example", place="Atlántida"), line(4, email="x")]
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(rosters.CannotInviteAll) as refused:
        rosters.invite_many(lines=lines, by=coordination, at=now)
    assert refused.value.details[0] == "Fila 3: No se conoce el municipio «Atlántida»."
    assert len(refused.value.details) == 2
    assert (Invitation.objects.count(), AuditEntry.objects.count(), mail.outbox) == (0, 0, [])


def test_lines_that_only_name_who_is_there_invite_nobody(coordination, here, now):
    make_member(Role.LIAISON, here, email="ana@a.example")
    with pytest.raises(rosters.CannotInviteAll, match="todas las personas ya están"):
        rosters.invite_many(lines=[line()], by=coordination, at=now)


def test_more_than_five_hundred_are_refused(coordination, here, now):
    lines = [line(n, email=f"p{n}@a.example") for n in range(501)]
    with pytest.raises(rosters.CannotInviteAll, match="más de 500"):
        rosters.invite_many(lines=lines, by=coordination, at=now)
    assert rosters.invite_many(lines=lines[:500], by=coordination, at=now) == 500


def test_what_somebody_else_did_meanwhile_refuses_all(coordination, here, now, monkeypatch):
    """The unique index decides when two send the same list at once."""
    make_invitation(Role.LIAISON, here, email="ana@a.example", at=now)
    blind = judge([line(email="luz@a.example"), line()], held=holdings_of(coordination), at=now)
    blind[1] = blind[1].__class__(blind[1].line, Verdict.NEW, "", "ana@a.example", Role.LIAISON, here)
    monkeypatch.setattr(rosters, "judge", lambda *args, **kwargs: blind)
    monkeypatch.setattr(rosters, "_revoke_expired", lambda *args: None)
    with pytest.raises(rosters.CannotInviteAll, match="Otra persona acaba de invitar"):
        rosters.invite_many(lines=[line()], by=coordination, at=now)
    assert list(Invitation.objects.values_list("email", flat=True)) == ["ana@a.example"]


# --- Pages ---


def test_dry_run_shows_each_row_and_invites_nobody(desk, here):
    make_member(Role.LIAISON, here, email="tiene@a.example")
    rows = ["ana@a.example,Ana Ruiz,Enlace,Aquí", "tiene@a.example,,Enlace,Aquí"]
    answer = desk.post(UPLOAD, {"file": csv_of(*rows)}, follow=True)
    assert answer.status_code == 200
    assert "<h1>1 invitación nueva, 1 persona que ya está, 0 filas con error</h1>" in answer.text
    found = re.findall(
        r'<li id="fila-(\d+)">.*?<strong class="break">([^<]+)<.*?</svg>|Ya tiene ese rol', answer.text, re.S
    )
    assert [number for number, _ in found if number] == ["2"]
    assert "Ya tiene ese rol." in answer.text
    assert "Invitar a 1 persona" in answer.text
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


def test_dry_run_names_the_municipality_that_a_code_was_read_as(desk):
    make_municipality(name="Barbosa", divipola="05079")
    page = desk.post(
        UPLOAD, {"file": csv_of("ana@a.example,,Enlace,5079", "luz@a.example,,Enlace,Ríonegro")}, follow=True
    ).text
    assert '<p class="meta">Enlace municipal · Barbosa</p>' in page
    assert '<p class="meta">Enlace · Ríonegro</p>' in page, "what is not known stands as it was written"


def test_confirming_invites_those_of_the_report(desk, here, django_capture_on_commit_callbacks):
    page = desk.post(
        UPLOAD, {"file": csv_of("ana@a.example,,Enlace,Aquí", "luz@a.example,,Docente,")}, follow=True
    ).text
    carried = re.search(r'name="lines" value="([^"]+)"', page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(CONFIRM, {"lines": carried}, follow=True)
    assert "2 invitaciones creadas." in answer.text
    assert sorted(message.to[0] for message in mail.outbox) == ["ana@a.example", "luz@a.example"]
    again = desk.post(CONFIRM, {"lines": carried})
    assert (again.status_code, "todas las personas ya están" in again.text) == (409, True)
    assert len(mail.outbox) == 2


def test_rows_with_errors_are_listed_with_their_number_and_cannot_be_confirmed(desk, here):
    answer = desk.post(
        UPLOAD, {"file": csv_of("ana@a.example,,Enlace,Aquí", "luz,,Enlace,Aquí", "eva@a.example,,Rey,Aquí")}
    )
    assert answer.status_code == 422
    assert '<a href="#fila-3">Fila 3: «luz» no es un correo completo' in answer.text
    assert '<a href="#fila-4">Fila 4: No se conoce el rol «Rey».' in answer.text
    assert 'name="lines"' not in answer.text
    assert "data-error-summary" in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "El archivo está vacío."), (b"PK\x03\x04", "está dañado"), (b"a,b\nc,d", "falta la columna «correo»"),
        (b"correo,rol,municipio\n" + b"a@a.example,Enlace,x\n" * 501, "más de 500 filas"),
        (b"x" * (1024 * 1024 + 1), "pesa más de 1 MB"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_says_why(desk, content, sentence):
    answer = desk.post(UPLOAD, {"file": SimpleUploadedFile("personas.csv", content)}, follow=True)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "Elija el archivo." in desk.post(UPLOAD).text


def test_rows_of_the_report_cannot_be_changed_nor_used_by_another_person(
    desk, here, client, admin_of_portal, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    page = desk.post(UPLOAD, {"file": csv_of("ana@a.example,,Enlace,Aquí")}, follow=True).text
    carried = re.search(r'name="lines" value="([^"]+)"', page).group(1)
    for wrong in ("", "x", f"A{carried[1:]}" if carried[0] != "A" else f"B{carried[1:]}", carried[:-1]):
        assert "La revisión venció." in desk.post(CONFIRM, {"lines": wrong}, follow=True).text
    client.force_login(admin_of_portal)
    assert "La revisión venció." in client.post(CONFIRM, {"lines": carried}, follow=True).text
    assert Invitation.objects.count() == 0


@pytest.fixture
def admin_of_portal(db) -> User:
    return make_member(Role.ADMIN)


def test_report_is_good_for_an_hour(desk, here, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    page = desk.post(UPLOAD, {"file": csv_of("ana@a.example,,Enlace,Aquí")}, follow=True).text
    carried = re.search(r'name="lines" value="([^"]+)"', page).group(1)
    time_machine.move_to(start + timedelta(minutes=61), tick=False)
    assert "La revisión venció." in desk.post(CONFIRM, {"lines": carried}, follow=True).text
    time_machine.move_to(start + timedelta(minutes=59), tick=False)
    assert desk.post(CONFIRM, {"lines": carried}).url == "/equipo/"


def test_template_offers_what_the_person_may_give(client, own_liaison, here, there):
    client.force_login(own_liaison)
    book = load_workbook(io.BytesIO(client.get("/equipo/varias/plantilla.xlsx").content))
    sheet, lists = book.worksheets
    assert [cell.value for cell in sheet[1]] == ["Correo", "Nombre", "Rol", "Municipio"]
    assert list(lists.values) == [("Diligenciador/a", "Aquí")]
    assert sorted((str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation) == [
        ("C2:C501", "Listas!$A$1:$A$1"), ("D2:D501", "Listas!$B$1:$B$1"),
    ]  # fmt: skip


def test_filled_template_is_read_back(desk, here, there):
    book = load_workbook(io.BytesIO(desk.get("/equipo/varias/plantilla.xlsx").content))
    book.worksheets[0].append(["ana@a.example", "Ana", "Enlace municipal", "Allá"])
    out = io.BytesIO()
    book.save(out)
    answer = desk.post(UPLOAD, {"file": SimpleUploadedFile("personas.xlsx", out.getvalue())}, follow=True)
    assert "1 invitación nueva, 0 personas que ya están, 0 filas con error" in answer.text
