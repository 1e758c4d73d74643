"""Who takes part: an adult by an address, anybody by a printed card."""

from django import forms

from cocreation.contributions.choices import LONGEST_SIGNATURE, Texts
from core.forms import AddressField, ForPeople, OneLine
from core.receipts.forms import CodeField
from core.web.pages import known_page

ADULT, MINOR = "si", "no"
ONLY_BY_CARD = (
    "Si tiene menos de 18 años, participe con el código de una tarjeta: no pedimos su nombre, su correo ni una cuenta."
)

NO_FILES = "Si tiene menos de 18 años, envíe su texto sin archivos: no guardamos los de menores de edad."


def path_in_portal(typed: str) -> str:
    """Return the path of a page of the portal; "" for anything else."""
    page = known_page(typed)
    return "" if page == "/" else page


class AdultField(forms.ChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            label="¿Tiene 18 años o más?", choices=[(ADULT, "Sí"), (MINOR, "No")], widget=forms.RadioSelect,
            error_messages={"required": "Elija sí o no. No pedimos su fecha de nacimiento."}, **kwargs,
        )  # fmt: skip


class ConsentField(forms.BooleanField):
    def __init__(self, **kwargs):
        super().__init__(
            label="Leí el aviso de datos y autorizo usar mi correo para eso",
            error_messages={
                "required": "Sin su autorización no podemos usar su correo. Con una tarjeta no hace falta."
            },
            **kwargs,
        )


class SignatureField(OneLine):
    def __init__(self, **kwargs):
        super().__init__(
            label="Cómo quiere firmar", required=False, max_length=LONGEST_SIGNATURE,
            help_text="Un seudónimo o su nombre, como prefiera: es público. Vacío: sale sin firma.", **kwargs,
        )  # fmt: skip


class MailForm(ForPeople):
    """Asks for a code by mail."""

    adult = AdultField()
    email = AddressField(label="Su correo", help_text="Le llega un código. No se publica ni se muestra a nadie.")
    consent = ConsentField()

    def clean_adult(self) -> str:
        if self.cleaned_data["adult"] == MINOR:
            raise forms.ValidationError(ONLY_BY_CARD)
        return ADULT

    @property
    def is_minor(self) -> bool:
        return self.is_bound and self.data.get(self.add_prefix("adult")) == MINOR


class CardForm(forms.Form):
    card = CodeField(
        label="Código de la tarjeta",
        help_text="Está en el talón que usted guardó. No importan las mayúsculas ni los guiones.",
    )


class CodeForm(forms.Form):
    code = CodeField(label="Código del correo", help_text="Trece letras y números. Vale 24 horas.")


class ErasureForm(forms.Form):
    """What becomes of the texts of a person who takes their data out."""

    texts = forms.ChoiceField(
        label="¿Qué hacemos con lo que escribió?", choices=Texts.choices, widget=forms.RadioSelect,
        error_messages={"required": "Elija si sus textos se quedan sin firma o se retiran."},
    )  # fmt: skip
    everywhere = forms.BooleanField(label="También en las otras agendas de mi cuenta", required=False)
