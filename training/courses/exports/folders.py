"""A version as its folder: the files that were loaded, with what was added to it since."""

import io
import json
import re
import zipfile
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
        numbered = with_number(head, content["version"])
        if numbered != head:
            found["course.md"] = numbered.encode()
    return found


def with_number(head: str, number: str) -> str:
    """Return the text of course.md with the number of another version; the same where it says it already, or says none."""
    said = _VERSION.search(head)
    if not said or said[0].partition("#")[0].split(":")[1].strip().strip("'\"") == number:
        return head
    return _VERSION.sub(f"version: {number}", head, count=1)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a ZIP: the same bytes for the same files, whatever the day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
