"""Commitments, their milestones, and what they were born from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.models import Versioned
from followup.commitments.choices import (
    LONGEST_CODE,
    LONGEST_CONTACT,
    LONGEST_OFFICE,
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_MILESTONES,
    Ambition,
    Cadence,
    OriginKind,
)
from followup.evidence.models import FollowupEvidence
from followup.indicators.models import Indicator
from followup.rules import states


class CommitmentQuerySet(models.QuerySet):
    def with_parts(self) -> "CommitmentQuerySet":
        """Fetch what its state and its row in a list are made of: 5 queries, however many there are."""
        return self.select_related("municipality", "origin", "second_reading").prefetch_related(
            "municipalities", "milestones", "lowerings", "versions"
        )


class Commitment(Versioned):
    """A promise with dates. Never deleted. Its state is derived (followup.rules.states), never stored.

    `municipality`: who answers for it; None is the metropolitan area. `municipalities`: those it is about. `measure`: how much,
    in words. `original_end`: the end as it was promised first, which stays. `is_verifiable`, `ambition`: what the writer answered
    to the questions of quality. `loaded_at`: when a file brought it, with what had happened before. `version`: grows with each
    write; the versions of the promise are PromiseVersion.
    """

    code = models.CharField("código", max_length=LONGEST_CODE, unique=True)
    title = models.CharField("qué se promete", max_length=LONGEST_TITLE)
    what_changes = models.TextField("qué cambia", max_length=LONGEST_TEXT, blank=True)
    for_whom, measure = (models.CharField(label, max_length=300, blank=True) for label in ("para quién", "cuánto"))
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="quién responde", null=True, blank=True,
        related_name="commitments",
    )  # fmt: skip
    municipalities = models.ManyToManyField(
        "territory.Municipality", verbose_name="municipios", related_name="shared_commitments"
    )
    office = models.CharField("dependencia responsable", max_length=LONGEST_OFFICE)
    office_role = models.CharField("cargo", max_length=LONGEST_OFFICE, blank=True)
    contact = models.CharField("contacto público", max_length=LONGEST_CONTACT, blank=True)
    partners = models.CharField("quiénes acompañan", max_length=500, blank=True)
    budget_source = models.CharField("recursos", max_length=300, blank=True)
    secop_url = models.URLField("contrato en SECOP", max_length=500, blank=True)
    tags = models.JSONField("etiquetas de territorio inteligente", default=list)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name="indicador", null=True, blank=True, related_name="commitments"
    )
    start = models.DateField("empieza")
    end = models.DateField("termina")
    original_end = models.DateField("terminaba al prometerse")
    cadence = models.CharField("novedades", max_length=10, choices=Cadence, default=Cadence.QUARTERLY)
    is_verifiable = models.BooleanField("se puede comprobar", null=True, blank=True)
    ambition = models.CharField("va más allá de la rutina", max_length=12, choices=Ambition, blank=True)
    proposed_at = models.DateTimeField("propuesto")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField("aceptado", null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField("cargado desde un archivo", null=True, blank=True)
    is_demo = models.BooleanField("de demostración", default=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "compromiso"
        verbose_name_plural = "compromisos"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(title="") & ~Q(office=""), name="commitment_says_what_and_who"
            ),
            models.CheckConstraint(condition=Q(start__lte=F("end")), name="commitment_runs_forwards"),
            models.CheckConstraint(condition=Q(cadence__in=Cadence.values), name="commitment_cadence_is_known"),
            models.CheckConstraint(
                condition=Q(ambition__in=["", *Ambition.values]), name="commitment_ambition_is_known"
            ),
        ]
        indexes = [models.Index(fields=["end"], name="commitments_by_end")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("followup:commitment", args=[self.code])

    @property
    def display_name(self) -> str:
        return f"El compromiso {self.code}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.municipality.divipola if self.municipality else "", ""

    @property
    def changes(self) -> int:
        """How many times what was promised changed."""
        return max(0, len(self.versions.all()) - 1)

    @property
    def rules(self) -> states.Promise:
        """Return what the state is derived from; reads milestones, lowerings and the second reading."""
        reading = getattr(self, "second_reading", None)
        return states.Promise(
            start=self.start, end=self.end, original_end=self.original_end,
            milestones=[states.Milestone(one.due_on, one.done_on, one.number) for one in self.milestones.all()],
            accepted_on=self.accepted_on,
            closing=reading and states.Closing(reading.closed_on, states.Completion(reading.completion)),
            lowerings=[
                states.Lowering(states.State(one.to), one.since, one.lifted_on) for one in self.lowerings.all()
            ],
        )  # fmt: skip


class Milestone(models.Model):
    """A step with its date. `done_on`: the day its evidence was attached; None again once judged insufficient (`refusal`)."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, verbose_name="compromiso", related_name="milestones")
    number = models.PositiveSmallIntegerField("número")
    title = models.CharField("hito", max_length=LONGEST_TITLE)
    due_on = models.DateField("para cuándo")
    done_on = models.DateField("con evidencia desde", null=True, blank=True)
    refusal = models.CharField("por qué no basta la evidencia", max_length=LONGEST_REASON, blank=True)
    evidence = models.ManyToManyField(
        FollowupEvidence, verbose_name="evidencias", blank=True, related_name="milestones"
    )

    class Meta:
        verbose_name = "hito"
        verbose_name_plural = "hitos"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="milestone_number_once"),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_MILESTONES)), name="commitment_has_few_milestones"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="milestone_says_what"),
            models.CheckConstraint(condition=Q(done_on=None) | Q(refusal=""), name="milestone_refused_is_undone"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} hito {self.number}"


class Origin(models.Model):
    """What a commitment was born from, as it stood that day; its page is found by the key.

    Of a gap, `process` is the code of the round and `key` that of the question; of an agreed item, the code of the agenda and its
    own. `step`: of a gap, {"from", "to", "text", "points"} of the step that was promised, points as exact text.
    """

    commitment = models.OneToOneField(Commitment, models.PROTECT, verbose_name="compromiso", related_name="origin")
    kind = models.CharField("clase", max_length=15, choices=OriginKind)
    process = models.CharField("ciclo o agenda", max_length=80)
    key = models.CharField("pregunta o acuerdo", max_length=80)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )
    label = models.CharField("en palabras", max_length=500)
    step = models.JSONField("paso prometido", default=dict)

    class Meta:
        verbose_name = "origen de un compromiso"
        verbose_name_plural = "orígenes de compromisos"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OriginKind.values), name="origin_kind_is_known"),
            models.CheckConstraint(condition=~Q(process="") & ~Q(key=""), name="origin_is_found_again"),
            models.CheckConstraint(
                condition=~Q(kind=OriginKind.GAP) | Q(municipality__isnull=False), name="gap_has_its_municipality"
            ),
        ]
        indexes = [models.Index(fields=["kind", "process", "key"], name="commitments_of_an_origin")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.process}:{self.key}"
