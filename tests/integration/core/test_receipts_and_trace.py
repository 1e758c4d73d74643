"""Receipts open their page without the code in any address; the trace is kept as it was written."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, HttpResponseRedirect

from core.models import Receipt, TraceEvent
from core.receipts import registry as receipts
from core.receipts.actions import issue, issue_many, revoke
from core.receipts.codes import new_code, normalized
from core.trace import registry as traces
from core.trace.actions import event_of, record, record_many
from core.trace.digest import digest_of
from core.trace.queries import line_of
from core.trace.registry import Origin, TracedKind

pytestmark = pytest.mark.django_db
AT = datetime(2027, 3, 8, 15, 0, tzinfo=UTC)


def _page(request, pk: int) -> HttpResponse:
    return HttpResponse(f"page of {pk}") if request.method == "GET" else HttpResponseRedirect(f"/done/{pk}/")


@pytest.fixture
def sample_kinds(monkeypatch) -> None:
    monkeypatch.setattr(receipts, "_kinds", dict(receipts._kinds))
    monkeypatch.setattr(traces, "_kinds", dict(traces._kinds))
    receipts.register(receipts.ReceiptKind("sample", f"{__name__}._page"))
    names = {1: Origin("Uno", "/uno/"), 2: Origin("Dos", "/dos/")}
    traces.register(
        TracedKind(
            "sample", {"got": "Recibido", "seen": "Leído"}, lambda ids: {pk: names[pk] for pk in ids if pk in names}
        )
    )


def test_a_code_leads_to_its_page_and_leaves_the_address(client, sample_kinds):
    code = issue(kind="sample", subject_id=7, at=AT)
    response = client.get(f"/c/{code}/")
    assert response.status_code == 302
    assert normalized(code) not in response["Location"].replace("-", "")
    page = client.get(response["Location"])
    assert page.content == b"page of 7"
    assert client.post(response["Location"])["Location"] == "/done/7/"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    typed = client.post("/c/", {"code": code.lower().replace("-", " ")})
    assert typed["Location"] == response["Location"]  # the same receipt has one name in one browser


def test_nothing_in_the_database_is_the_code(client, sample_kinds):
    code = issue(kind="sample", subject_id=7, at=AT)
    client.get(f"/c/{code}/")
    assert code not in str(dict(client.session))
    assert normalized(code) not in str(dict(client.session))
    assert code not in str(Receipt.objects.values())
    assert normalized(code) not in str(Receipt.objects.values())


def test_another_browser_does_not_open_the_name_of_a_session(client, sample_kinds):
    opened = client.get(f"/c/{issue(kind='sample', subject_id=7, at=AT)}/")["Location"]
    client.cookies.clear()
    assert client.get(opened)["Location"] == "/c/"


def test_five_wrong_codes_make_wait_and_a_right_one_costs_nothing(client, sample_kinds):
    code = issue(kind="sample", subject_id=7, at=AT)
    for _ in range(8):
        assert client.post("/c/", {"code": code}).status_code == 302
    assert [client.post("/c/", {"code": new_code()}).status_code for _ in range(5)] == [422] * 5
    answer = client.post("/c/", {"code": code})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    assert client.get(f"/c/{new_code()}/").status_code == 429


def test_an_unknown_code_is_said_so(client):
    assert "No hay nada con ese código" in client.post("/c/", {"code": "hola"}).content.decode()
    assert client.get("/c/hola/").status_code == 404
    assert client.post("/c/", {"code": "x" * 5000}).status_code == 422


def test_a_revoked_receipt_opens_nothing(client, sample_kinds):
    codes = issue_many(kind="sample", subject_ids=[1, 2], at=AT)
    opened = client.get(f"/c/{codes[0]}/")["Location"]
    revoke(kind="sample", subject_ids=[1])
    assert client.get(opened)["Location"] == "/c/"
    assert client.get(f"/c/{codes[0]}/").status_code == 404
    assert client.get(f"/c/{codes[1]}/").status_code == 302


def test_the_line_says_each_step_and_where_it_led(sample_kinds, django_assert_num_queries):
    record(kind="sample", subject_id=1, step="got", at=AT, process="agenda:AG-1")
    record(
        kind="sample",
        subject_id=1,
        step="seen",
        at=AT + timedelta(days=1),
        process="",
        words="Con otra.",
        to=("sample", 2),
    )
    with django_assert_num_queries(1):
        line = line_of("sample", 1)
    assert [(one.label, one.words, one.to) for one in line] == [
        ("Recibido", "", None), ("Leído", "Con otra.", Origin("Dos", "/dos/")),
    ]  # fmt: skip


def test_an_unknown_step_is_refused(sample_kinds):
    with pytest.raises(LookupError):
        record(kind="sample", subject_id=1, step="flown", at=AT, process="")
    with pytest.raises(LookupError):
        record(kind="nothing", subject_id=1, step="got", at=AT, process="")


def test_the_trace_is_never_changed(sample_kinds):
    event = record(kind="sample", subject_id=1, step="got", at=AT, process="")
    with pytest.raises(DatabaseError), transaction.atomic():
        TraceEvent.objects.filter(pk=event.pk).update(words="otra cosa")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            event.delete()


def test_a_digest_is_grouped_newest_first_and_without_hidden_things(sample_kinds):
    def at(day: int, subject: int, step: str) -> TraceEvent:
        return event_of(kind="sample", subject_id=subject, step=step, at=AT + timedelta(days=day), process="")

    record_many([at(0, 1, "got"), at(1, 2, "got"), at(2, 1, "seen"), at(3, 1, "seen"), at(4, 99, "got")])
    groups = digest_of(TraceEvent.objects.all())
    assert [(one.origin.label, [step.step for step in one.steps], one.repeated) for one in groups] == [
        ("Uno", ["seen", "got"], 1), ("Dos", ["got"], 0),
    ]  # fmt: skip
    assert groups[0].steps[0].at == AT + timedelta(days=3)
    assert digest_of(TraceEvent.objects.filter(subject_id=99)) == []
