"""The form of a text of the portal."""

from django import forms

from core.versioned_text.models import MOST_OF_A_BODY, MOST_OF_A_HEADING, MOST_OF_A_REASON
from core.versioned_text.registry import RegisteredText


class TextForm(forms.Form):
    """Heading, body and why; what is missing or too long is refused by the action, and nothing is cut here."""

    heading = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    body = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 18}))
    reason = forms.CharField(
        label="Por qué cambia", required=False, help_text="Una frase. Queda en la lista de versiones y en la bitácora.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, text: RegisteredText, **kwargs):
        super().__init__(*args, **kwargs)
        heading, body, reason = self.fields["heading"], self.fields["body"], self.fields["reason"]
        heading.label, body.label = text.heading_label, "Texto"
        for field, most in ((heading, MOST_OF_A_HEADING), (body, MOST_OF_A_BODY), (reason, MOST_OF_A_REASON)):
            field.is_needed_later = True  # drawn without «(opcional)»: the action asks for it
            field.widget.attrs["data-most"] = str(most)

    def see(self, version: int) -> None:
        """Let a refused form name the version that the page now shows."""
        self.data = self.data.copy()
        self.data["seen_version"] = str(version)
