"""Drafts of courses: started, written text by text, added to, published."""

import re

from django import forms

from core.forms import LongText, OneLine
from training.courses.choices import COURSE_CODE, LONGEST_TITLE, MEDIA_TYPES, RESERVED_CODES, SOURCES
from training.courses.loaders.gift import LARGEST
from training.courses.loaders.modules import MODULE, QUIZ, RECALL, TASK
from training.courses.loaders.skeletons import LESSON
from training.courses.models import CourseVersion

FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
NUMBER = re.compile(r"(0|[1-9]\d{0,3})(\.(0|[1-9]\d{0,3})){0,2}")
KINDS = [
    (LESSON, "Una lección"), (MODULE, "Un módulo, con su primera lección y su prueba"), (TASK, "La tarea de un módulo"),
    (QUIZ, "La prueba de un módulo"), (RECALL, "El repaso de un módulo"),
]  # fmt: skip
_TITLED = (LESSON, MODULE, TASK)


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, version: CourseVersion) -> str:
        return f"{version.course.code} {version.version}, {version.title}"


class StartForm(forms.Form):
    base = VersionField(
        CourseVersion.objects.none(), label="A partir de", required=False, empty_label="Ninguna: un curso nuevo",
        error_messages={"invalid_choice": "Elija una versión de la lista."},
    )  # fmt: skip
    code = OneLine(
        label="Código del curso nuevo",
        required=False,
        max_length=20,
        help_text="Letras sin tilde, cifras y guion: C11.",
    )
    title = OneLine(label="Título del curso nuevo", required=False, max_length=LONGEST_TITLE)

    def __init__(self, *args, bases, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = bases

    def clean(self) -> dict:
        data = super().clean()
        if data.get("base") or self.errors:
            return data
        if not COURSE_CODE.fullmatch(data["code"]):
            self.add_error("code", "Escriba el código del curso nuevo: letras sin tilde, cifras y guion, hasta 20.")
        elif data["code"].casefold() in RESERVED_CODES:
            self.add_error("code", "Ese código es una palabra de las direcciones del portal. Escriba otro.")
        if not data["title"]:
            self.add_error("title", "Escriba el título del curso nuevo.")
        return data


class TextForm(forms.Form):
    """`seen`: the fingerprint of the text that the person saw."""

    text = LongText(
        label="Texto", strip=False, max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "true", "class": "mono"}),
        error_messages={
            "required": "Escriba el texto. Para quitar el archivo, vuelva al borrador y presione «Nombre o quitar».",
            "max_length": f"El texto tiene más de {LARGEST} letras. Repártalo en varios archivos.",
        },
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class AddForm(forms.Form):
    kind = forms.ChoiceField(
        label="Qué agrega", choices=KINDS, widget=forms.RadioSelect, initial=LESSON,
        error_messages={"required": "Elija qué agrega."},
    )  # fmt: skip
    module = forms.ChoiceField(
        label="En qué módulo", required=False, help_text="Un módulo nuevo va al final del curso.",
        error_messages={"invalid_choice": "Elija un módulo de la lista."},
    )  # fmt: skip
    title = OneLine(
        label="Título", required=False, max_length=LONGEST_TITLE, help_text="Para la prueba y el repaso no hace falta."
    )

    def __init__(self, *args, modules: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = [("", "Elija un módulo"), *((name, name) for name in modules)]

    def clean(self) -> dict:
        data = super().clean()
        kind = data.get("kind")
        if kind and kind != MODULE and not data.get("module") and "module" not in self.errors:
            self.add_error("module", "Elija en qué módulo va.")
        if kind in _TITLED and not data.get("title") and "title" not in self.errors:
            self.add_error("title", "Escriba el título.")
        return data


class FileForm(forms.Form):
    file = forms.FileField(
        label="Archivo", widget=forms.FileInput(attrs={"accept": ",".join((*SOURCES, *MEDIA_TYPES))}),
        help_text="Una plantilla, una imagen o un texto de la carpeta. Hasta 2 MB.",
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío. Elija otro."},
    )  # fmt: skip
    module = forms.ChoiceField(
        label="Dónde va", required=False, error_messages={"invalid_choice": "Elija un módulo de la lista."}
    )
    replaces = forms.BooleanField(label="Si ya hay uno con ese nombre, reemplazarlo", required=False)

    def __init__(self, *args, modules: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = [("", "Al lado de course.md"), *((name, name) for name in modules)]

    @property
    def name(self) -> str:
        """The path in the folder of the course."""
        own = self.cleaned_data["file"].name
        return f"{self.cleaned_data['module']}/{own}" if self.cleaned_data["module"] else own


class RenameForm(forms.Form):
    """Of module.md one writes the name of its folder; of any other file its own name, in the same folder."""

    new = OneLine(label="Nombre nuevo", max_length=100, error_messages={"required": "Escriba el nombre nuevo."})

    def __init__(self, *args, name: str, **kwargs):
        self.folder, _, self.own = name.rpartition("/")
        self.is_module = self.own == MODULE and bool(self.folder)
        super().__init__(*args, initial={"new": self.folder if self.is_module else self.own}, **kwargs)
        if self.is_module:
            self.fields["new"].help_text = "La carpeta del módulo: es su código, y va en la dirección de sus lecciones."

    def clean_new(self) -> str:
        new = self.cleaned_data["new"]
        if self.is_module and not FOLDER.fullmatch(new):
            raise forms.ValidationError("Use letras sin tilde, cifras, guiones y rayas, sin espacios.")
        if "/" in new:
            raise forms.ValidationError("Escriba solo el nombre, sin barras.")
        return new

    @property
    def path(self) -> str:
        new = self.cleaned_data["new"]
        if self.is_module:
            return f"{new}/{MODULE}"
        return f"{self.folder}/{new}" if self.folder else new


class PublishForm(forms.Form):
    number = OneLine(
        label="Número de la versión", max_length=14, help_text="Mayor que el de la publicada: 1.1.0.",
        error_messages={"required": "Escriba el número de la versión."},
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean_number(self) -> str:
        if not NUMBER.fullmatch(self.cleaned_data["number"]):
            raise forms.ValidationError("Escriba números con punto, como 1.1.0.")
        return self.cleaned_data["number"]
