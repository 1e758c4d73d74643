"""Places that take no file, or not all of one: a folder under a file, a limit of this process, and small disks of their own."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

KB = 1024
ROOM = 64 * KB
# The first two are to be had everywhere; the others need the right to mount, as root in a container often has.
KINDS = ["under a file", "limited", "full", "read-only"]


@contextmanager
def disk(kind: str, folder: Path) -> Iterator[Path]:
    """Give a place that does not take a file of more than ROOM, with the error that the system really raises."""
    if kind == "under a file":
        (folder / "file").write_text("not a folder")
        yield folder / "file" / "private"
    elif kind == "limited":
        with process_limit(ROOM):
            yield folder
    else:
        with mounted(folder, read_only=kind == "read-only"):
            yield folder


@contextmanager
def process_limit(size: int) -> Iterator[None]:
    """No file of this process grows beyond that many bytes: half of it is written, then the system refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def mounted(folder: Path, *, read_only: bool) -> Iterator[None]:
    options = f"size={ROOM},mode=700" + (",ro" if read_only else "")
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no right to mount a disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True, timeout=20)
