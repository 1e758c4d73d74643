"""The pages of who moderates: what waits, one contribution with what may be done to it, and comments."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from cocreation.agendas.models import Agenda, ModerationRule
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.choices.moderation import FILES_JUDGED, Waits
from cocreation.contributions.forms import moderation as forms
from cocreation.contributions.models import Attachment, Comment, Contribution, ContributionVersion
from cocreation.contributions.queries.moderation import Key, Term, rows_of, waiting_versions
from cocreation.contributions.queries.versions import mark_of
from core import personal_data
from core.process.deadlines import deadline_words
from core.versioned_text.differences import Piece, word_differences

S = ContributionState
DECIDED_BY_YOU = "Usted decidió no publicarlo: la revisión la decide otra persona."
WRITTEN_BY_YOU = "Lo escribió usted: lo modera otra persona."
# What may be done to a contribution as it stands, in the order of the page.
OPERATIONS = {
    S.IN_MODERATION: ("publish", "decline", "transfer"),
    S.IN_APPEAL: ("decide",),
    S.PUBLISHED: ("letters", "take_down", "transfer"),
    S.UNDER_REVIEW: ("letters",),
    S.TAKEN_UP: ("letters",),
    S.NOT_TAKEN_UP: ("letters",),
}


@dataclass(frozen=True)
class Entry:
    """One line of the queue. `lock`: why the viewer may not decide it; "" if they may."""

    kind: Waits
    contribution: Contribution
    words: str
    term: str
    is_late: bool
    lock: str
    finds: list[str]
    url: str


def entries_of(keys: list[Key], viewer: User, today: date) -> list[Entry]:
    """Return the lines of some keys, in their order. A row that went meanwhile is left out."""
    rows = rows_of(keys)
    return [
        _entry(key, rows[key.kind, key.pk], viewer, today) for key in keys if (key.kind, key.pk) in rows
    ]  # fmt: skip


def _entry(key: Key, row: Any, viewer: User, today: date) -> Entry:
    contribution = row if isinstance(row, Contribution) else row.contribution
    author = row.participant if isinstance(row, Contribution | Comment) else contribution.participant
    term = Term(key.due_on)
    return Entry(
        kind=Waits(key.kind), contribution=contribution, words=row.text, term=deadline_words(term, today),
        is_late=term.is_overdue(today), lock=lock_of(contribution, author, viewer), url=_address(key, contribution),
        finds=finds_of(getattr(row, "title", ""), row.text, getattr(row, "signature", "")),
    )  # fmt: skip


def _address(key: Key, contribution: Contribution) -> str:
    if key.kind == Waits.COMMENT:
        return comments_of(contribution) + f"#c{key.pk}"
    return detail_of(contribution)


def detail_of(contribution: Contribution) -> str:
    return reverse("contributions:moderation-detail", args=[contribution.agenda.code, contribution.code]) + "#aporte"


def comments_of(contribution: Contribution) -> str:
    query = urlencode({"agenda": contribution.agenda.code, "aporte": contribution.code})
    return f"{reverse('contributions:moderation-comments')}?{query}"


def finds_of(*texts: str) -> list[str]:
    return personal_data.in_words(personal_data.scan("\n".join(texts)))


def lock_of(contribution: Contribution, author: Any, viewer: User) -> str:
    if author is not None and author.user_id == viewer.pk:
        return WRITTEN_BY_YOU
    if contribution.state == S.IN_APPEAL and contribution.decided_by_id == viewer.pk:
        return DECIDED_BY_YOU
    return ""


@dataclass(frozen=True)
class FilePanel:
    """One file, with the names of the operations on it and the form of the one that needs a reason."""

    file: Attachment
    form: forms.WithholdForm
    withhold: str
    show: str
    finds: list[str]


@dataclass
class Desk:
    """One contribution on the desk. `newest`: the text to judge. `version`: a later text that waits, `None` without."""

    contribution: Contribution
    viewer: User
    today: date
    data: Any = None
    forms: dict[str, BaseForm] = field(init=False)

    def __post_init__(self) -> None:
        row, self.operation = self.contribution, (self.data or {}).get("operation", "")
        self.agenda: Agenda = row.agenda
        self.rules = list(row.agenda.moderation_rules.all())
        self.newest = self._newest()
        self.version: ContributionVersion | None = waiting_versions().filter(contribution=row).first()
        self.lock = lock_of(row, row.participant, self.viewer)
        self.forms = {name: self._form(name) for name in (*OPERATIONS_FORMS, *VERSION_FORMS)}
        self.files = [self._file(one) for one in row.attachments.all()]

    def _file(self, file: Attachment) -> FilePanel:
        withhold, show = f"{WITHHOLD}{file.number}", f"{SHOW}{file.number}"
        self.forms[withhold] = forms.WithholdForm(self.data if self.operation == withhold else None, prefix=withhold)
        self.forms[show] = forms.NoForm(self.data if self.operation == show else None)
        return FilePanel(file, self.forms[withhold], withhold, show, personal_data.in_words(file.personal_data))

    def _newest(self) -> ContributionVersion:
        """The newest text that is neither declined nor replaced; the very contribution's where it has no versions."""
        row = self.contribution
        found = row.versions.filter(declined_at=None).order_by("-number").first()
        if found is None or row.state not in (S.IN_MODERATION, S.IN_APPEAL):
            return ContributionVersion(
                contribution=row, number=found.number if found else 0, title=row.title, text=row.text
            )
        return found

    def _form(self, name: str) -> BaseForm:
        data = self.data if self.operation == name else None
        made, initial = (OPERATIONS_FORMS | VERSION_FORMS)[name], {}
        if made is forms.RuleForm:
            return made(data, prefix=name, rules=self.rules)
        if made is forms.TransferForm:
            return made(data, prefix=name, today=self.today)
        if made is forms.LettersForm:
            initial = {"title": self.contribution.title, "text": self.contribution.text}
        return made(data, prefix=name, initial=initial)

    @property
    def allowed(self) -> tuple[str, ...]:
        """What the page offers now."""
        if self.lock:
            return ()
        offered = (*OPERATIONS.get(self.contribution.state, ()), *self._of_files)
        if self.version is None:
            return offered
        return (*VERSION_FORMS, *(name for name in offered if name != "letters"))

    @property
    def _of_files(self) -> tuple[str, ...]:
        if self.contribution.state not in FILES_JUDGED:
            return ()
        judged = (panel for panel in self.files if not panel.file.is_card)
        return tuple(panel.show if panel.file.withheld_at else panel.withhold for panel in judged)

    @property
    def mark(self) -> str:
        return mark_of(self.newest)

    @property
    def version_mark(self) -> str:
        return mark_of(self.version) if self.version else ""

    @property
    def bound(self) -> BaseForm | None:
        return self.forms.get(self.operation)

    @property
    def finds(self) -> list[str]:
        row = self.contribution
        return finds_of(self.newest.title, self.newest.text, row.signature, row.neighbourhood)

    @property
    def term(self) -> str:
        return deadline_words(self.contribution, self.today)

    @property
    def is_late(self) -> bool:
        return self.contribution.is_overdue(self.today)

    @property
    def version_finds(self) -> list[str]:
        return finds_of(self.version.title, self.version.text) if self.version else []

    @property
    def title_change(self) -> list[Piece]:
        return word_differences(self.contribution.title, self.version.title) if self.version else []

    @property
    def text_change(self) -> list[Piece]:
        return word_differences(self.contribution.text, self.version.text) if self.version else []

    @property
    def kept(self) -> list[tuple[str, str, str]]:
        """What was typed in a form that the page no longer shows: id, label and text."""
        if self.bound is None or self.operation in self.allowed:
            return []
        texts = ((name, one.label, self.bound[name].value()) for name, one in self.bound.fields.items())
        return [(name, label, text) for name, label, text in texts if name != "rule" and name != "granted" and text]


WITHHOLD, SHOW = "withhold-", "show-"  # operations on one file: with its number
OPERATIONS_FORMS: dict[str, type[BaseForm]] = {
    "publish": forms.NoForm, "decline": forms.RuleForm, "transfer": forms.TransferForm, "decide": forms.AppealForm,
    "letters": forms.LettersForm, "take_down": forms.RuleForm,
}  # fmt: skip
VERSION_FORMS: dict[str, type[BaseForm]] = {"approve": forms.NoForm, "decline_version": forms.RuleForm}


@dataclass(frozen=True)
class CommentPanel:
    """One comment of the list, with its form."""

    comment: Comment
    form: forms.RuleForm
    lock: str
    finds: list[str]
    term: str
    is_late: bool


def comment_panel(
    comment: Comment, rules: list[ModerationRule], viewer: User, term: Term, today: date, data: Any = None
) -> CommentPanel:
    who = comment.participant
    return CommentPanel(
        comment=comment, form=forms.RuleForm(data, prefix=f"c{comment.pk}", rules=rules),
        lock=WRITTEN_BY_YOU if who is not None and who.user_id == viewer.pk else "",
        finds=finds_of(comment.text, comment.signature), term=deadline_words(term, today), is_late=term.is_overdue(today),
    )  # fmt: skip
