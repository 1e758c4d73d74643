"""Forms that say which version of a measurement was read."""

from django import forms


class SeenForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def now_seen(self, version: int) -> None:
        """Let the page, which shows that version now, be sent again with what was typed."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(version)
