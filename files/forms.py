"""A form's field for one file, judged before anything is done with it."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from core.refusals import Refusal
from files.loaders.uploads import ACCEPTED_NAMES, Judged, judge

ACCEPTED_ENDINGS = ".pdf,.xlsx,.csv,.docx,.ods,.png,.jpg,.jpeg,image/*"


class JudgedFileField(forms.FileField):
    """An uploaded file, judged: `cleaned_data` holds a `Judged`."""

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
        try:
            return judge(
                file.read(), file.name, most_bytes=settings.EVIDENCE_MAX_BYTES, antivirus_at=settings.CLAMAV_SOCKET
            )
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None
