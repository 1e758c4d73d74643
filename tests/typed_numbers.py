"""The one table of numbers as people type them, tests/typed_numbers.json, which Python and the browser's script both read."""

import json
from pathlib import Path

TYPED: dict[str, list[list[str]]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
