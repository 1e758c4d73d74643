"""News of a commitment, and the evidence of its milestones."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from core.web.edge import attempt, status_of
from core.web.upload_limit import limited_uploads, upload_problem
from followup.commitments.actions import milestones as milestone_acts
from followup.commitments.actions.news import tell_news
from followup.commitments.choices import Act, NewsKind
from followup.commitments.forms.acts import EvidenceForm, JudgeForm, NewsForm
from followup.commitments.models import Commitment, Milestone
from followup.commitments.presenters.standing import shown_of
from followup.commitments.queries.who import has_part, why_not
from followup.commitments.queries.work import EVERYBODY, evidence_of
from followup.commitments.views.shared import commitment_for, page_of
from followup.evidence.actions import evidence as evidence_acts
from followup.rules.states import State

REFUSE = "juzgar"
NOT_ENOUGH = "Qué falta en la evidencia"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EVERYBODY)
@limited_uploads
def news(request: HttpRequest, code: str) -> HttpResponse:
    row = commitment_for(request, code, Act.TELL)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewsForm(*posted, kinds=_kinds(row), upload_problem=upload_problem(request))
    done = None
    if form.is_bound and form.is_valid():
        said = {"kind": form.cleaned_data["kind"], "text": form.cleaned_data["text"], "contents": form.contents}
        done = attempt(form, tell_news, commitment=row, **said, by=request.user, at=timezone.now())
        if done:
            messages.success(request, "La novedad quedó publicada.")
            return redirect("commitments:work", row.code)
    context = page_of(request, row, Act.TELL, "Novedad", form=form)
    return render(request, "followup/commitments/news.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EVERYBODY)
@limited_uploads
def milestone(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Its evidence: put by the office; judged not to be enough by the metropolitan team (`op`)."""
    row = commitment_for(request, code, Act.PROVE, Act.JUDGE)
    found = next((one for one in row.milestones.all() if one.number == number), None)
    if found is None:
        raise Http404
    refuses = request.POST.get("op") == REFUSE
    posted = request.method == "POST"
    proof = EvidenceForm(
        *((request.POST, request.FILES) if posted and not refuses else ()), upload_problem=upload_problem(request)
    )
    mark = milestone_acts.mark_of(found)
    refusal = JudgeForm(
        request.POST if refuses else None, label=NOT_ENOUGH, hint="Lo lee quien responde, y se publica.",
        initial={"read": mark},
    )  # fmt: skip
    form, done = refusal if refuses else proof, None
    if form.is_bound and form.is_valid():
        who = {"commitment": row, "number": number, "by": request.user, "at": timezone.now()}
        if refuses:
            done = attempt(form, milestone_acts.refuse, **refusal.cleaned_data, **who)
        else:
            done = attempt(form, milestone_acts.prove, contents=proof.contents, **who)
        if done:
            said = "quedó sin evidencia suficiente" if refuses else "quedó hecho, con su evidencia"
            messages.success(request, f"El hito {number} {said}.")
            return redirect("commitments:work", row.code)
        if refuses:
            refusal.now_read(mark)
    context = page_of(request, row, Act.PROVE, f"Hito {number}", form=form, proof=proof, refusal=refusal, refuse=REFUSE)
    context |= {"milestone": found} | _offers(request, row, found)
    return render(request, "followup/commitments/milestone.html", context, status=status_of(done, form))


@require_POST
@requires(*EVERYBODY)
def evidence(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that a file in which the scan found personal data holds none: also after the closing."""
    row = commitment_for(request, code, Act.TELL, Act.JUDGE)
    found = next((one for one in evidence_of(row) if one.pk == pk), None)
    if found is None:
        raise Http404
    attempt(request, evidence_acts.declare_clean, evidence=found, by=request.user, at=timezone.now())
    messages.success(request, f"Quedó anotado que «{found.name}» no trae datos personales.")
    return redirect("commitments:work", row.code)


def _offers(request: HttpRequest, row: Commitment, found: Milestone) -> dict[str, bool]:
    today, is_done = timezone.localdate(), found.done_on is not None
    proves, judges = (
        has_part(request.user, act, row) and not why_not(request.user, act, row, today)
        for act in (Act.PROVE, Act.JUDGE)
    )
    return {"may_prove": proves and not is_done, "may_judge": judges and is_done}


def _kinds(row: Commitment) -> list[NewsKind]:
    """Return the kinds of news that fit its state, the likeliest first."""
    state = shown_of(row, timezone.localdate()).standing.state
    if state == State.NOT_FULFILLED:
        return [NewsKind.REASON, NewsKind.CORRECTION, NewsKind.NEWS]
    return [NewsKind.CORRECTION, NewsKind.NEWS] if state == State.AT_RISK else [NewsKind.NEWS, NewsKind.CORRECTION]
