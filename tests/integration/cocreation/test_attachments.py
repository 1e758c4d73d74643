"""Files of contributions: judged, private until published, withheld one by one, and gone with what they came with."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.permissions import Role
from cocreation.agendas.choices.stages import StageCode
from cocreation.contributions.actions import attachments, authoring, moderation, retention
from cocreation.contributions.actions.moderation import MayNotDecideOwn, MayNotModerate
from cocreation.contributions.choices import CARD, ContributionState
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models import Attachment, Contribution
from cocreation.contributions.queries.versions import mark_of
from core.models import AuditEntry
from core.process.transitions import ReasonMissing
from core.receipts.actions import issue
from core.refusals import Refusal
from files.actions import stored_files
from files.models import STORAGE, DeletedFile
from files.queries import owners_of
from tests.factories import files
from tests.factories.accounts import make_member, make_user
from tests.factories.cocreation import make_attachment, make_contribution, make_participant, moment_in
from tests.integration.cocreation.taking_part import CONFIRM, NEW, RECEIPT, TEXT, code_in, join, mailed_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agenda", "clock")]
S = ContributionState
PROGRAM = b"MZ\x90\0" + b"\0" * 99
LIST = b"nombre,celular\nAna,300 123 45 67\nLuis,310 123 45 68\n"
HEADERS = ("X-Content-Type-Options", "Content-Security-Policy", "Content-Disposition", "Cache-Control")


def photo(name: str = "esquina.jpg", data: bytes = files.JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def several(count: int) -> list[SimpleUploadedFile]:
    return [photo(f"{n}.csv", f"a,b\n{n},2\n".encode()) for n in range(count)]


def address_of(file: Attachment) -> str:
    return f"/agendas/AG-1/aportes/{file.contribution.code}/archivos/{file.pk}/"


def opened(client: Client, address: str) -> tuple[int, bytes]:
    answer = client.get(address)
    return answer.status_code, b"".join(answer) if answer.streaming else b""


def desk_of(row: Contribution) -> str:
    return f"/cocreacion/moderacion/AG-1/{row.code}/"


def publish(desk: Client, row: Contribution):
    return desk.post(desk_of(row), {"operation": "publish", "seen": mark_of(row)})


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_member(Role.FACILITATOR))
    return client


def test_files_are_kept_and_opened_by_nobody_before_a_moderator_publishes(client, send, desk):
    assert send(client, files=[photo(), photo("cuadro.csv", b"calle,carros\n10,5\n")]).status_code == 302
    row = Contribution.objects.get()
    first, second = row.attachments.all()
    assert (first.file_name, first.media_type, second.number) == ("esquina.jpg", "image/jpeg", 2)
    assert [opened(client, address_of(one))[0] for one in (first, second)] == [404, 404]
    assert opened(desk, f"{desk_of(row)}archivos/{first.pk}/")[0] == 404, "nobody confirmed the address"
    client.post(CONFIRM, {"code": mailed_code()})
    assert opened(client, address_of(first))[0] == 404
    assert opened(desk, f"{desk_of(row)}archivos/{first.pk}/") == (200, files.JPEG)
    assert "esquina.jpg" in desk.get(desk_of(row)).text
    assert publish(desk, row).status_code == 302
    stranger = Client()
    assert opened(stranger, address_of(first)) == (200, files.JPEG)
    answer = stranger.get(address_of(first))
    answer.close()
    assert [answer[name] for name in HEADERS] == [
        "nosniff", "default-src 'none'; sandbox", 'attachment; filename="esquina.jpg"', "no-store",
    ]  # fmt: skip
    assert address_of(first) in stranger.get(row.get_absolute_url()).text
    assert AuditEntry.objects.get(verb="contribution.received").data == {"channel": "web", "files": 2}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("plan.pdf", PROGRAM, "es un programa"), ("plan.exe", b"texto", "su nombre termina"), ("plan.pdf", b"", "está vacío"),
     ("foto.jpg", files.JPEG[:-2], "incompleta o dañada")],
)  # fmt: skip
def test_refused_file_is_named_beside_its_field_and_the_text_stays(client, send, name, data, said):
    answer = send(client, files=[photo(), photo(name, data)])
    assert answer.status_code == 422
    (problem,) = answer.context["form"].errors["files"]
    assert problem.startswith(f"«{name}»: No se recibió el archivo")
    assert said in problem
    assert TEXT in answer.text
    assert problem.replace("«", "") in answer.text.replace("«", "")
    assert (Contribution.objects.count(), Attachment.objects.count()) == (0, 0)


def test_more_than_three_files_are_refused_and_the_same_one_twice_counts_once(client, send):
    answer = send(client, files=several(4))
    assert (answer.status_code, "Elija como máximo 3 archivos: llegaron 4." in answer.text) == (422, True)
    assert send(client, files=[photo(), photo("otra.jpg"), *several(1)]).status_code == 302
    assert Attachment.objects.count() == 2


def test_database_keeps_three_files_with_their_reasons(agenda):
    row = make_contribution(agenda)
    kept = [make_attachment(row, f"a,b\n{n},2\n".encode(), f"{n}.csv") for n in range(3)]
    with pytest.raises(attachments.TooManyFiles):
        make_attachment(row)
    for change in (
        {"number": 4},
        {"number": 2},
        {"withheld_at": timezone.now()},
        {"file": "", "url": "https://a.example"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=kept[0].pk).update(**change)


@pytest.mark.parametrize("way", ["tarjeta", "known"])
def test_no_file_of_a_minor_is_looked_at_or_kept(client, agenda, send, way):
    card = make_participant(agenda)
    code = issue(kind=CARD, subject_id=card.pk, at=agenda.loaded_at)
    if way == "known":
        client.post("/agendas/AG-1/participar/", {"way": "card", "card": code})
    answer = send(client, way="tarjeta", card=code, adult="no", email="", consent="", files=[photo("a.pdf", PROGRAM)])
    assert answer.status_code == 422
    assert "Si tiene menos de 18 años, envíe su texto sin archivos" in answer.text
    assert "es un programa" not in answer.text
    assert TEXT in answer.text
    assert Contribution.objects.count() == 0


def test_adult_with_a_card_may_send_a_file(client, agenda, send):
    code = issue(kind=CARD, subject_id=make_participant(agenda).pk, at=agenda.loaded_at)
    assert send(client, way="tarjeta", card=code, adult="si", email="", consent="", files=[photo()]).status_code == 302
    assert Contribution.objects.get().attachments.count() == 1


def test_closed_stage_looks_at_no_file(client, send, clock):
    clock.move_to(moment_in(StageCode.CLOSING))
    answer = send(client, files=[photo("a.pdf", PROGRAM)])
    assert (answer.status_code, "es un programa" in answer.text, TEXT in answer.text) == (409, False, True)


def test_full_disk_is_said_beside_the_field_and_nothing_is_half_written(client, send, monkeypatch):
    def full(*_) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(stored_files, "put", full)
    answer = send(client, files=[photo()])
    assert answer.status_code == 422
    assert "no pudo escribirlo en su disco" in answer.context["form"].errors["files"][0]
    assert TEXT in answer.text
    assert (Contribution.objects.count(), Attachment.objects.count()) == (0, 0)


def test_networks_of_strangers_are_limited_apart_and_the_text_stays(client, send, settings):
    settings.UPLOAD_RATE = "1/hour"
    caches["counts"].clear()
    assert send(client, files=[photo("a.pdf", PROGRAM)]).status_code == 422
    again = send(Client(), files=[photo()])
    assert (again.status_code, "son muchos en poco tiempo" in again.text, TEXT in again.text) == (429, True, True)
    elsewhere = Client(REMOTE_ADDR="190.0.2.7")
    assert send(elsewhere, files=[photo()]).status_code == 302


def test_page_that_comes_back_says_which_files_to_choose_again(client, send):
    answer = send(client, text=f"{TEXT} Mi celular es 300 123 45 67.", files=[photo()])
    assert answer.status_code == 422
    assert "Elija otra vez esquina.jpg" in answer.text


def test_other_files_are_another_contribution_and_the_same_ones_are_not(client, send):
    for sent in ([photo()], [photo()], []):
        assert send(client, form_id="A" * 22, files=sent).url == RECEIPT
    assert Contribution.objects.count() == 2


def test_contribution_with_a_file_waits_also_where_texts_are_published_at_once(client, agenda, send):
    agenda.moderates_first = False
    agenda.save()
    client.force_login(make_user())
    for sent, state in (([photo()], S.IN_MODERATION), ([], S.PUBLISHED)):
        assert send(client, way="cuenta", email="", consent="", anyway="parecidos", files=sent).status_code == 302
        assert Contribution.objects.latest("pk").state == state
    assert "los que traen archivos" in client.get("/agendas/AG-1/reglas/").text


def test_what_the_scan_finds_is_withheld_until_a_moderator_shows_it(client, send, desk):
    client.force_login(make_user())
    sent = {"way": "cuenta", "email": "", "consent": ""}
    send(client, files=[photo("vecinos.csv", LIST), photo("cédula 43.123.456.jpg")], **sent)
    row = Contribution.objects.get()
    found, named = row.attachments.all()
    assert (found.personal_data, found.withheld_reason) == ({"telefono": 2}, "Parece traer 2 teléfonos.")
    assert named.personal_data == {"cedula": 1}, "also in the name"
    publish(desk, row)
    assert opened(Client(), address_of(found))[0] == 404
    assert "vecinos.csv" not in Client().get(f"/agendas/AG-1/aportes/{row.code}/").text
    page = client.get(f"/agendas/AG-1/mis-aportes/{row.code}/").text
    assert "Parece traer 2 teléfonos. Se muestra solo si la moderación lo mira" in page
    assert desk.post(desk_of(row), {"operation": "show-1"}).url.endswith("#archivos")
    assert opened(Client(), address_of(found)) == (200, LIST)
    assert desk.post(desk_of(row), {"operation": "show-9"}).status_code == 422


def test_moderator_withholds_one_file_with_a_reason_its_author_reads(client, agenda, desk):
    row = make_contribution(agenda)
    file, other = make_attachment(row), make_attachment(row, b"a,b\n1,2\n", "cuadro.csv")
    answer = desk.post(desk_of(row), {"operation": "withhold-1", "withhold-1-reason": ""})
    assert (answer.status_code, "Escriba la razón" in answer.text) == (422, True)
    assert opened(client, address_of(file))[0] == 200
    desk.post(desk_of(row), {"operation": "withhold-1", "withhold-1-reason": "Se ven las placas de dos carros."})
    assert (opened(client, address_of(file))[0], opened(client, address_of(other))[0]) == (404, 200)
    assert opened(desk, f"{desk_of(row)}archivos/{file.pk}/")[0] == 200
    client.post("/c/", {"code": row.receipt_of_it})
    assert "Se ven las placas de dos carros." in client.get(f"/c/{row.receipt_of_it}/", follow=True).text
    entry = AuditEntry.objects.get(verb="contribution.file_withheld")
    assert (entry.data, entry.reason) == ({"file": 1}, "Se ven las placas de dos carros.")


def test_who_may_judge_files(agenda):
    author, moderator = make_member(Role.FACILITATOR), make_member(Role.FACILITATOR)
    row = make_contribution(agenda, participant=make_participant(agenda, user=author))
    file, at = make_attachment(row), timezone.now()
    with pytest.raises(MayNotDecideOwn):
        attachments.withhold(attachment=file, reason="Sí", by=author, at=at)
    with pytest.raises(MayNotModerate):
        attachments.show(attachment=file, by=make_user(), at=at)
    with pytest.raises(ReasonMissing):
        attachments.withhold(attachment=file, reason=" ", by=moderator, at=at)
    authoring.withdraw(contribution=row, at=at)
    with pytest.raises(Refusal):
        attachments.withhold(attachment=file, reason="Placas", by=moderator, at=at)


def test_desk_queries_do_not_grow_with_files(agenda, desk, django_assert_max_num_queries):
    row = make_contribution(agenda, state=S.IN_MODERATION)
    with django_assert_max_num_queries(40) as before:
        desk.get(desk_of(row))
    for n in range(3):
        make_attachment(row, f"a,b\n{n},2\n".encode(), f"{n}.csv")
    with django_assert_max_num_queries(len(before)):
        desk.get(desk_of(row))


@pytest.mark.parametrize("state", list(S))
def test_files_are_public_in_public_states_only(agenda, state, client):
    more = {"erased_at": timezone.now(), "title": "", "text": "", "signature": ""} if state == S.WITHDRAWN else {}
    more |= {"rule": "R1. x"} if state == S.DECLINED else {}
    more |= {"merged_into": make_contribution(agenda)} if state == S.MERGED else {}
    if state == S.TRANSFERRED:
        more |= {"transferred_to": "PQRSD", "transfer_number": "1", "transferred_on": timezone.localdate()}
    file = make_attachment(make_contribution(agenda, state=state, **more))
    assert (opened(client, address_of(file))[0] == 200) == (state in PUBLIC)
    agenda.published_at = None
    agenda.save()
    assert opened(client, address_of(file))[0] == 404


def test_file_is_reached_under_its_own_contribution_only(agenda, client):
    file, other = make_attachment(make_contribution(agenda)), make_contribution(agenda)
    for number in (other.code, "ID-9999"):
        assert opened(client, address_of(file).replace(file.contribution.code, number))[0] == 404
    assert opened(client, address_of(file).replace("AG-1", "AG-2"))[0] == 404
    assert client.post(address_of(file)).status_code == 405


def test_taken_down_and_withdrawn_take_their_files_along(agenda, client, clock):
    by, at = make_member(Role.FACILITATOR), timezone.now()
    down, gone = make_contribution(agenda), make_contribution(agenda)
    hidden, erased = make_attachment(down), make_attachment(gone)
    rule = agenda.moderation_rules.get()
    moderation.take_down(contribution=down, rule=rule, reason="Nombra a una persona.", by=by, at=at)
    authoring.withdraw(contribution=gone, at=at)
    assert [opened(client, address_of(one))[0] for one in (hidden, erased)] == [404, 404]
    assert list(Attachment.objects.all()) == [hidden]
    assert DeletedFile.objects.get().name == erased.file.name
    kept = timezone.timedelta(days=30)
    later = at + kept + timedelta(hours=1)
    assert stored_files.sweep(at=later) == 1
    assert (STORAGE.exists(erased.file.name), STORAGE.exists(hidden.file.name)) == (False, True)
    assert owners_of([hidden.file.name]) == {hidden.file.name: [f"AG-1, {down.code}: archivo 1"]}


def test_what_nobody_confirmed_takes_its_files_along(client, send, clock):
    send(client, files=[photo()])
    clock.shift(timedelta(days=8))
    assert retention.forget_unconfirmed(at=timezone.now()) == 1
    assert (Attachment.objects.count(), DeletedFile.objects.count()) == (0, 1)


def test_author_deletes_one_file_from_the_receipt(agenda, client):
    row = make_contribution(agenda)
    file, other = make_attachment(row), make_attachment(row, b"a,b\n1,2\n", "cuadro.csv")
    stranger = Client()
    client.get(f"/c/{row.receipt_of_it}/")
    address = client.get(f"/c/{row.receipt_of_it}/").url
    assert "Borrar este archivo" in client.get(address).text
    stranger.post(address, {"op": "remove-file", "file": "1"})
    assert row.attachments.count() == 2
    for _ in range(2):
        assert client.post(address, {"op": "remove-file", "file": "1"}).status_code == 302
    assert client.post(address, {"op": "remove-file", "file": "٩x"}).status_code == 302
    assert list(row.attachments.all()) == [other]
    assert DeletedFile.objects.get().name == file.file.name
    assert AuditEntry.objects.get(verb="contribution.file_removed").data == {"file": 1}


def test_files_that_nobody_may_read_go_twelve_months_after_the_agenda(agenda):
    hidden = make_attachment(make_contribution(agenda, state=S.DECLINED, rule="R1. x"))
    withheld = make_attachment(make_contribution(agenda), LIST, "vecinos.csv")
    public = make_attachment(make_contribution(agenda))
    last = max(agenda.stages.values_list("closes_on", flat=True))
    day = timezone.make_aware(datetime.combine(last, datetime.min.time()))
    assert retention.forget_files(at=day + timedelta(days=365)) == 0
    assert retention.forget_files(at=day + timedelta(days=366)) == 2
    assert list(Attachment.objects.all()) == [public]
    assert set(DeletedFile.objects.values_list("name", flat=True)) == {hidden.file.name, withheld.file.name}


def test_own_data_name_the_files(agenda, client, send):
    client.force_login(make_user())
    send(client, way="cuenta", email="", consent="", files=[photo()])
    (row,) = client.get("/agendas/AG-1/mis-aportes/datos.json").json()["aportes"]
    assert row["archivos"][0]["nombre"] == "esquina.jpg"


def test_no_log_holds_what_a_file_says_or_is_called(client, send, caplog):
    caplog.set_level("DEBUG")
    send(client, files=[photo("ana perez.csv", LIST), photo("plan.pdf", PROGRAM)])
    send(client, files=[photo("ana perez.csv", LIST)])
    assert Contribution.objects.count() == 1
    assert [line for line in caplog.messages if "ana perez" in line or "123 45 67" in line] == []
    assert "perez" not in "".join(str(row) for row in AuditEntry.objects.values())


def test_page_says_what_a_minor_cannot_do_and_has_one_field(client):
    page = client.get(f"{NEW}?tipo=idea").text
    assert 'enctype="multipart/form-data"' in page
    assert 'name="files"' in page
    assert "multiple" in page
    assert "20 MB entre todos" in page


def test_receipt_lists_what_was_sent(client, send, started):
    join(client, started())
    send(client, files=[photo()])
    code = code_in(client.get(RECEIPT).text)
    assert "esquina.jpg" in client.get(f"/c/{code}/", follow=True).text
