"""Forms of notification preferences, and of subscriptions without an account."""

from django import forms

from core.forms import AddressField, ForPeople
from notices.choices import DeliveryMode, NotificationKind
from notices.queries.topics import Topic, kind_of
from territory.models import Municipality

VALLEY = "valle"


class PreferencesForm(forms.Form):
    """One choice per kind of notification, named like the kind. `deliveries`: the current ones."""

    def __init__(self, *args, deliveries: dict[NotificationKind, DeliveryMode], **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = list(deliveries)
        for kind, delivery in deliveries.items():
            self.fields[kind.name] = forms.ChoiceField(label=kind.label, choices=DeliveryMode.choices, initial=delivery)

    @property
    def wanted(self) -> dict[NotificationKind, DeliveryMode]:
        return {kind: DeliveryMode(self.cleaned_data[kind.name]) for kind in self.kinds}


class FollowForm(ForPeople):
    """A mail address and what it follows. `topic`: the one named in the URL; of some kinds it is followed alone."""

    places = forms.MultipleChoiceField(
        label="Qué quiere seguir", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Elija al menos un municipio, o todo el valle."},
    )  # fmt: skip
    email = AddressField(label="Su correo")

    def __init__(self, *args, topic: Topic | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.told_when = kind_of(topic.key).told_when if topic else ""
        self.topic = topic if self.told_when else None
        if self.topic:
            del self.fields["places"]
            return
        self.by_slug = {place.slug: place for place in Municipality.objects.in_river_order()}
        self.fields["places"].choices = [(VALLEY, "Todo el valle"), *((s, p.name) for s, p in self.by_slug.items())]
        self.initial["places"] = [topic.municipality.slug if topic and topic.municipality else VALLEY]

    @property
    def wanted(self) -> dict:
        """Arguments for the action, of a valid form."""
        if self.topic:
            return {"email": self.cleaned_data["email"], "topic": self.topic}
        chosen = self.cleaned_data["places"]
        return {
            "email": self.cleaned_data["email"],
            "whole_valley": VALLEY in chosen,
            "municipalities": [self.by_slug[slug] for slug in chosen if slug != VALLEY],
        }
