"""What a request may upload, whoever sends it."""

import pytest
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

KB = 1024


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where files go while they arrive; small ones too, so that they can be counted."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.EVIDENCE_MAX_BYTES = 300 * KB
    return tmp_path


@pytest.fixture
def sent():
    """A function that makes a request with files of these sizes."""
    requests = []

    def send(*sizes: int) -> HttpRequest:
        files = {f"file{place}": SimpleUploadedFile("a.bin", b"x" * size) for place, size in enumerate(sizes)}
        requests.append(RequestFactory().post("/", files))
        return requests[-1]

    yield send
    for request in requests:
        request.close()


def test_file_within_the_limit_arrives_whole(sent):
    request = sent(300 * KB)
    assert [file.size for file in request.FILES.values()] == [300 * KB]
    assert not hasattr(request, "upload_was_too_large")


def test_file_beyond_the_limit_is_dropped_and_the_form_is_told(sent):
    request = sent(400 * KB)
    assert not request.FILES
    assert request.upload_was_too_large


def test_files_of_a_request_are_counted_together(folder, sent):
    request = sent(200 * KB, 200 * KB)
    assert [file.size for file in request.FILES.values()] == [200 * KB]
    assert request.upload_was_too_large
    assert sum(place.stat().st_size for place in folder.iterdir()) <= 300 * KB + KB


def test_many_files_are_refused_before_they_are_kept(folder, sent, settings):
    request = sent(*[KB] * (settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1))
    with pytest.raises(TooManyFilesSent):
        request.FILES  # noqa: B018  read when it is asked for
    assert not list(folder.iterdir())
