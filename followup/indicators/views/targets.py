"""Setting targets and baselines."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.refusals import Stale
from core.web.edge import attempt, status_of
from followup.indicators.actions import targets as acts
from followup.indicators.forms.targets import TargetsForm
from followup.indicators.models import Indicator, IndicatorSheet
from followup.indicators.queries.periods import period_to_close
from followup.indicators.queries.sheets import sheet_of
from followup.indicators.queries.targets import counted_by_year, mark_of, periods_of_year, takes_targets, targets_of
from followup.indicators.queries.values import bounds_in_words, period_in_words
from followup.rules.periods import Every
from followup.rules.sheets import OverMunicipalities
from territory.models import Municipality


@require_safe
@requires(Permission.MANAGE_INDICATORS)
def target_list(request: HttpRequest) -> HttpResponse:
    """Of this year and the next: how many municipalities have a target. Rounds have theirs by the code of the round."""
    this = timezone.localdate().year
    years = [f"{this}", f"{this + 1}"]
    counts = counted_by_year(years)
    sheets = IndicatorSheet.objects.in_force().exclude(every=Every.CYCLE).order_by("code")
    rows = [(sheet, [(year, counts.get((sheet.code, year), 0)) for year in years]) for sheet in sheets]
    context = {"rows": rows, "years": years, "places": Municipality.objects.count()}
    return render(request, "followup/indicators/target_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_INDICATORS)
def target_edit(request: HttpRequest, code: str, period: str) -> HttpResponse:
    sheet, found = sheet_of(code), period_to_close(period)
    if sheet is None or found is None or not takes_targets(sheet, found.every):
        raise Http404
    places: list[Municipality | None] = list(Municipality.objects.in_river_order())
    if sheet.over_municipalities != OverMunicipalities.NONE:
        places.append(None)
    rows = list(targets_of(code, period))
    form = TargetsForm(request.POST if request.method == "POST" else None, places=places, rows=rows)
    done = None
    if form.is_bound and form.is_valid():
        said = {"indicator": Indicator.objects.get(code=code), "period": period, "aimed": form.aimed}
        seen = form.cleaned_data["seen"]
        done = attempt(form, acts.set_targets, by=request.user, at=timezone.now(), seen=seen, **said)
        if done:
            messages.success(request, "Las metas quedaron guardadas." if done.result else "No había nada que cambiar.")
            return redirect("indicators:target-edit", code, period)
        rows = list(targets_of(code, period))
        if isinstance(done.refusal, Stale):
            form.now_seen(mark_of(rows))
    context = {
        "sheet": sheet, "period": found, "period_words": period_in_words(found.rules), "form": form, "rows": rows,
        "bounds": bounds_in_words(sheet), "is_demo": any(row.is_demo for row in rows),
        "stale": rows if done is not None and not done else [],
        "others": [(one.code, period_in_words(one)) for one in periods_of_year(sheet, found.rules) if one.code != period],
    }  # fmt: skip
    return render(request, "followup/indicators/target_edit.html", context, status=status_of(done, form))
