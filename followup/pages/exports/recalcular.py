# fmt: off
"""Calcula otra vez el valor y la luz de cada fila y los compara con lo publicado: python3 recalcular.py indicador.json
Solo Python, sin conexión; termina con 0 si todo coincide. Lo que suma un número que no se publica se cuenta aparte."""
import json
import sys
from fractions import Fraction
from math import floor
from pathlib import Path


def number(text):
    return None if text is None else Fraction(text)
def add(pairs):
    if (None, None) in pairs:
        raise ArithmeticError("suma un número que no se publica")
    return sum(above for above, _ in pairs), None if pairs[0][1] is None else sum(below for _, below in pairs)
def account(sheet, period, known, values, targets):  # numerador y denominador (None si falta un periodo), y su meta
    own, in_year = targets.get(values[period]["period"]), sheet["periods_in_year"]
    whole = targets.get(str(period // in_year)) if in_year > 1 else None  # la del año se compara con lo corrido desde enero
    if own is not None or whole is None or sheet["over_time"] == "último valor":
        return known[period], whole if own is None else own
    parts = [known.get(one) for one in range(period - period % in_year, period + 1)]
    return (None if None in parts else add(parts)), whole * (Fraction(len(parts), in_year) if sheet["over_time"] == "suma" else 1)
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
def light(sheet, known, values, targets, at):
    if not known:
        return None, "sin_dato"
    last = max(known)
    pair, target = account(sheet, last, known, values, targets)
    value, word = judge(sheet, pair or known[last], target)
    return value, "vencido" if at > (values[last]["next_due_on"] or at) else word if pair else "sin_dato"
def valley(sheet, places, values, targets):
    seen, due = [period for known in places for period in known], sheet["last_due"]
    if not seen:
        return None, "sin_dato"
    period = max(seen)  # el último periodo cuyo plazo venció, o el que ya tienen todos
    if due is not None and due >= min(seen) and not (period > due and seen.count(period) == len(places)):
        period = due
    found = [account(sheet, period, known, values, targets) for known in places if period in known]
    counted = [pair for pair, _ in found if pair and pair[1] != 0]
    of = len(places) - sum(pair is not None and pair[1] == 0 for pair, _ in found)
    value, word = judge(sheet, add(counted), found[0][1]) if counted else (None, "no_aplica")
    is_enough = not of or (counted and 100 * len(counted) >= sheet["min_coverage"] * of)
    return value, word if is_enough else "cobertura_insuficiente"

def recompute(sheet, rows, at):  # cada fila con lo publicado y lo que se calculó, o None
    own = [{one["order"]: one for one in row["values"] if one["ends_on"] <= at} for row in rows]
    known = [{key: (number(one["numerator"]), number(one["denominator"])) for key, one in of.items()} for of in own]
    values = {key: one for of in own for key, one in of.items()}
    towns = [pair for pair in zip(rows, known, strict=True) if pair[0]["municipality"] != "valle"]
    for row, mine in zip(rows, known, strict=True):
        targets, total = {one["period"]: number(one["target"]) for one in row["targets"]}, row["municipality"] == "valle"
        ten = [of if one["is_demo"] == row["is_demo"] else {} for one, of in towns]
        try:
            found = valley(sheet, ten, values, targets) if total else light(sheet, mine, values, targets, at)
        except ArithmeticError:
            found = None
        yield row, (number(row["value"]), row["light"]), found
def main(path):
    document = json.loads(Path(path).read_text(encoding="utf-8"))
    rows = [row for one in document["indicators"] for row in recompute(one["sheet"], one["rows"], document["at"])]
    wrong = [(row, said, found) for row, said, found in rows if found not in (None, said)]
    for row, said, found in wrong:
        sys.stdout.write(f"{row['indicator']} {row['municipality']}: publicado {said}, calculado {found}\n")
    apart = sum(found is None for _, _, found in rows)
    sys.stdout.write(f"Coinciden {len(rows) - len(wrong) - apart}, no coinciden {len(wrong)}, no se rehacen {apart}.\n")
    return 1 if wrong else 0
if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 and Path(sys.argv[1]).is_file() else __doc__)
