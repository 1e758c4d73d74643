"""Form fields for a link or an uploaded file, judged before anything is stored."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from core.web.edge import validated
from files.loaders.links import links_of, problem_of
from files.loaders.uploads import ACCEPTED_NAMES, Judged, anonymous, clean_name, judge
from files.loaders.uploads.budget import Budget
from files.loaders.uploads.kinds import BY_EXTENSION

ACCEPTED_ENDINGS = ",".join([*(f".{ending}" for ending in BY_EXTENSION), "image/*"])


class JudgedFileField(forms.FileField):
    """An uploaded file; `cleaned_data` holds a `Judged`."""

    def __init__(self, **kwargs):
        most = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        widget = forms.FileInput(attrs={"accept": ACCEPTED_ENDINGS})
        hint = f"{ACCEPTED_NAMES}, hasta {most} MB. Desde el teléfono puede tomar una foto."
        kwargs.setdefault(
            "error_messages", {"required": "Elija el archivo.", "empty": "El archivo está vacío. Elija otro."}
        )
        super().__init__(help_text=hint, widget=widget, max_length=None, **kwargs)

    def clean(self, data: UploadedFile | None, initial=None) -> Judged | None:
        file = super().clean(data, initial)
        if not file:
            return None
        limits = {"most_bytes": settings.EVIDENCE_MAX_BYTES, "antivirus_at": settings.CLAMAV_SOCKET}
        return validated(judge, file.read(), file.name, **limits)


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name) -> list[UploadedFile]:
        return files.getlist(name)


class JudgedFilesField(forms.FileField):
    """Up to `most` files of people, each once; `cleaned_data` holds a list of `Judged`, pictures without what a camera adds.

    They share one budget of work and time.
    """

    def __init__(self, *, most: int, hint: str = "", **kwargs):
        self.most = most
        size = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        accepted = f"Hasta {most}, y {size} MB entre todos: {ACCEPTED_NAMES}."
        widget = SeveralFilesInput(attrs={"accept": ACCEPTED_ENDINGS, "multiple": True})
        super().__init__(help_text=f"{accepted} {hint}".strip(), widget=widget, max_length=None, **kwargs)

    def clean(self, data: list[UploadedFile], initial=None) -> list[Judged]:
        if len(data) > self.most:
            raise forms.ValidationError(f"Elija como máximo {self.most} archivos: llegaron {len(data)}.")
        budget, found = Budget(), {}
        for file in data:
            one = anonymous(self._judged(file, budget))
            found.setdefault(one.sha256, one)
        return list(found.values())

    @staticmethod
    def _judged(file: UploadedFile, budget: Budget) -> Judged:
        limits = {"most_bytes": settings.EVIDENCE_MAX_BYTES, "antivirus_at": settings.CLAMAV_SOCKET, "budget": budget}
        try:
            return validated(judge, file.read(), file.name, **limits)
        except forms.ValidationError as refusal:
            raise forms.ValidationError([f"«{clean_name(file.name)}»: {said}" for said in refusal.messages]) from None


class LinkOrFileForm(forms.Form):
    """A link or a file; subclasses may add alternatives to `one_of`. `upload_problem`: why the file did not arrive, or ""."""

    url = forms.CharField(
        label="Dirección", required=False, max_length=1000, widget=forms.URLInput(attrs={"autocomplete": "off"})
    )
    file = JudgedFileField(label="O un archivo", required=False)
    one_of = ("url", "file")
    not_one = "Ponga una dirección o un archivo: uno de los dos."

    def __init__(self, *args, upload_problem: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.upload_problem = upload_problem

    def clean_url(self) -> str:
        links, wrong = links_of(self.cleaned_data["url"])
        if wrong:
            raise forms.ValidationError(f"«{wrong[0][:60]}» {problem_of(wrong[0])}.")
        if len(links) > 1:
            raise forms.ValidationError("Hay más de una dirección. Ponga una sola.")
        return links[0] if links else ""

    def clean(self) -> dict:
        data = super().clean()
        if self.upload_problem:
            self.add_error("file", self.upload_problem)
        if not self.errors and sum(bool(data.get(name)) for name in self.one_of) != 1:
            raise forms.ValidationError(self.not_one)
        return data

    @property
    def content(self) -> str | Judged:
        return self.cleaned_data["file"] or self.cleaned_data["url"]
