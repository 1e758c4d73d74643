"""YAML of an agenda → validated parts. The first fault is refused with its line."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from cocreation.agendas.choices import (
    ANSWER_DAYS,
    FEWEST_ANSWER_DAYS,
    LONGEST_CHALLENGE,
    LONGEST_NAME,
    LONGEST_RULE,
    LONGEST_SUMMARY,
    MOST_ANSWER_DAYS,
    MOST_CHALLENGES,
    MOST_PLACES,
    MOST_RULES,
    RESERVED_CODES,
    StageCode,
    Tag,
    Theme,
)
from cocreation.ranking.places import MOST_MUNICIPALITIES, PLACES
from core.documents.fields import Fields, refuse, unique
from core.documents.nodes import Mapping, place_of
from core.documents.yaml_text import read_document
from territory.choices import place_code

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SENTENCES = ("summary", "decides", "decided_by", "decides_not")


@dataclass(frozen=True)
class StageFields:
    code: str
    opens: str  # AAAA-MM-DD, as closes
    closes: str


@dataclass(frozen=True)
class RuleFields:
    code: str
    text: str


@dataclass(frozen=True)
class ChallengeFields:
    code: str
    theme: str
    text: str
    municipalities: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class AgendaFile:
    """The content of a file; municipalities are DIVIPOLA codes. The four sentences are empty where the file has none."""

    code: str
    name: str
    municipalities: tuple[str, ...]
    places: int
    answer_days: int
    stages: tuple[StageFields, ...]
    moderation_rules: tuple[RuleFields, ...]
    challenges: tuple[ChallengeFields, ...]
    summary: str = ""
    decides: str = ""
    decided_by: str = ""
    decides_not: str = ""

    @property
    def sentences(self) -> dict[str, str]:
        """Those that the file has, by the names of their fields."""
        return {name: text for name in SENTENCES if (text := getattr(self, name))}

    @property
    def sha256(self) -> str:
        # Without the sentences that a file has not: files loaded before there were any keep their hash.
        said = {key: value for key, value in asdict(self).items() if key not in SENTENCES or value}
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_agenda(text: str, *, municipalities: set[str] | None) -> AgendaFile:
    """Return the agenda of a file; `municipalities`: the codes that the portal knows; None for a template, which may name others.

    Raises Refusal with the line.
    """
    root = Fields(read_document(text, "una agenda"), "el archivo")
    head = Fields(root.get("agenda"), "la agenda")
    own = _places(head, municipalities, "el portal no conoce el municipio")
    code = head.code()
    if code.casefold() in RESERVED_CODES:
        refuse(head.place("code"), f"el código {code} es una palabra de las direcciones del portal; use otro")
    agenda = AgendaFile(
        code=code,
        name=head.text("name", limit=LONGEST_NAME),
        municipalities=own,
        places=head.integer("places", PLACES, 1, MOST_PLACES),
        answer_days=head.integer("answer_days", ANSWER_DAYS, FEWEST_ANSWER_DAYS, MOST_ANSWER_DAYS),
        stages=_stages(root),
        moderation_rules=_rules(root),
        challenges=_challenges(root, set(own)),
        **{name: head.text(name, "", limit=LONGEST_SUMMARY) for name in SENTENCES},
    )
    head.done()
    root.done()
    return agenda


def _places(f: Fields, known: set[str] | None, unknown: str) -> tuple[str, ...]:
    """Return the codes under «municipalities», each once and, unless `known` is None, known."""
    texts = f.texts("municipalities")
    if not texts:
        refuse(f.place("municipalities"), f"«municipalities» está vacío en {f.what}")
    if len(texts) > MOST_MUNICIPALITIES:
        refuse(
            f.place("municipalities"),
            f"{f.what} nombra {len(texts)} municipios y se admiten hasta {MOST_MUNICIPALITIES}",
        )
    codes = texts if known is None else [place_code(text, known) for text in texts]
    for code in codes:
        if known is not None and code not in known:
            refuse(f.place("municipalities"), f"{unknown} «{code[:20]}»")
        if codes.count(code) > 1:
            refuse(f.place("municipalities"), f"el municipio {code} está dos veces en {f.what}")
    return tuple(codes)


def _stages(root: Fields) -> tuple[StageFields, ...]:
    stages: list[StageFields] = []
    order = list(StageCode.values)
    for node in root.items("stages", [], least=0):
        f = Fields(node, "una etapa")
        stage = StageFields(f.choice("code", order), _day(f, "opens"), _day(f, "closes"))
        f.done()
        if stage.closes < stage.opens:
            refuse(f.place("closes"), f"la etapa {stage.code} cierra antes de abrir")
        before = stages[-1] if stages else None
        if before and order.index(stage.code) <= order.index(before.code):
            refuse(f.place("code"), f"la etapa {stage.code} está repetida o va antes de {before.code}")
        if before and stage.opens < before.opens:
            refuse(f.place("opens"), f"la etapa {stage.code} abre antes que {before.code}")
        stages.append(stage)
    return tuple(stages)


def _day(f: Fields, key: str) -> str:
    text = f.text(key)
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    refuse(f.place(key), f"«{key}» debe ser un día, como 2027-02-01, y dice «{text[:20]}»")
    return ""


def _rules(root: Fields) -> tuple[RuleFields, ...]:
    nodes = root.items("moderation_rules", [], least=0)
    if len(nodes) > MOST_RULES:
        refuse(root.place("moderation_rules"), f"hay {len(nodes)} reglas de moderación y se admiten hasta {MOST_RULES}")
    rules = []
    for node in nodes:
        f = Fields(node, "una regla de moderación")
        rules.append(RuleFields(f.code(), f.text("text", limit=LONGEST_RULE)))
        f.done()
    _once(rules, nodes, "regla")
    return tuple(rules)


def _challenges(root: Fields, municipalities: set[str]) -> tuple[ChallengeFields, ...]:
    nodes = root.items("challenges", [], least=0)
    if len(nodes) > MOST_CHALLENGES:
        refuse(root.place("challenges"), f"hay {len(nodes)} retos y se admiten hasta {MOST_CHALLENGES}")
    challenges = []
    for node in nodes:
        f = Fields(node, "un reto")
        code = f.code()
        f.what = f"el reto {code}"
        tags = f.texts("tags", [])
        if unknown := [tag for tag in tags if tag not in Tag.values]:
            refuse(f.place("tags"), f"no se conoce la etiqueta «{unknown[0][:30]}»; son {', '.join(Tag.values)}")
        challenge = ChallengeFields(
            code=code,
            theme=f.choice("theme", list(Theme.values)),
            text=f.text("text", limit=LONGEST_CHALLENGE),
            municipalities=_places(f, municipalities, "no es de la agenda el municipio"),
            tags=tuple(dict.fromkeys(tags)),
        )
        f.done()
        challenges.append(challenge)
    _once(challenges, nodes, "reto")
    return tuple(challenges)


def _once(parts: list[Any], nodes: list[Any], what: str) -> None:
    """Refuse a repeated code, and codes that only capitals tell apart."""
    places = [node.places["code"] if isinstance(node, Mapping) else place_of(node) for node in nodes]
    unique(list(zip([part.code for part in parts], places, strict=True)), what)
