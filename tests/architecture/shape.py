"""Shape of the code: a mirror, not a gate. `python -m tests.architecture.shape` prints it."""

import statistics
import tomllib
from pathlib import Path

from tests.architecture.tree import APPS, ARITHMETIC, PACKAGES, ROOT, files_of, functions, line_count, python_files


def _ninth_of_ten(values: list[int]) -> int:
    return sorted(values)[int(0.9 * (len(values) - 1))]


def _code_lines(paths: list[Path]) -> int:
    return sum(bool(line.strip()) for path in paths for line in path.read_text(encoding="utf-8").splitlines())


def report() -> list[tuple[str, str, str]]:
    """Rows of (what, here, what the best codebases of the field have)."""
    code = [path for path in python_files(under=PACKAGES) if line_count(path) > 1]
    files = [line_count(path) for path in code]
    lengths = [lines for path in code for _name, lines in functions(path)]
    ratio = _code_lines(python_files(under=["tests"])) / _code_lines(code)
    whole = sum(files)
    apps = {app: sum(map(line_count, files_of(app))) for app in [*APPS, *ARITHMETIC]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        ("Python files / lines of the apps", f"{len(files)} / {sum(files)}", "–"),
        ("median file", f"{statistics.median(files):.0f} lines", "40–75"),
        ("nine in ten files", f"≤ {_ninth_of_ten(files)} lines", "< 250"),
        ("longest file", f"{max(files)} lines", "≤ 400"),
        ("median function", f"{statistics.median(lengths):.0f} lines", "5–10"),
        ("nine in ten functions", f"≤ {_ninth_of_ten(lengths)} lines", "< 30"),
        ("longest function", f"{max(lengths)} lines", "≤ 60"),
        ("tests : code", f"{ratio:.2f}", "1.0–2.0"),
        ("runtime dependencies", f"{len(project['dependencies'])}", "≤ 25"),
        *((app, f"{lines} lines, {lines / whole:.0%}", "≤ 25 %") for app, lines in apps.items()),
    ]


if __name__ == "__main__":
    for what, here, elsewhere in report():
        print(f"{what:<34} {here:>18}   ({elsewhere})")
