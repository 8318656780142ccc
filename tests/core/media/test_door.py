"""The upload door (W5): bad files stay out, good ones come in without metadata, private ones go out only to whom they belong."""

import io
import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from core.access import ANONYMOUS, Actor
from core.encryption import UndecipherableError
from core.errors import Unauthenticated
from core.media.errors import FileRefusedError
from core.media.inspection import MAX_IMAGE_BYTES, inspect_document, inspect_evidence, inspect_image, safe_name
from core.media.services import receive_image, receive_private
from tests.core.media.files import BAD_DOCUMENTS, BAD_EVIDENCE, BAD_PICTURES, archive, pdf, picture
from tests.members.factories import make_user

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ALL_BAD = (
    [(inspect_image, *item) for item in BAD_PICTURES]
    + [(inspect_evidence, *item) for item in BAD_EVIDENCE]
    + [(inspect_document, *item) for item in BAD_DOCUMENTS]
)


@pytest.mark.parametrize(("inspect", "name", "content"), ALL_BAD, ids=[f"{item[0].__name__}-{item[1]}" for item in ALL_BAD])
def test_bad_file_is_refused_with_a_sentence(inspect, name: str, content: bytes) -> None:
    with pytest.raises(FileRefusedError) as refused:
        inspect(SimpleUploadedFile(name, content))
    assert refused.value.fields["file"][0].endswith("。")


def test_bad_files_are_at_least_sixty_and_cost_little_memory() -> None:
    assert len(ALL_BAD) >= 60
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for inspect, name, content in ALL_BAD:
        with pytest.raises(FileRefusedError):
            inspect(SimpleUploadedFile(name, content))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_too_large_is_refused_unread() -> None:
    with pytest.raises(FileRefusedError, match="10 MB"):
        inspect_image(SimpleUploadedFile("big.png", picture() + b"\0" * MAX_IMAGE_BYTES))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_good_pictures_come_in(kind: str) -> None:
    clean = inspect_image(SimpleUploadedFile("客厅.jpeg", picture(kind)))
    assert Image.open(io.BytesIO(clean.content)).size == (8, 8)
    assert clean.name.startswith("客厅.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", archive({"word/document.xml": b"<a/>"})),
        ("a.zip", archive({"a.txt": b"a"})),
        ("a.pdf", pdf()),
        ("a.csv", "区,价\n朝阳,50".encode()),
        ("a.txt", b"ok"),
    ],
)
def test_good_documents_come_in(name: str, content: bytes) -> None:
    assert inspect_document(SimpleUploadedFile(name, content)).content == content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_removed(kind: str) -> None:
    shot = Image.new("RGB", (40, 20), "teal")
    exif = shot.getexif()
    exif[Base.Make] = "有邻相机"
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (39.0, 54.0, 0.0)
    target = io.BytesIO()
    shot.save(target, kind, exif=exif)
    assert Image.open(io.BytesIO(target.getvalue())).getexif()
    clean = Image.open(io.BytesIO(inspect_image(SimpleUploadedFile("a.jpg", target.getvalue())).content))
    assert not clean.getexif()
    assert clean.size == (20, 40)


def test_what_stands_behind_a_picture_is_cut_off() -> None:
    clean = inspect_image(SimpleUploadedFile("a.png", picture() + b"<script>alert(1)</script>" + archive({"a": b"a"})))
    assert b"script" not in clean.content
    assert b"PK" not in clean.content


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Windows\\x.png", "x.png"),
        ("a.php.png", "a.png"),
        ("\x00\r\n.png", "file.png"),
        ("营业执照（副本）.png", "营业执照_副本.png"),
        ("a" * 300 + ".png", "a" * 80 + ".png"),
        ("", "file.png"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name, "png") == safe


@pytest.mark.django_db
def test_nobody_uploads() -> None:
    with pytest.raises(Unauthenticated):
        receive_image(SimpleUploadedFile("a.png", picture()), actor=ANONYMOUS, now=NOW)


@pytest.mark.django_db
def test_private_file_is_for_its_owner_only() -> None:
    owner, other = make_user(), make_user()
    actor = Actor(user_id=owner.pk, roles=frozenset({"visitor", "family"}))
    private = receive_private(SimpleUploadedFile("执照.pdf", pdf()), actor=actor, purpose="licence", now=NOW)
    client, stranger = Client(), Client()
    client.force_login(owner)
    stranger.force_login(other)
    got = client.get(f"/private/{private.pk}/")
    assert b"".join(got.streaming_content) == pdf()
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    missing = stranger.get("/private/00000000-0000-0000-0000-000000000000/")
    foreign = stranger.get(f"/private/{private.pk}/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
    assert Client().get(f"/private/{private.pk}/").status_code == 404


@pytest.mark.django_db
def test_a_private_file_lies_encrypted_and_survives_a_new_key(settings) -> None:
    actor = Actor(user_id=make_user().pk, roles=frozenset({"visitor", "family"}))
    private = receive_private(SimpleUploadedFile("执照.pdf", pdf()), actor=actor, purpose="licence", now=NOW)
    stored = Path(private.file.path).read_bytes()
    assert pdf()[:20] not in stored and b"%PDF" not in stored
    old, new = settings.FIELD_KEYS, "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktMDEyMzQ1Njc="
    settings.FIELD_KEYS = f"{new},{old}"
    with private.file.open("rb") as file:
        assert file.read() == pdf()
    settings.FIELD_KEYS = new
    with pytest.raises(UndecipherableError):
        private.file.storage.open(private.file.name)


@pytest.mark.django_db
def test_originals_and_paths_outside_are_not_served(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "original_images").mkdir()
    (tmp_path / "original_images" / "a.png").write_bytes(picture())
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(picture())
    client = Client()
    assert client.get("/media/images/a.png").status_code == 200
    for path in ("original_images/a.png", "images/../original_images/a.png", "images/missing.png", "images/", "images/%00", "images/..%2f..%2fetc/passwd"):
        assert client.get(f"/media/{path}").status_code == 404, path
