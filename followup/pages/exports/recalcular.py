#!/usr/bin/env python3
"""Vuelve a calcular el valor y la luz de cada fila y los compara con los publicados: python3 recalcular.py indicador.json

Sin conexión y solo con Python. Termina con 0 si todo coincide. Las filas que suman un número que no se publica, por ser muy
pocos casos, se cuentan aparte. Los periodos se numeran seguidos: año × periodos por año + número.
"""

# fmt: off
import json
import sys
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from pathlib import Path

TIMES = {"cycle": 0, "quarter": 4, "half": 2, "year": 1}  # periodos por año; los ciclos van por su fecha de corte

def due(sheet, period):  # último día en que el valor de un periodo está a tiempo
    year, number = divmod(period - 1, sheet["times"])
    month = (number + 1) * 12 // sheet["times"]
    return date(year, month, monthrange(year, month)[1]) + timedelta(sheet["lag_days"])

def account(sheet, period, known, codes, targets):  # numerador y denominador (None si falta un periodo), y su meta
    own, times = targets.get(codes.get(period)), sheet["times"]
    year, number = divmod(period - 1, times) if times > 1 else ("", 0)
    whole = targets.get(str(year))  # la meta del año se compara con lo corrido desde enero
    if own is not None or whole is None or sheet["over_time"] == "último valor":
        return known[period], whole if own is None else own
    parts = [known.get(one) for one in range(period - number, period + 1)]
    return (None if None in parts else add(parts)), whole * Fraction(number + 1, times) if sheet["over_time"] == "suma" else whole

def add(pairs):
    if (None, None) in pairs:
        raise ArithmeticError("suma un número que no se publica")
    return sum(above for above, _ in pairs), None if pairs[0][1] is None else sum(below for _, below in pairs)

def judge(sheet, pair, target):  # filas 3 a 8 de la regla; el valor se redondea una vez, medio hacia arriba
    above, below = pair
    if below == 0:
        return None, "no_aplica"
    if above is None or (below or sheet["min_n"]) < sheet["min_n"] or (sheet["unit"] == "personas" and above in range(1, 5)):
        return None, "sin_dato_publicable"
    exact, scale = Fraction(above * sheet["factor"]) / (below or 1), 10 ** sheet["decimals"]
    value = Fraction(floor(abs(exact) * scale + Fraction(1, 2)), scale) * (1 if exact >= 0 else -1)
    if target is None:
        return value, "sin_meta"
    gain = value - target if sheet["direction"] == "up" else target - value
    return value, "verde" if gain >= 0 else "amarillo" if gain >= -Fraction(sheet["tolerance"]) else "rojo"

def light(sheet, known, codes, targets, at):
    if not known:
        return None, "sin_dato"
    pair, target = account(sheet, max(known), known, codes, targets)
    value, word = judge(sheet, pair or known[max(known)], target)
    is_late = sheet["times"] and at > due(sheet, max(known) + 1)
    return value, "vencido" if is_late else word if pair else "sin_dato"

def valley(sheet, places, codes, targets, at):
    seen = [period for known in places for period in known]
    if not seen:
        return None, "sin_dato"
    period, last = max(seen), (at.year + 1) * sheet["times"]
    while sheet["times"] and due(sheet, last) >= at:  # el último periodo cuyo plazo venció, o el que ya tienen todos
        last -= 1
    if last >= min(seen) and not (period > last and seen.count(period) == len(places)):
        period = last
    found = [account(sheet, period, known, codes, targets) for known in places if period in known]
    pairs = [pair for pair, _ in found if pair]
    counted = [pair for pair in pairs if pair[1] != 0]
    of = len(places) - len(pairs) + len(counted)
    value, word = judge(sheet, add(counted), found[0][1]) if counted else (None, "no_aplica")
    is_enough = not of or (counted and 100 * len(counted) >= sheet["min_coverage"] * of)
    return value, word if is_enough else "cobertura_insuficiente"

def number(text):
    return None if text is None else Fraction(text)

def read(sheet, row, at):  # de una fila: los valores por periodo, y el código de cada periodo
    days = [(date.fromisoformat(one["ends_on"]), one) for one in row["values"] if one["ends_on"] <= at]
    numbered = [(day.year * sheet["times"] + day.month * sheet["times"] // 12 or day.toordinal(), one) for day, one in days]
    pairs = {period: (number(one["numerator"]), number(one["denominator"])) for period, one in numbered}
    return pairs, {period: one["period"] for period, one in numbered}

def recompute(one, at):  # cada fila de un indicador con lo que se calculó, o None
    sheet, rows = one["sheet"] | {"times": TIMES[one["sheet"]["period"]]}, one["rows"]
    values = [(row, *read(sheet, row, at)) for row in rows]
    codes = {period: code for _, _, own in values for period, code in own.items()}
    for row, known, _ in values:
        targets = {target["period"]: number(target["target"]) for target in row["targets"]}
        # El valle suma los municipios; lo inventado no se suma con lo medido.
        ten = [of if other["is_demo"] == row["is_demo"] else {} for other, of, _ in values if other["municipality"] != "valle"]
        judged = (valley, ten) if row["municipality"] == "valle" else (light, known)
        try:
            yield row, judged[0](sheet, judged[1], codes, targets, date.fromisoformat(at))
        except ArithmeticError:
            yield row, None

def main(path):
    document, same, apart, wrong = json.loads(Path(path).read_text(encoding="utf-8")), 0, 0, []
    for row, found in (pair for one in document["indicators"] for pair in recompute(one, document["at"])):
        said = number(row["value"]), row["light"]
        same, apart = same + (found == said), apart + (found is None)
        if found not in (None, said):
            wrong.append(f"{row['indicator']} {row['municipality']}: publicado {said}, calculado {found}")
    end = "No coincide." if wrong else "Coincide con lo publicado."
    sys.stdout.write("\n".join([*wrong, f"Coinciden {same}, no coinciden {len(wrong)}, no se rehacen {apart}.", end, ""]))
    return 1 if wrong else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
