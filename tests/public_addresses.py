"""Every address that anybody may read, from the resolver, with arguments of a portal: a new one is never forgotten."""

import inspect
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from accounts.access import PUBLIC
from diagnostics.scoring.instrument import Instrument
from tests.factories.results import file_names

Samples = Mapping[str, Sequence]
# Arguments that mean the same whichever page takes them, for pages that show nothing of a diagnosis.
OF_ACCOUNTS: dict[str, Sequence] = {"token": ["x"], "key": ["x-y"], "uidb36": ["1"]}
# Pages of agendas show nothing of a diagnosis either; what they hide: cocreation/test_nothing_hidden.py and test_random_acts.py.
OF_AGENDAS: dict[str, Sequence] = {
    "number": ["1"], "name": ["nada"], "kind": ["ideas"],
    **{f"certificates:{name}": [{"code": "7KQ4-M2XD-9TRH5"}] for name in ("certificate", "pdf", "jwt")},  # of nobody
    **{f"{room}:course": [{"code": "C90"}] for room in ("training", "api")},
    **{f"followup:{name}": [{"code": "IND-90"}] for name in ("indicator", "indicator-data", "indicator-feed")},  # of nobody
    **{f"api:{name}": [{"code": "IND-90"}] for name in ("indicator", "indicator-values")},
    "commitments:of-item": [{"agenda": "AG-1", "code": "AC-01"}],
    **{f"{room}:commitment": [{"code": "CO-90"}] for room in ("followup", "api")},
    **{f"followup:commitment-{what}": [{"code": "CO-90"}] for what in ("feed", "dates")},
    "followup:commitment-file": [{"code": "CO-90", "name": "compromiso.json"}],
    **{f"{room}:practice": [{"code": "BP-90"}] for room in ("advisory", "api")},  # of nobody
    "advisory:practice-file": [{"code": "BP-90", "name": "practica.json"}],
    "evidence:file": [{"pk": 1}],  # of nobody
    "contributions:contribution": [{"code": "AG-1", "number": "ID-0001"}],
    "contributions:attachment": [{"code": "AG-1", "number": "ID-0001", "pk": 1}],
}  # fmt: skip
# What is asked for behind a question mark; a page that does not know it shows itself.
QUERIES = ("", "?formato=csv", "?formato=xlsx")


def public_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    """The name of each public address and of its arguments."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from public_names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            view = inspect.unwrap(entry.callback, stop=lambda f: hasattr(f, "_audience"))
            if getattr(view, "_audience", "") == PUBLIC:
                yield f"{namespace}{entry.name}", list(entry.pattern.regex.groupindex)


def samples_of(
    *, slugs: Sequence[str], rounds: Sequence[str], signatures: Sequence[str] = ("AAAA-BBBB",), edition: Instrument
) -> Samples:
    """The values of the arguments, by name; for some addresses, by their name, all their arguments together."""
    questions, themes = [q.code for q in edition.questions], [d.code for d in edition.dimensions]
    files = [(code, version, name) for code in rounds for version in (1, 2) for name in file_names(code, version)]
    return (
        OF_ACCOUNTS
        | OF_AGENDAS
        | {
            "slug": slugs,
            "code": rounds,
            "dimension": themes,
            "divipola": ["05001"],
            "sha256": ["a" * 64],
            "api:instrument": [{"code": edition.code, "version": edition.version}],
            "api:question": [{"code": code, "question": question} for code in rounds for question in questions],
            "commitments:of-questions": [
                {"round": code, "divipola": "05001", "part": part}
                for code in rounds
                for part in [*themes, *questions[:2]]
            ],
            "instrument": [edition.code],
            "version": [edition.version],
            "learning:lesson-open": [{"course": "C01", "module": "1-uno", "lesson": "01-uno"}],
            "citizens:feedback-detail": [{"code": "AAAA-BBBB"}],
            "portal:help-manual": [{"manual": "enlace"}],
            "portal:help-topic": [{"topic": "responder"}],
            "portal:question": [{"code": code} for code in questions],
            "review:act-verify": [{"code": code} for code in signatures],
            "portal:data-file": [{"code": code, "version": version, "name": name} for code, version, name in files],
            "portal:data-newest": [{"code": code, "name": name} for code, version, name in files if version == 1],
        }
    )


def public_addresses(samples: Samples) -> list[str]:
    """All public addresses with every sample of their arguments; KeyError for an argument without one."""
    found = set()
    for name, arguments in public_names():
        together = (
            [dict(zip(arguments, chosen, strict=True)) for chosen in product(*(samples[a] for a in arguments))]
            if name not in samples
            else samples[name]
        )
        paths = [reverse(name, kwargs=kwargs) for kwargs in together]
        found |= {path + query for path in paths for query in (QUERIES if path.endswith("/") else [""])}
    compare = f"{reverse('portal:compare')}?{'&'.join(f'm={slug}' for slug in samples['slug'][:2])}"
    return sorted(found | {compare, *(f"{compare}&formato={format}" for format in ("csv", "xlsx"))})


def text_of(response: HttpResponse) -> str:
    """What an answer says, also inside a workbook or PDF, without tags."""
    body = b"".join(response)
    if body.startswith(b"\x89PNG"):
        return ""  # drawn from the same card as the widget, whose words are read
    if body.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b" ".join(book.read(part) for part in book.namelist())
    return re.sub("<[^>]*>", " ", body.decode(errors="replace"))  # a picture in an archive says nothing


def read_all(browser: Client, samples: Samples) -> dict[str, str]:
    """What everybody reads at every public address."""
    found = {}
    with override_settings(PUBLIC_RATE="100000/min"):  # nobody reads the whole portal in a minute
        for address in public_addresses(samples):
            response = browser.get(address)
            found[address] = text_of(response)
            response.close()
    return found
