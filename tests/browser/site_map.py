"""Every page of the portal with sample arguments, and the person who opens it; read by the accessibility tests.

A new address of the portal fails `test_every_address_is_sampled` until it stands here.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Membership, User
from accounts.permissions import Role
from citizens.models import Feedback
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Evidence, Round
from diagnostics.exchange.queries.crosswalk import forms_of
from diagnostics.instruments.actions import editions
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.instruments.models.drafts import fingerprint, own_fields
from diagnostics.review.models import SecondReview, Signature
from diagnostics.scoring.instrument import Indicator, Instrument
from territory.models import Municipality
from tests.browser.advisory_maps import advisory_visits
from tests.browser.cocreation_map import cocreation_visits
from tests.browser.followup_maps import followup_visits
from tests.browser.people_map import people_visits
from tests.browser.rounds_map import round_visits
from tests.browser.samples import proposal
from tests.browser.training_maps import training_visits
from tests.browser.visits import ABOUT_PAGES, NOBODY, OF_THE_DEMONSTRATION, Visit
from tests.factories.accounts import make_invitation, make_user
from tests.factories.citizens import make_report
from tests.factories.core import make_failed_task, make_text_version
from tests.factories.mail import make_unsettled
from tests.factories.notices import make_notification, make_question

OF_THE_DIAGNOSIS = {"instruments", "assessments", "exchange", "review", "results"}


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The name of every address of the portal."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"


def visits() -> list[Visit]:
    """All of them, on the demonstration portal; makes the invitation and the keys that some need."""
    _let_work_in("girardota", Role.APPROVER)
    _let_work_in("bello", Role.LIAISON)
    _let_work_in("envigado", Role.LIAISON)
    process = [*_signing(), *_outcome(), *_deciding(), *_coordination(), *_citizens(), *_administration()]
    rest = [*_editions(), *_team(), *_account(), *cocreation_visits(), *training_visits(), *followup_visits()]
    return [*_public(), *_municipality(), *_metropolitan(), *process, *rest, *advisory_visits()]


def _let_work_in(slug: str, role: Role) -> None:
    """The demonstration's municipal people belong to one municipality, and most states are those of others."""
    person = User.objects.get(email=f"{role}@demo.example")
    place = Municipality.objects.get(slug=slug)
    Membership.objects.get_or_create(user=person, role=role, municipality=place)


def _public() -> Iterator[Visit]:
    towns = {m.slug for m in Municipality.objects.all()}
    assert {"bello", "copacabana", "envigado"} <= towns
    yield from OF_THE_DEMONSTRATION
    yield Visit("portal:embed", "/municipios/copacabana/insertar/?tema=oscuro")
    yield Visit("portal:methodology", "/como-se-mide/")
    yield Visit("portal:methodology-edition", "/como-se-mide/IP360-GA/1.0.2/")
    instrument = Round.objects.select_related("version").get(code="demo-1").version.parsed
    for question in {q.type: q for q in instrument.questions}.values():  # one of every type
        yield Visit("portal:question", f"/preguntas/{question.code}/", holds_demo=True)
    for page, path in (
        ("help", "/ayuda/"),
        ("help-manual", "/ayuda/manual/enlace/"),
        ("help-topic", "/ayuda/responder/"),
    ):
        yield Visit(f"portal:{page}", path)
    yield Visit("portal:glossary", "/glosario/")
    for route in ABOUT_PAGES:
        yield Visit(f"portal:{route}", reverse(f"portal:{route}"))
    yield Visit("portal:publication", "/ciclos/demo-1/publicacion/", holds_demo=True)
    yield Visit("portal:data", "/datos/", holds_demo=True)
    yield Visit("portal:recompute", "/datos/recalcular/", holds_demo=True)
    act = Signature.objects.get(assessment__round__code="demo-1", assessment__municipality__slug="copacabana")
    yield Visit("review:act-verify", _at("act-verify", act.code), holds_demo=True)
    yield Visit("review:act-verify", _at("act-verify", "AAAA-BBBB"), status=404)
    yield Visit("portal:gallery", "/componentes/")
    yield Visit("core:receipt-find", "/c/")
    yield Visit("portal:municipality", "/municipios/no-existe/", status=404)


def _administration() -> Iterator[Visit]:
    make_unsettled(User.objects.get(email=f"{Role.LIAISON}@demo.example"), at=timezone.now() - timedelta(hours=2))
    make_failed_task()
    admin = User.objects.get(email=f"{Role.ADMIN}@demo.example")
    for more in ("Gracias.", "Muchas gracias."):
        make_text_version("mail-invitation", by=admin, more=more)
    for who in (Role.ADMIN, Role.COORDINATOR):
        yield Visit("administration:mail-list", "/administracion/correos/", who)
        yield Visit("administration:state", "/administracion/", who)
        yield Visit("administration:text-list", "/administracion/textos/", who)
        yield Visit("administration:places", "/administracion/municipios/", who)
    for text in ("mail-invitation", "page-privacy", "notice-adjusted"):
        yield Visit("administration:text-edit", f"/administracion/textos/{text}/", Role.ADMIN)
        yield Visit("administration:text-versions", f"/administracion/textos/{text}/versiones/", Role.ADMIN)


def _citizens() -> Iterator[Visit]:
    """What people say, in its three states, and the pages behind the links of mails."""
    said = dict(Feedback.objects.values_list("state", "code"))
    assert set(said) == {"waiting", "answered", "declined"}
    for page in ("", "?estado=esperan", "?estado=no-publicadas&municipio=portal"):
        yield Visit("citizens:feedback-list", f"/opiniones/{page}")
    yield Visit("citizens:feedback-new", "/opiniones/nueva/?sobre=municipality:envigado")
    for code in said.values():
        yield Visit("citizens:feedback-detail", f"/opiniones/{code}/")
        yield Visit("citizens:feedback-attend", f"/opiniones/atender/{code}/", Role.COORDINATOR)
    for page in ("", "?estado=respondidas"):
        yield Visit("citizens:feedback-queue", f"/opiniones/atender/{page}", Role.LIAISON)
    yield Visit("citizens:report-new", "/reportar/?en=/municipios/envigado/")
    report = make_report(User.objects.get(email=f"{Role.LIAISON}@demo.example"), at=timezone.now())
    for who in (NOBODY, Role.LIAISON):
        yield Visit("citizens:report-detail", report.get_absolute_url(), who)
    yield Visit("citizens:report-queue", "/reportes/", Role.ADMIN)
    yield Visit("citizens:report-answer", reverse("citizens:report-answer", args=[report.code]), Role.ADMIN)
    yield Visit("notices:follow", "/seguir/?sobre=municipality:envigado")
    yield Visit("notices:follow-sent", "/seguir/enviado/")
    token = make_question()
    yield Visit("notices:follow-confirm", f"/seguir/confirmar/{token}/", secret=token)
    yield Visit("notices:follow-leave", f"/seguir/salir/{token}/", secret=token)
    yield Visit("notices:follow-leave", "/seguir/salir/gastado/", status=410)


def _municipality() -> Iterator[Visit]:
    instrument = Round.objects.select_related("version").get(code="demo-2").version.parsed
    yield Visit("assessments:work-home", "/trabajo/", Role.ADVISOR)
    yield Visit("assessments:work-home", "/trabajo/", Role.APPROVER)
    yield Visit("assessments:work-home", "/trabajo/", Role.CONTRIBUTOR, lands_on="/diagnostico/demo-2/copacabana/")
    for round, who in (("demo-2", Role.LIAISON), ("demo-2", Role.APPROVER), ("demo-1", Role.LIAISON)):
        mine = (round, "copacabana")
        yield Visit("assessments:assessment-detail", _at("assessment-detail", *mine), who, holds_demo=True)
        yield Visit("assessments:facts-edit", _at("facts-edit", *mine), who, holds_demo=True)
        for indicator in _one_of_every_kind(instrument) if who == Role.LIAISON else instrument.indicators[:1]:
            path = _at("indicator-fill", *mine, indicator.code)
            yield Visit("assessments:indicator-fill", path, who, holds_demo=True)
    mine = ("demo-2", "copacabana")
    proven = Evidence.objects.filter(
        assessment__round__code="demo-2", assessment__municipality__slug="copacabana"
    ).first()
    question = next(q for q in instrument.questions if q.type == "multi" and q.evidence == "required")
    for who in (Role.LIAISON, Role.REVIEWER):
        yield Visit("assessments:evidence-list", _at("evidence-list", *mine), who, holds_demo=True)
        yield Visit("assessments:evidence-detail", _at("evidence-detail", *mine, proven.pk), who, holds_demo=True)
    yield Visit("assessments:evidence-add", _at("evidence-add", *mine, question.code), Role.LIAISON, holds_demo=True)
    yield Visit(
        "assessments:evidence-reuse", _at("evidence-reuse", *mine, question.code), Role.LIAISON, holds_demo=True
    )
    for route in ("team-work", "workbook", "questionnaire-print", "report-list"):
        for who in (Role.LIAISON, Role.APPROVER):
            yield Visit(route_of(route), _at(route, *mine), who, holds_demo=True)
    first, *_, last = forms_of(instrument)  # one that dimensions name, and a norm
    for form in (first, last):
        report = f"{_at('report-list', *mine)}?formulario={form}"
        yield Visit("exchange:report-list", report, Role.LIAISON, holds_demo=True)
    for path in (_at("question-fill", *mine, question.code), _at("question-fill", *mine, question.code) + "?tanda=1"):
        yield Visit("assessments:question-fill", path, Role.LIAISON, holds_demo=True)
    whole = _at("questionnaire-fill", "demo-2", "copacabana")
    yield Visit(
        "assessments:questionnaire-fill",
        f"{whole}?dimension={instrument.dimensions[0].code}",
        Role.LIAISON,
        holds_demo=True,
    )
    yield Visit(
        "assessments:assessment-submit", _at("assessment-submit", "demo-2", "copacabana"), Role.LIAISON, holds_demo=True
    )
    yield Visit(
        "assessments:assessment-detail", _at("assessment-detail", "demo-2", "medellin"), Role.LIAISON, status=404
    )
    yield Visit("results:board", "/tablero/", Role.LIAISON, status=403)


def _one_of_every_kind(instrument: Instrument) -> list[Indicator]:
    """The fewest first indicators that show every type of question, a «no aplica» and each demand of evidence."""
    chosen, seen = [], set()
    for indicator in instrument.indicators:
        kinds = {kind for q in indicator.questions for kind in (q.type, q.evidence, q.na_allowed, q.critical)}
        if kinds - seen:
            chosen.append(indicator)
            seen |= kinds
    return chosen


def _metropolitan() -> Iterator[Visit]:
    instrument = Round.objects.select_related("version").get(code="demo-2").version.parsed
    for query in ("", "?ver=mias"):
        yield Visit("review:review-list", f"/revision/{query}", Role.REVIEWER, holds_demo=True)
    for query in ("?ver=por-marcar", "?ver=con-duda&dimension=GOB"):
        path = f"{_at('review-detail', 'demo-2', 'medellin')}{query}"
        yield Visit("review:review-detail", path, Role.REVIEWER, holds_demo=True)
    for slug, who in (("medellin", Role.REVIEWER), ("bello", Role.COORDINATOR), ("itagui", Role.COORDINATOR)):
        if slug == "medellin":
            for indicator in _one_of_every_kind(instrument):
                path = _at("review-indicator", "demo-2", slug, indicator.code)
                yield Visit("review:review-indicator", path, who, holds_demo=True)
        yield Visit("review:review-detail", _at("review-detail", "demo-2", slug), who, holds_demo=True)
    closed = _at("review-indicator", "demo-2", "itagui", instrument.indicators[0].code)
    yield Visit("review:review-indicator", closed, Role.REVIEWER, holds_demo=True)
    yield Visit("results:board", "/tablero/", Role.COORDINATOR, holds_demo=True)
    yield Visit("results:board-round", "/tablero/demo-1/", Role.REVIEWER, holds_demo=True)
    yield Visit("results:board-round", "/tablero/demo-2/?capa=provisional", Role.COORDINATOR, holds_demo=True)
    yield from _board_views(instrument)
    yield Visit("results:round-publish", "/tablero/demo-2/publicar/", Role.COORDINATOR, holds_demo=True)


def _board_views(instrument: Instrument) -> Iterator[Visit]:
    who = Role.COORDINATOR
    for view in ("compare", "questions", "levels", "perception"):
        for round in ("demo-1", "demo-2"):
            yield Visit(f"results:board-{view}", _at(f"board-{view}", round), who, holds_demo=True)
    for question in {q.type: q for q in instrument.questions}.values():
        path = _at("board-question", "demo-1", question.code)
        yield Visit("results:board-question", path, who, holds_demo=True)
    yield Visit("results:board-evolution", "/tablero/evolucion/?ciclo=demo-1", who, holds_demo=True)
    for round, town, reader in (
        ("demo-1", "copacabana", Role.LIAISON), ("demo-1", "bello", Role.LIAISON), ("demo-2", "copacabana", Role.LIAISON),
        ("demo-2", "envigado", Role.REVIEWER),
    ):  # fmt: skip
        path = _at("assessment-results", round, town)
        yield Visit("results:assessment-results", path, reader, holds_demo=True)


def _signing() -> Iterator[Visit]:
    waiting = ("demo-2", "girardota")
    yield Visit("assessments:assessment-detail", _at("assessment-detail", *waiting), Role.APPROVER, holds_demo=True)
    yield Visit("review:sign", _at("sign", *waiting), Role.APPROVER, holds_demo=True)
    nothing_to_sign = _at("assessment-detail", "demo-2", "copacabana")
    yield Visit("review:sign", _at("sign", "demo-2", "copacabana"), Role.APPROVER, lands_on=nothing_to_sign)
    yield Visit("review:withdraw", _at("withdraw", *waiting), Role.APPROVER, holds_demo=True)


def _outcome() -> Iterator[Visit]:
    """What the review left: asked about, adjusted and open to a reply, published."""
    asked, adjusted, published = (("demo-2", "bello"), ("demo-2", "envigado"), ("demo-1", "copacabana"))
    for place in (asked, adjusted, published):
        yield Visit("assessments:assessment-detail", _at("assessment-detail", *place), Role.LIAISON, holds_demo=True)
        yield Visit("review:outcome", _at("outcome", *place), Role.LIAISON, holds_demo=True)
        question = _judged(*place, is_asked=place == asked)
        for route in ("outcome-answer", "answer-history"):
            yield Visit(route_of(route), _at(route, *place, question), Role.LIAISON, holds_demo=True)
    yield Visit("review:outcome", _at("outcome", *adjusted), Role.REVIEWER, holds_demo=True)
    yield Visit("review:reply-send", _at("reply-send", *adjusted), Role.LIAISON, holds_demo=True)


def _judged(round: str, municipality: str, *, is_asked: bool = False) -> str:
    """The first question of a diagnosis that the review adjusted, or asked about."""
    answers = Answer.objects.filter(
        assessment__round__code=round, assessment__municipality__slug=municipality, layer=Layer.SELF_ASSESSED
    )
    chosen = answers.filter(messages__is_request=True) if is_asked else answers.filter(review__is_adjusted=True)
    return chosen.order_by("question__position").values_list("question__code", flat=True)[0]


def _deciding() -> Iterator[Visit]:
    yield Visit("review:conflicts-declare", _at("conflicts-declare", "demo-2"), Role.REVIEWER, holds_demo=True)
    reviewed, contested = ("demo-2", "medellin"), ("demo-2", "la-estrella")
    yield Visit("review:review-detail", _at("review-detail", *contested), Role.COORDINATOR, holds_demo=True)
    for place, who in ((reviewed, Role.REVIEWER), (contested, Role.COORDINATOR)):
        yield Visit("review:case", _at("case", *place, _judged(*place)), who, holds_demo=True)
    # The demonstration's second reader left nothing unread.
    sample = SecondReview.objects.filter(
        answer__assessment__round__code=reviewed[0], answer__assessment__municipality__slug=reviewed[1]
    )
    sample.update(marked_at=None, marked_by=None)
    second = _at("second-reading", *reviewed)
    yield Visit("review:second-reading", second, Role.COORDINATOR, holds_demo=True)


def _coordination() -> Iterator[Visit]:
    who = Role.COORDINATOR
    yield from round_visits()
    target = f"municipio=copacabana&pregunta={_judged('demo-1', 'copacabana')}"
    for query in (target, "buscar=datos&municipio=copacabana"):
        yield Visit("results:errata", f"{_at('errata', 'demo-1')}?{query}", who, holds_demo=True)
    yield Visit("results:erratum-proposal", proposal().get_absolute_url(), who, holds_demo=True)
    for reader in (who, Role.ADMIN):
        yield Visit("administration:log-list", "/bitacora/", reader)


def _editions() -> Iterator[Visit]:
    writer = User.objects.get(email=f"{Role.COORDINATOR}@demo.example")
    version = InstrumentVersion.objects.get(rounds__code="demo-2")
    draft, at = editions.start(name="Edición siguiente", base=version, by=writer, at=timezone.now()), timezone.now()
    chosen = {question.type: question for question in version.parsed.questions}  # one of every type
    faulty = draft.part("question", chosen["multi"].code)
    fields = own_fields(faulty) | {"weight": "mucho"}
    seen = fingerprint(own_fields(faulty))
    editions.write_part(
        draft=draft, kind="question", code=faulty["code"], fields=fields, seen=seen, by=writer, at=at
    )  # fmt: skip
    sound = editions.start(name="Edición sana", base=version, by=writer, at=at)
    gone = version.parsed.questions[-1].code
    editions.remove_part(draft=sound, kind="question", code=gone, by=writer, at=at)
    blank = editions.start(name="En blanco", by=writer, at=at)
    who = Role.COORDINATOR
    yield Visit("instruments:edition-list", "/ediciones/", who)
    for one in (draft, sound, blank):
        for page in ("detail", "head", "rules", "preview", "publish"):
            yield Visit(route_of(f"draft-{page}"), _at(f"draft-{page}", one.pk), who)
    for question in chosen.values():
        yield Visit("instruments:draft-part", _at("draft-part", draft.pk, "pregunta", question.code), who)
    dimension = version.parsed.dimensions[0]
    for kind, code in (("dimension", dimension.code), ("indicador", dimension.indicators[0].code)):
        yield Visit("instruments:draft-part", _at("draft-part", draft.pk, kind, code), who)
    yield Visit("instruments:draft-add", _at("draft-add", draft.pk, "dimension"), who)
    yield Visit("instruments:draft-add", f"{_at('draft-add', draft.pk, 'indicador')}?en={dimension.code}", who)
    yield Visit("instruments:draft-remove", _at("draft-remove", draft.pk, "dimension", dimension.code), who)


def _team() -> Iterator[Visit]:
    town = Municipality.objects.get(slug="copacabana")
    _, token = make_invitation(Role.CONTRIBUTOR, town, at=timezone.now())
    member = Membership.objects.get(role=Role.CONTRIBUTOR)
    yield Visit("accounts:team-list", "/equipo/", Role.LIAISON)
    yield Visit("accounts:team-list", "/equipo/", Role.ADMIN)
    yield Visit("accounts:team-list", "/equipo/?q=nadie", Role.COORDINATOR)
    yield Visit("accounts:team-list", "/equipo/?estado=invitadas&orden=municipio", Role.COORDINATOR)
    yield from people_visits(member)
    yield Visit("accounts:team-list", f"/equipo/?entregar={town.slug}", Role.LIAISON)
    for who in (Role.LIAISON, Role.COORDINATOR):
        yield Visit("accounts:roster-upload", "/equipo/varias/", who)
        yield Visit("accounts:absent-list", "/equipo/sin-ingresar/?dias=0", who)
    yield Visit("accounts:membership-end", reverse("accounts:membership-end", args=[member.pk]), Role.LIAISON)
    path = reverse("accounts:invitation-accept", args=[token])
    yield Visit("accounts:invitation-accept", path, secret=token)
    yield Visit("accounts:invitation-accept", path, Role.LIAISON, secret=token)
    yield Visit("accounts:invitation-accept", reverse("accounts:invitation-accept", args=["gastado"]), status=410)
    yield Visit("accounts:profile", "/cuenta/", Role.CONTRIBUTOR)
    yield Visit("accounts:own-data", "/cuenta/mis-datos/", Role.CONTRIBUTOR)
    for who, words in ((Role.LIAISON, "plan"), (Role.COORDINATOR, "demostracion"), (Role.ADVISOR, "")):
        yield Visit("accounts:search", f"/buscar/?q={words}", who)
    yield Visit("accounts:token-list", "/cuenta/tokens/", Role.REVIEWER)
    yield Visit("mfa_index", "/cuenta/segundo-factor/", Role.CONTRIBUTOR)
    for role in (Role.LIAISON, Role.CONTRIBUTOR):
        person = User.objects.get(email=f"{role}@demo.example")
        make_notification(person, at=timezone.now(), title="Quedan 7 días hábiles", body="Faltan 12 respuestas.")
        make_notification(person, at=timezone.now(), title="Aviso leído", read_at=timezone.now())
        yield Visit("notices:notice-list", "/avisos/", role)
    yield Visit("notices:notice-list", "/avisos/", Role.ADVISOR)
    yield Visit("notices:notice-preferences", "/cuenta/avisos/", Role.CONTRIBUTOR)


def _account() -> Iterator[Visit]:
    person: User = make_user(password="otra clave larga de prueba")
    new = EmailAddress.objects.create(user=person, email="nuevo@alcaldia.example", verified=False)
    reset = [user_pk_to_url_str(person), default_token_generator.make_token(person)]
    for name in (
        "login",
        "signup",
        "inactive",
        "reset_password",
        "reset_password_done",
        "reset_password_from_key_done",
    ):
        yield Visit(f"account_{name}", reverse(f"account_{name}"))
    yield Visit("account_email_verification_sent", reverse("account_email_verification_sent"))
    yield Visit("account_reset_password_from_key", reverse("account_reset_password_from_key", args=["x", "0-gastado"]))
    yield Visit(
        "account_reset_password_from_key", reverse("account_reset_password_from_key", args=reset),
        lands_on=reverse("account_reset_password_from_key", args=[reset[0], "set-password"]),
    )  # fmt: skip
    key = EmailConfirmationHMAC(new).key
    yield Visit("account_confirm_email", reverse("account_confirm_email", args=[key]), secret=key)
    yield Visit("account_confirm_email", reverse("account_confirm_email", args=["gastado"]))
    for name in ("email", "change_password", "reauthenticate", "logout"):
        yield Visit(f"account_{name}", reverse(f"account_{name}"), Role.CONTRIBUTOR)


@cache
def route_of(name: str) -> str:
    """The full name of an address of the diagnosis, whichever of its apps serves it."""
    (found,) = [full for full in addresses() if full.endswith(f":{name}") and full.split(":")[0] in OF_THE_DIAGNOSIS]
    return found


def _at(name: str, *arguments: str | int) -> str:
    return reverse(route_of(name), args=arguments)
