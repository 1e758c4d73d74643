"""A version as its folder: the files that were loaded, with what was added to it since."""

import json
import re
from collections.abc import Mapping
from typing import Any

from training.courses.exports import gift

_VERSION = re.compile(r"^version:[^\n]*$", re.MULTILINE)


def in_step(files: Mapping[str, bytes], content: Mapping[str, Any], banks: Mapping[str, list[Any]]) -> dict[str, bytes]:
    """Return the files with the number and the questions of `content`; `banks`: what the question files hold now, by path.

    A file that says the same stays as it was typed.
    """
    found = dict(files)
    for module in content["modules"]:
        for name, questions in (("quiz.gift", module["quiz"]), ("recall.gift", module.get("recall") or [])):
            path = f"{module['code']}/{name}"
            if _plain(banks.get(path, [])) != _plain(questions):
                found[path] = gift.written(questions).encode()
    if "course.md" in found:
        head = found["course.md"].decode("utf-8-sig")
        said = _VERSION.search(head)
        number = content["version"]
        if said and said[0].partition("#")[0].split(":")[1].strip().strip("'\"") != number:
            found["course.md"] = _VERSION.sub(f"version: {number}", head, count=1).encode()
    return found


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
