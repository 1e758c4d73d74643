"""The reader of a course's folder: what it makes of a sound one, and every fault with its file and line."""

import io
import zipfile
from fractions import Fraction

import pytest

from core.refusals import Refusal
from tests.factories.course_folders import COURSE, LESSON, MODULE, PNG, QUIZ, SECOND, TASK, course_files, some_norms
from tests.steps import at_most
from training.courses.loaders.course import Reading, read_course, survey
from training.courses.loaders.folders import files_of_archive, files_of_folder
from training.courses.loaders.problems import CourseRefused, Problem
from training.courses.loaders.texts import check_articles
from training.grading import document
from training.grading.articles import articles_in

M = "1-responder/"
NOT_HIGH = "no tiene certeza «alta» en ninguna norma que cite"
OF_MODULE = f"{NOT_HIGH} alguna lección del módulo; nombre solo la norma."
FONDO, CLARO, TAREA, MODULO = f"{M}01-fondo.md", f"{M}02-claro.md", f"{M}task.md", f"{M}module.md"

WITH_VIDEO = SECOND.replace("minutes: 1", "minutes: 1\nvideo: https://v.example/1\ntranscript: t.txt")


def faults(texts: dict[str, str | None] | None = None, **more: bytes) -> list[str]:
    return [str(problem) for problem in survey(course_files(texts or {}) | more, some_norms()).problems]


def body(text: str) -> str:
    """A second lesson with another body, which begins in line 5."""
    return f"---\ntitle: Otra\nminutes: 1\n---\n{text}\n"


def test_a_sound_folder_is_the_content_of_a_version():
    found = read_course(course_files(), some_norms())
    course = document.parse(found.content)
    assert (course.code, course.version, course.hours, course.pass_mark) == ("C90", "1.0.0", 1, Fraction(7, 10))
    assert course.minutes == {"reading": 2, "quiz": 8, "task": 20, "live": 30}
    (module,) = course.modules
    assert (module.code, module.title, module.quiz_minutes) == ("1-responder", "Responder", 8)
    assert [lesson.code for lesson in module.lessons] == ["01-fondo", "02-claro"]
    first = module.lesson("01-fondo")
    assert (first.title, first.minutes, first.norms, first.questions) == (
        "Responder de fondo", 2, ("ley-1712-2014",), ("TRA-01",)
    )  # fmt: skip
    assert first.text.startswith("# Qué necesita")
    assert [question.code for question in module.quiz] == ["P1", "P2"]
    assert [len(row.levels) for row in module.assignment.rubric] == [3, 3, 3, 3]
    assert module.assignment.template == f"{M}respuesta.docx"
    assert sorted(found.content["files"]) == [f"{M}carta.png", f"{M}respuesta.docx"]


def test_windows_line_ends_and_a_mark_at_the_start_give_the_same_content():
    windows = {
        name: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n") if name.endswith((".md", ".gift")) else raw
        for name, raw in course_files().items()
    }
    assert read_course(windows, some_norms()).content == read_course(course_files(), some_norms()).content


FAULTS = {
    "no_course": ({"course.md": None}, "course.md, línea 1: falta este archivo, que dice qué curso es."),
    "dead_file": ({CLARO: body("Vea\n[esto](no-hay.pdf).")},
        f"{CLARO}, línea 6: el enlace «no-hay.pdf» está roto: no hay ese archivo en la carpeta del curso."),
    "dead_title": ({CLARO: body("Vea [esto](#no-hay).")},
        f"{CLARO}, línea 5: el enlace «#no-hay» no es de ningún título de este texto."),
    "dead_title_elsewhere": ({FONDO: LESSON.replace("#como-se-hace", "#como")},
        f"{FONDO}, línea 13: el enlace lleva al título «#como», que {CLARO} no tiene."),
    "dead_address": ({CLARO: body("Uno\n\nVea [esto](/no-hay-tal-pagina/).")},
        f"{CLARO}, línea 7: el enlace «/no-hay-tal-pagina/» no lleva a ninguna parte."),
    "no_host": ({CLARO: body("Vea [esto](https:///x).")}, f"{CLARO}, línea 5: el enlace «https:///x» no lleva a ninguna parte."),
    "script_link": ({CLARO: body("Vea [esto](javascript:alert(1)).")},
        f"{CLARO}, línea 5: el enlace «javascript:alert(1)» no se admite: debe empezar por https:, http: o mailto:."),
    "data_link": ({CLARO: body("- uno\n- [esto](data:text/html,x)")},
        f"{CLARO}, línea 6: el enlace «data:text/html,x» no se admite: debe empezar por https:, http: o mailto:."),
    "answers_link": ({CLARO: body("[ver](quiz.gift)")},
        f"{CLARO}, línea 5: el enlace «quiz.gift» lleva a un archivo que quien aprende no ve."),
    "raw_tag": ({CLARO: body("Hola <b>tú</b>")},
        f"{CLARO}, línea 5: no se admite HTML, y dice «<b>»; si es un ejemplo, escríbalo como código."),
    "raw_script": ({CLARO: body("Hola\n\n<script>\nalert(1)\n</script>")},
        f"{CLARO}, línea 7: no se admite HTML, y dice «<script> alert(1) </script>»; si es un ejemplo, escríbalo como código."),
    "huge_table": ({CLARO: body("Texto\n\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 90)},
        f"{CLARO}, línea 7: la tabla tiene 2 columnas y 91 filas; caben 8 y 60: use un archivo."),
    "foreign_image": ({CLARO: body("![algo](https://malo.example/x.png)")},
        f"{CLARO}, línea 5: la imagen «https://malo.example/x.png» no está en la carpeta del curso."),
    "silent_image": ({CLARO: body("Texto ![](carta.png)")},
        f"{CLARO}, línea 5: a la imagen «carta.png» le falta el texto que la describe."),
    "title_jump": ({CLARO: body("## Uno\n\n#### Dos")}, f"{CLARO}, línea 7: el título salta de ## a ####."),
    "empty_lesson": ({CLARO: body("")}, f"{CLARO}, línea 4: la lección está vacía."),
    "only_marks": ({CLARO: body("---\n\n* *")}, f"{CLARO}, línea 4: la lección está vacía."),
    "article": ({CLARO: body("Vea el artículo\n9.")},
        f"{CLARO}, línea 5: el artículo 9 {NOT_HIGH} la lección; nombre solo la norma."),
    "article_medium": ({FONDO: LESSON.replace("El artículo 9", "El **art. 13**")},
        f"{FONDO}, línea 9: el artículo 13 {NOT_HIGH} la lección; nombre solo la norma."),
    "article_of_title": ({FONDO: LESSON.replace("title: Responder", "title: El artículo 13, responder")},
        f"{FONDO}, línea 2: el artículo 13 {NOT_HIGH} la lección; nombre solo la norma."),
    "article_in_quiz": ({f"{M}quiz.gift": QUIZ.replace("¿Qué va", "Según el artículo décimo, ¿qué va")},
        f"{M}quiz.gift, línea 6: el artículo 10 {OF_MODULE}"),
    "article_in_task": ({TAREA: TASK + "Según el artículo 13.\n"},
        f"{TAREA}, línea 12: el artículo 13 {OF_MODULE}"),
    "article_in_course": ({"course.md": COURSE + "Vea los artículos 9 a 11.\n"},
        f"course.md, línea 13: el artículo 10 {NOT_HIGH} alguna lección del curso; nombre solo la norma."),
    "unknown_norm": ({FONDO: LESSON.replace("[ley-1712-2014]", "\n- ley-1712-2014\n- ley-9-1999")},
        f"{FONDO}, línea 6: no se conoce la norma «ley-9-1999»; están en data/norms.yaml."),
    "malformed_question": ({FONDO: LESSON.replace("[TRA-01]", "[la primera]")},
        f"{FONDO}, línea 5: «la primera» no es el código de una pregunta, como TRA-01."),
    "taken_code": ({"course.md": COURSE.replace("code: C90", "code: Preguntas")},
        "course.md, línea 2: «code» dice «Preguntas», que es la dirección de otra página: use otro código."),
    "hours": ({"course.md": COURSE.replace("hours: 1", "hours: 2")},
        "course.md, línea 5: dice 2 horas y los minutos suman 60; deben sumar de 108 a 132."),
    "hours_above": ({"course.md": COURSE.replace("live: 30", "live: 37")},
        "course.md, línea 5: dice 1 hora y los minutos suman 67; deben sumar de 54 a 66."),
    "reading": ({"course.md": COURSE.replace("reading: 2", "reading: 8").replace("live: 30", "live: 24")},
        "course.md, línea 6: «reading» dice 8 minutos; 37 palabras se leen en 1 (150 por minuto)."),
    "no_minutes": ({"course.md": COURSE.replace("minutes: {reading: 2, quiz: 8, task: 20, live: 30}\n", "")},
        "course.md, línea 2: falta «minutes»: de reading, quiz, task y live."),
    "unknown_minutes": ({"course.md": COURSE.replace("live: 30", "vivo: 30")},
        "course.md, línea 6: no se conoce la clave «vivo» en los minutos."),
    "module_twice": ({"course.md": COURSE.replace("- 1-responder", "- 1-responder\n- 1-responder/")},
        "course.md, línea 11: el módulo 1-responder está dos veces."),
    "module_missing": ({"course.md": COURSE.replace("- 1-responder", "- 1-responder\n- 2-publicar")},
        "course.md, línea 11: no existe el archivo 2-publicar/module.md."),
    "module_path": ({"course.md": COURSE.replace("- 1-responder", "- 1-responder\n- ../otro")},
        "course.md, línea 11: un módulo es el nombre de su carpeta: letras sin tilde, cifras y guiones."),
    "module_forgotten": ({"2-otro/module.md": MODULE}, "2-otro/module.md, línea 1: el módulo no está en «modules» de course.md."),
    "stray_file": ({f"{M}leccion.md": SECOND},
        f"{M}leccion.md, línea 1: nada usa este archivo; una lección se llama 01-….md y va en la carpeta de un módulo."),
    "no_lessons": ({FONDO: None, CLARO: None, MODULO: MODULE},
        f"{MODULO}, línea 1: el módulo no tiene lecciones; se llaman 01-….md, 02-….md."),
    "same_number": ({f"{M}02-otra.md": SECOND}, f"{M}02-otra.md, línea 1: hay otra lección con el número 2: 02-claro.md."),
    "no_quiz": ({f"{M}quiz.gift": None}, f"{MODULO}, línea 1: al módulo le falta su prueba, quiz.gift."),
    "empty_quiz": ({f"{M}quiz.gift": "// nada\n"}, f"{M}quiz.gift, línea 1: no hay ninguna pregunta."),
    "code_taken": ({f"{M}recall.gift": QUIZ.replace("¿Qué va", "¿Y qué va")},
        f"{M}recall.gift, línea 6: la pregunta P2 es otra en quiz.gift; use otro código."),
    "unknown_key": ({FONDO: LESSON.replace("minutes: 2", "minutes: 2\nautor: nadie")},
        f"{FONDO}, línea 4: no se conoce la clave «autor» en los datos de la lección."),
    "unknown_course_key": ({"course.md": COURSE.replace("hours: 1", "hours: 1\nprice: 0")},
        "course.md, línea 6: no se conoce la clave «price» en los datos del curso."),
    "no_title": ({MODULO: MODULE.replace("title: Responder", "title: ''")}, f"{MODULO}, línea 2: «title» está vacío."),
    "long_title": ({CLARO: SECOND.replace("Escribir claro", "a" * 201)},
        f"{CLARO}, línea 2: «title» tiene 201 letras; el máximo es 200."),
    "bad_code": ({"course.md": COURSE.replace("C90", "Curso noventa")},
        "course.md, línea 2: «code» dice «Curso noventa»; se esperaba letras sin tilde, cifras y guion, hasta 20."),
    "bad_version": ({"course.md": COURSE.replace("1.0.0", "1.0-beta")},
        "course.md, línea 4: «version» dice «1.0-beta»; se esperaba números con punto, como 1.0.0."),
    "bad_pass_mark": ({"course.md": COURSE.replace("hours: 1", "hours: 1\npass_mark: 170")},
        "course.md, línea 6: «pass_mark» no puede ser mayor que 100, y dice 170."),
    "video_alone": ({CLARO: SECOND.replace("minutes: 1", "minutes: 1\nvideo: https://v.example/1")},
        f"{CLARO}, línea 4: el video necesita su transcripción: «transcript» con el nombre del archivo."),
    "video_file": ({CLARO: SECOND.replace("minutes: 1", "minutes: 1\nvideo: https://v.example/1\ntranscript: no.txt")},
        f"{CLARO}, línea 5: no existe el archivo de texto «no.txt» en 1-responder."),
    "video_address": ({CLARO: WITH_VIDEO.replace("https", "http", 1), f"{M}t.txt": "Hola."},
        f"{CLARO}, línea 4: «video» debe ser una dirección https://, y dice «http://v.example/1»."),
    "video_broken_address": ({CLARO: WITH_VIDEO.replace("v.example", "[::1"), f"{M}t.txt": "Hola."},
        f"{CLARO}, línea 4: «video» debe ser una dirección https://, y dice «https://[::1/1»."),
    "transcript_empty": ({CLARO: WITH_VIDEO, f"{M}t.txt": "\n"},
        f"{M}t.txt, línea 1: la transcripción está vacía."),
    "no_template": ({TAREA: TASK.replace("respuesta.docx", "otra.docx")},
        f"{TAREA}, línea 3: no existe la plantilla «otra.docx» en 1-responder."),
    "three_criteria": ({TAREA: TASK.replace("- {criterion: Dice qué, levels: [No lo dice, A medias, Lo dice]}\n", "")},
        f"{TAREA}, línea 5: la rúbrica lleva 4 criterios y tiene 3."),
    "two_levels": ({TAREA: TASK.replace("[No, A medias, Sí]}\n---", "[No, Sí]}\n---")},
        f"{TAREA}, línea 9: un criterio lleva 3 niveles escritos y este tiene 2."),
    "no_rubric": ({TAREA: "---\ntitle: Algo\n---\nHaga algo.\n"}, f"{TAREA}, línea 2: falta «rubric» en los datos de la tarea."),
    "empty_task": ({TAREA: TASK.partition("Escriba")[0]}, f"{TAREA}, línea 10: la tarea está vacía: diga qué se entrega."),
    "no_front_matter": ({CLARO: "# Hola\n"},
        f"{CLARO}, línea 1: el archivo debe empezar con sus datos entre dos líneas de tres guiones (---)."),
    "broken_yaml": ({CLARO: "---\ntitle: a\nminutes: [1\n---\nHola\n"},
        f"{CLARO}, línea 4: el YAML está mal formado (did not find expected ',' or ']')."),
    "alias": ({CLARO: "---\ntitle: &a Hola\nminutes: *a\n---\nHola\n"},
        f"{CLARO}, línea 3: no se admiten referencias de YAML (& y *); escriba el texto completo."),
    "preparation": ({MODULO: MODULE.replace("quiz_minutes: 8", "in_preparation: true")},
        f"{MODULO}, línea 3: un módulo en preparación no lleva lecciones, prueba, tarea ni repaso."),
    "long_line": ({CLARO: body("a " * 3000)}, f"{CLARO}, línea 5: la línea tiene 6000 letras; el máximo es 4000."),
    "nul": ({CLARO: body("Hola\n\x00")}, f"{CLARO}, línea 6: hay un carácter que no es de un texto."),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_file_and_line(name: str):
    texts, said = FAULTS[name]
    assert said in faults(texts)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"x.html": b"<p>"}, "x.html, línea 1: no se admiten archivos «.html» en un curso."),
        ({"../x.md": b""}, "../x.md, línea 1: el nombre del archivo no sirve: use letras, cifras y guiones."),
        ({"/etc/x.md": b""}, "/etc/x.md, línea 1: el nombre del archivo no sirve: use letras, cifras y guiones."),
        ({"a\\b.md": b""}, "a\\b.md, línea 1: el nombre del archivo no sirve: use letras, cifras y guiones."),
        ({"foto.png": b"<svg>"}, "foto.png, línea 1: el archivo no es de verdad un «.png»."),
        ({"foto.png": PNG + b"x" * 2_000_000}, "foto.png, línea 1: el archivo pesa más de 2 MB."),
        ({"Course.md": b""}, "Course.md, línea 1: el nombre solo se diferencia por las mayúsculas de course.md."),
        ({FONDO: b"---\ntitle: A\xf1o\n---\n"}, f"{FONDO}, línea 2: el texto no está en UTF-8; guárdelo como UTF-8."),
        ({f"{n}.txt": b"" for n in range(401)}, "course.md, línea 1: la carpeta tiene 410 archivos; el máximo es 400."),
    ],
)
def test_files_that_are_no_part_of_a_course_are_told(files: dict[str, bytes], said: str):
    assert said in faults(**files)


def test_all_faults_are_told_in_order_not_only_the_first():
    wrong = {
        "course.md": COURSE.replace("hours: 1", "hours: 3"),
        FONDO: LESSON.replace("minutes: 2", "minutes: mucho").replace("questions:", "preguntas:"),
        TAREA: TASK.replace("title:", "titulo:"),
    }
    with pytest.raises(CourseRefused) as refusal:
        read_course(course_files(wrong), some_norms())
    lines = str(refusal.value).split("\n")
    assert [line.partition(":")[0] for line in lines] == [
        f"{FONDO}, línea 3", f"{FONDO}, línea 5", f"{TAREA}, línea 2", f"{TAREA}, línea 2", "course.md, línea 5",
    ]  # fmt: skip
    assert all(line.endswith(".") for line in lines)


def test_html_as_code_and_a_plain_autolink_are_no_faults():
    assert not faults(
        {CLARO: body("## Cómo se hace\n\nUse `<h1>` así:\n\n```html\n<script>\n```\n\n<https://www.example.org/>")}
    )


def test_the_articles_of_every_listed_norm_may_be_printed():
    text = LESSON.replace("[ley-1712-2014]", "[ley-1712-2014, ley-1757-2015]").replace(
        "artículo 9", "artículos 2, 9 y 11"
    )
    assert not faults({FONDO: text})


def test_a_video_with_its_transcript_is_read_and_its_words_count():
    lesson = SECOND.replace("minutes: 1", "minutes: 1\nvideo: https://v.example/1\ntranscript: guion.md")
    found = read_course(course_files({CLARO: lesson, f"{M}guion.md": "Buenos días.\n"}), some_norms())
    told = found.content["modules"][0]["lessons"][1]
    assert (told["video"], told["transcript"]) == ("https://v.example/1", "Buenos días.")
    assert len(found.content["modules"][0]["lessons"]) == 2


def test_a_course_in_preparation_needs_neither_lessons_nor_minutes():
    texts = {
        "course.md": "---\ncode: C05\ntitle: Participar\nversion: 0.1\nhours: 14\nmodules: [1-a, 2-b]\n---\n",
        "1-a/module.md": "---\ntitle: Uno\nin_preparation: true\n---\n",
        "2-b/module.md": "---\ntitle: Dos\nin_preparation: true\n---\n",
    }
    files = {name: text.encode() for name, text in texts.items()}
    course = document.parse(read_course(files, some_norms()).content)
    assert course.in_preparation
    assert [module.title for module in course.modules] == ["Uno", "Dos"]


def test_a_folder_on_disk_and_an_archive_are_read_alike(tmp_path):
    for name, raw in course_files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text("x")
    for top in ("", "curso/"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, raw in course_files().items():
                archive.writestr(top + name, raw)
            archive.writestr("__MACOSX/x", b"")
        assert files_of_archive(out.getvalue(), "curso.zip") == files_of_folder(str(tmp_path)) == course_files()


def test_an_archive_that_is_none_or_unpacks_to_too_much_is_refused():
    with pytest.raises(Refusal, match="está dañado"):
        files_of_archive(b"PK nada", "curso.zip")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("course.md", b"a" * 50_000_000)
    with pytest.raises(Refusal, match="un curso tiene hasta"):
        files_of_archive(out.getvalue(), "curso.zip")


def test_a_link_of_the_system_in_a_folder_is_refused(tmp_path):
    (tmp_path / "course.md").symlink_to("/etc/passwd")
    with pytest.raises(Refusal, match=r"course\.md, línea 1: es un enlace del sistema"):
        files_of_folder(str(tmp_path))


def test_the_hash_is_of_content_and_served_files():
    one = survey(course_files(), some_norms())
    assert isinstance(one, Reading)
    other = survey(course_files() | {f"{M}carta.png": PNG + b"1"}, some_norms())
    comment = survey(course_files({"course.md": COURSE.replace("hours: 1", "hours: 1  # una")}), some_norms())
    assert one.sha256 != other.sha256
    assert one.sha256 == comment.sha256


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("El artículo 9 y 3 días", ["9"]),
        ("los artículos 9, 11 y 23 de la ley", ["9", "11", "23"]),
        ("arts. 15 a 17 y 32", ["15-17", "32"]),
        ("el art. 2.1.1.2.2.2 del decreto", ["2.1.1.2.2.2"]),
        ("Artículo 1.º: objeto", ["1"]),
        ("artículo tercero", ["3"]),
        ("Este artículo habla de 9 cosas; la parte 3 del arte 4", []),
        ("articulo 5 sin tilde, ARTÍCULO 6", ["5", "6"]),
        ("artículos 48 al 59", ["48-59"]),
    ],
)
def test_articles_are_found_as_people_write_them(text: str, articles: list[str]):
    assert [one.article for one in articles_in(text)] == articles


def test_a_range_may_be_named_whole_or_when_each_of_it_may():
    for known, told in ([{"48-59"}, []], [{"48", "49"}, ["50"]], [set(map(str, range(48, 60))), []]):
        problems: list[Problem] = []
        check_articles([(1, "48-59")], known, file="x.md", where="la lección", problems=problems)
        assert [problem.message.split()[2] for problem in problems] == told


def test_a_folder_as_bad_as_can_be_made_costs_bounded_work():
    lesson = "---\ntitle: a\nminutes: 1\n---\n" + "art. 1 y " * 400 + "\n\n" + "[a](b) ![](c) <b> #x\n" * 450
    with at_most(12_000_000):
        found = survey(course_files({f"{M}{n:02}-x.md": lesson for n in range(3, 8)}), some_norms())
    told = str(CourseRefused(found.problems)).split("\n")
    assert told[500:] == [f"Y {len(found.problems) - 500} más."]
