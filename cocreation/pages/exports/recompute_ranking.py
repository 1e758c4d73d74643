#!/usr/bin/env python3
"""Vuelve a calcular el orden de los retos de una agenda y lo compara con el publicado.

Uso: python3 recompute_ranking.py resultado.json [ranking.csv]
Lee solo los conteos (cuántas personas dieron cada nota) y los municipios de cada reto. Termina con 0 si todo coincide
y con 1 si algo no coincide. No necesita nada fuera de la biblioteca estándar ni conexión.
"""

import csv
import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path

WEIGHTS = {"people": Fraction(30, 100), "urgency": Fraction(25, 100), "feasibility": Fraction(20, 100)}
SCOPE_WEIGHT = Fraction(25, 100)


def median(counts):
    """Mediana de una lista de cinco conteos: cuántos dieron 1, 2, 3, 4, 5. None sin votos."""
    marks = [mark for mark, number in enumerate(counts, start=1) for _ in range(number)]
    return Fraction(marks[(len(marks) - 1) // 2] + marks[len(marks) // 2], 2) if marks else None


def ranking(challenges):
    """Código → (puesto, puntaje exacto, puntaje con dos decimales); None donde falta una nota."""
    scores = {}
    for challenge in challenges:
        wide = len(challenge["municipalities"])
        medians = {name: median(challenge["votes"][name]) for name in WEIGHTS}
        if None not in medians.values():
            scope = 1 + Fraction(4 * (wide - 1), 9)
            score = SCOPE_WEIGHT * scope + sum(weight * medians[name] for name, weight in WEIGHTS.items())
            scores[challenge["code"]] = (score, wide)
    found = {challenge["code"]: (None, None, None) for challenge in challenges}
    for code, own in scores.items():
        cents = int(own[0] * 100 + Fraction(1, 2))  # medio hacia arriba, una sola vez, desde el valor exacto
        found[code] = (
            1 + sum(other > own for other in scores.values()),
            str(own[0]),
            f"{cents // 100}.{cents % 100:02}",
        )
    return found


def differences(found, published, is_whole=True):
    """Frases sobre lo que no coincide."""
    codes = [row["challenge"] for row in published]
    if sorted(codes) != sorted(found) if is_whole else not set(codes) <= set(found):
        yield f"los retos no son los mismos: {sorted(set(codes) ^ set(found))}"
    for row in published:
        said = (row["place"], row["score"], row["displayed"])
        if row["challenge"] in found and found[row["challenge"]] != said:
            yield f"{row['challenge']}: publicado {said}, calculado {found[row['challenge']]}"


def main(names):
    content = Path(names[0]).read_bytes()
    document = json.loads(content)
    found = ranking([one for one in document["challenges"] if one["municipalities"]])
    wrong = list(differences(found, document["ranking"]))
    for name in names[1:]:
        for row in csv.DictReader(Path(name).read_text(encoding="utf-8").splitlines()):
            place = int(row["place"]) if row["place"] else None
            same = {key: row[key] or None for key in ("challenge", "score", "displayed")}
            wrong += differences(found, [same | {"place": place}], is_whole=False)
    lines = [f"sha256 {hashlib.sha256(content).hexdigest()}"]
    for code in sorted(found, key=lambda code: (found[code][0] is None, found[code][0], code)):
        lines.append(" ".join(str(part or "-") for part in (found[code][0], code, *found[code][:0:-1])))
    lines.append(f"No coincide: {'; '.join(wrong)}" if wrong else "Coincide con lo publicado.")
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
