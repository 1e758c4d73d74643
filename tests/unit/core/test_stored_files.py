"""Files of a storage: whole or not at all, read in pieces, listed as they lie."""

import hashlib
import os
from datetime import UTC, datetime

import pytest
from django.core.files.storage import FileSystemStorage

from core import stored_files
from core.stored_files import fingerprint, listed, put


@pytest.fixture
def storage(tmp_path) -> FileSystemStorage:
    return FileSystemStorage(location=tmp_path, file_permissions_mode=0o600, directory_permissions_mode=0o700)


def test_file_takes_the_name_it_was_given_and_takes_the_place_of_what_stood_there(storage, tmp_path):
    for content in (b"first", b"second"):
        put(storage, "a/b/file", content)
        assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == ["a/b/file"]
        assert (tmp_path / "a/b/file").read_bytes() == content
    assert (tmp_path / "a/b/file").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("step", ["_flush", "save"])
def test_what_fails_half_way_leaves_the_old_file_and_no_half(storage, tmp_path, monkeypatch, step):
    put(storage, "a/file", b"old")

    def full(*_) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stored_files if step == "_flush" else storage, step, full)
    with pytest.raises(OSError, match="No space"):
        put(storage, "a/file", b"new")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["file"]
    assert (tmp_path / "a/file").read_bytes() == b"old"


def test_fingerprint_is_that_of_the_bytes(storage):
    content = b"x" * 3_000_000
    put(storage, "file", content)
    assert fingerprint(storage, "file") == (hashlib.sha256(content).hexdigest(), 3_000_000)
    with pytest.raises(FileNotFoundError):
        fingerprint(storage, "other")


def test_files_are_listed_with_their_time_in_order(storage, tmp_path):
    assert list(listed(storage, "nowhere")) == []
    for name in ("b/2", "b/1", "a/3.0a1b2c3d.part", "top"):
        put(storage, name, b"x")
    os.utime(tmp_path / "b/1", (86_400, 86_400))
    found = list(listed(storage))
    assert [file.name for file in found] == ["top", "a/3.0a1b2c3d.part", "b/1", "b/2"]
    assert [file.name for file in found if file.is_half] == ["a/3.0a1b2c3d.part"]
    assert found[2].modified_at == datetime(1970, 1, 2, tzinfo=UTC)
    assert [file.name for file in listed(storage, "b")] == ["b/1", "b/2"]
