"""Questions brought into a draft: a file, or its text."""

from django import forms

from core.forms import LongText
from training.courses.loaders import question_files
from training.courses.loaders.front_matter import text_of
from training.courses.loaders.gift import LARGEST
from training.courses.loaders.modules import QUIZ, RECALL
from training.courses.loaders.problems import CourseRefused, Problem

BANKS = [(QUIZ, "La prueba"), (RECALL, "El repaso")]
PASTED = "Texto pegado"


class QuestionsForm(forms.Form):
    """`found`: the questions with their category, once valid. A file with faults is put where it can be corrected."""

    bank = forms.ChoiceField(
        label="A dónde van", choices=BANKS, widget=forms.RadioSelect, initial=QUIZ,
        error_messages={"required": "Elija a dónde van."},
    )  # fmt: skip
    module = forms.ChoiceField(
        label="De qué módulo", required=False, error_messages={"invalid_choice": "Elija un módulo de la lista."}
    )
    file = forms.FileField(
        label="Archivo .gift o .txt", required=False, widget=forms.FileInput(attrs={"accept": ".gift,.txt"}),
        help_text="GIFT o Aiken, como los exporta Moodle. En UTF-8.",
        error_messages={"empty": "El archivo está vacío. Elija otro."},
    )  # fmt: skip
    text = LongText(
        label="O pegue aquí las preguntas", required=False, strip=False, max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true", "class": "mono"}),
        error_messages={"max_length": f"El texto tiene más de {LARGEST} letras. Repártalo en varias veces."},
    )  # fmt: skip

    def __init__(self, *args, modules: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.problems: list[Problem] = []
        self.found: list = []
        self.fields["module"].choices = [("", "El que diga su $CATEGORY"), *((name, name) for name in modules)]

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        name, text = PASTED, data.get("text", "").replace("\r\n", "\n")
        if data.get("file"):
            name = data["file"].name
            read = text_of(name, data["file"].read(), self.problems)
            if read is None:
                raise forms.ValidationError(str(self.problems.pop()))
            text = read
        if not text.strip():
            raise forms.ValidationError("Elija el archivo, o pegue las preguntas.")
        self.found, self.problems = question_files.read(name, text)
        if self.problems:
            self.data = self.data.copy()
            self.data["text"] = text  # the browser forgets the file
            refused = CourseRefused(self.problems)
            self.problems = refused.problems
            self.add_error("text", "No se agregó ninguna pregunta. Corrija este texto y mándelo otra vez.")
        return data
