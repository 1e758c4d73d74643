"""Folders on disk and archives as a mapping of paths to bytes, bounded before anything is kept."""

import io
import os
import zipfile
from pathlib import Path

from core.broken_zip import BROKEN_ZIP
from core.refusals import Refusal
from training.courses.choices import LARGEST_COURSE, LARGEST_FILE, MOST_FILES

_MOST_ENTRIES = 20_000  # documents within are archives of their own, whose entries are counted too
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack a whole block at once, however large
_OF_SYSTEMS = {"__MACOSX", "Thumbs.db", "desktop.ini"}


def files_of_folder(folder: str) -> dict[str, bytes]:
    """Return the files of a folder by their path in it; what systems leave there (.DS_Store, .git) is not of the course."""
    root = Path(folder)
    if not root.is_dir():
        raise Refusal(f"No existe la carpeta {folder}.")
    files: dict[str, bytes] = {}
    total = 0
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_of_system(name))
        for name in sorted(names):
            file = Path(place, name)
            if _is_of_system(name):
                continue
            if file.is_symlink() or not file.is_file():
                raise Refusal(f"{file.relative_to(root)}, línea 1: es un enlace del sistema, no un archivo.")
            total += file.stat().st_size
            if len(files) >= MOST_FILES or total > LARGEST_COURSE:
                raise Refusal(_too_much(root.name))
            files[file.relative_to(root).as_posix()] = file.read_bytes()
    return files


def files_of_archive(raw: bytes, name: str) -> dict[str, bytes]:
    """Return the files of a ZIP of a course's folder, whether the folder itself is in it or only what it holds."""
    files: dict[str, bytes] = {}
    total = 0
    if raw.count(b"PK\x01\x02") > _MOST_ENTRIES:  # before the library makes an object of each
        raise Refusal(_too_much(name))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if len(archive.infolist()) > 2 * MOST_FILES:
                raise Refusal(_too_much(name))
            for info in archive.infolist():
                if info.is_dir() or any(_is_of_system(part) for part in info.filename.split("/")):
                    continue
                if info.compress_type not in _PACKINGS:
                    raise Refusal(f"{name}: el ZIP está comprimido de otro modo. Hágalo con las opciones corrientes.")
                with archive.open(info) as source:
                    content = source.read(LARGEST_FILE + 1)  # what is there, not what the archive says
                total += len(content)
                if len(content) > LARGEST_FILE or total > LARGEST_COURSE or len(files) >= MOST_FILES:
                    raise Refusal(_too_much(name))
                if info.filename in files:
                    raise Refusal(f"{name}: el archivo {info.filename[:100]} está dos veces.")
                files[info.filename] = content
    except BROKEN_ZIP:
        raise Refusal(f"{name}: el archivo ZIP está dañado o no es un ZIP.") from None
    tops = {file.partition("/")[0] for file in files}
    if len(tops) == 1 and all("/" in file for file in files):
        files = {file.partition("/")[2]: content for file, content in files.items()}
    return files


def _is_of_system(name: str) -> bool:
    return (name.startswith(".") and name not in (".", "..")) or name in _OF_SYSTEMS


def _too_much(name: str) -> str:
    return (
        f"{name}: un curso tiene hasta {MOST_FILES} archivos de {LARGEST_FILE // 1_000_000} MB,"
        f" y {LARGEST_COURSE // 1_000_000} MB en todo."
    )
