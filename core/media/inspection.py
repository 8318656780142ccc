"""What a file really is, whatever its name says. Every upload passes here (core.media.services, the admin's forms).

The content decides the type. Pictures are decoded within a pixel limit and written anew, which removes EXIF, GPS and whatever
stood behind the picture; SVG and everything that a browser would run is refused; archives are read by their directory only.
"""

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from core.media.errors import FileRefusedError

MAX_IMAGE_BYTES = 10 * 1024 * 1024
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 5_000
SHRINK_TO = 2560
FORMATS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp"), "GIF": ("gif", "image/gif")}
OFFICE = {
    "docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
# How a film begins: a box "ftyp" in MP4, the header of Matroska with the document type "webm".
FILMS = {
    "mp4": (re.compile(rb".{4}ftyp", re.DOTALL), "video/mp4"),
    "webm": (re.compile(rb"\x1a\x45\xdf\xa3.{1,50}webm", re.DOTALL), "video/webm"),
}
# The EICAR test string, in two parts so that this file is not taken for it.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
ACTIVE = re.compile(rb"<\s*(script|html|svg|iframe|body|!doctype)|<\?php|#!/", re.IGNORECASE)
PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|OpenAction|AA)\b")
EDGE = re.compile(r"[^\w\u4e00-\u9fff.() -]+")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may come in: clean bytes, safe name, true type."""

    content: bytes
    name: str
    content_type: str


def safe_name(name: str, extension: str) -> str:
    """A file name without folders, control characters or a second extension."""
    stem = PurePosixPath(name.replace("\\", "/")).name.split(".")[0]
    stem = EDGE.sub("_", "".join(char for char in stem if char.isprintable())).strip(" ._")
    return f"{(stem or 'file')[:80]}.{extension}"


def read(file: UploadedFile, limit: int) -> bytes:
    """The bytes, refusing what is empty or too large before reading it."""
    if file.size == 0:
        raise FileRefusedError("这个文件是空的，换一个。")
    if file.size is None or file.size > limit:
        raise FileRefusedError(f"文件太大，不能超过 {limit // 1024 // 1024} MB。")
    file.seek(0)
    content = file.read(limit + 1)
    file.seek(0)
    if len(content) > limit:
        raise FileRefusedError(f"文件太大，不能超过 {limit // 1024 // 1024} MB。")
    if TEST_VIRUS in content:
        raise FileRefusedError("这个文件里有病毒特征，没有收。")
    return content


def inspect_image(file: UploadedFile) -> Inspected:
    """A picture, decoded and written anew without metadata. Raises FileRefusedError."""
    content = read(file, MAX_IMAGE_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
                return _written_anew(picture, file.name or "")
    except FileRefusedError:
        raise
    except Exception as error:
        raise FileRefusedError("打不开这张图片。请传 JPG、PNG、WebP 或 GIF。") from error


def _written_anew(picture: Image.Image, name: str) -> Inspected:
    width, height = picture.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise FileRefusedError("图片尺寸太大，请缩到 4000 万像素以内。")
    if getattr(picture, "n_frames", 1) > 1:
        picture.seek(0)
    extension, content_type = FORMATS[picture.format or "PNG"]
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SHRINK_TO, SHRINK_TO))
    clean = Image.new("RGB" if extension == "jpg" else "RGBA", upright.size)
    clean.paste(upright.convert(clean.mode))
    if extension == "gif":
        extension, content_type = "png", "image/png"
    target = io.BytesIO()
    clean.save(target, {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[extension], quality=88)
    return Inspected(target.getvalue(), safe_name(name, extension), content_type)


def inspect_pdf(content: bytes, name: str) -> Inspected:
    """A PDF that is one from its first to its last byte and runs nothing. Raises FileRefusedError."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise FileRefusedError("这不是完整的 PDF。")
    if PDF_ACTIVE.search(content) or ACTIVE.search(content[:4096]) or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefusedError("这份 PDF 里带有会运行的内容，请重新导出一份。")
    return Inspected(content, safe_name(name, "pdf"), "application/pdf")


def inspect_evidence(file: UploadedFile) -> Inspected:
    """A licence or certificate: a picture or a PDF."""
    content = read(file, MAX_FILE_BYTES)
    return inspect_pdf(content, file.name or "") if content.startswith(b"%PDF-") else inspect_image(file)


def inspect_document(file: UploadedFile) -> Inspected:
    """A document of the site: PDF, office file, text, table, archive or film. Raises FileRefusedError."""
    content = read(file, MAX_FILE_BYTES)
    extension = PurePosixPath(file.name or "").suffix.lower().lstrip(".")
    if extension == "pdf":
        return inspect_pdf(content, file.name or "")
    if extension in OFFICE or extension == "zip":
        return _inspect_archive(content, file.name or "", extension)
    if extension in {"txt", "csv"}:
        return _inspect_text(content, file.name or "", extension)
    if extension in FILMS:
        return _inspect_film(content, file.name or "", extension)
    raise FileRefusedError("只收 PDF、Word、Excel、PPT、TXT、CSV、ZIP 和视频（MP4、WebM）。")


def _inspect_archive(content: bytes, name: str, extension: str) -> Inspected:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise FileRefusedError("这个压缩包打不开。") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(1, len(content)):
        raise FileRefusedError("压缩包展开后太大。")
    if any(entry.filename.startswith("/") or ".." in entry.filename or "vbaProject" in entry.filename for entry in entries):
        raise FileRefusedError("压缩包里有不安全的路径或宏。")
    if extension == "zip":
        return Inspected(content, safe_name(name, "zip"), "application/zip")
    folder, content_type = OFFICE[extension]
    if not content.startswith(b"PK") or not any(entry.filename.startswith(folder) for entry in entries):
        raise FileRefusedError("文件内容和扩展名对不上。")
    return Inspected(content, safe_name(name, extension), content_type)


def _inspect_film(content: bytes, name: str, extension: str) -> Inspected:
    begins, marked = FILMS[extension]
    if not begins.match(content[:64]) or ACTIVE.search(content[:4096]):
        raise FileRefusedError("文件内容和扩展名对不上，请重新导出成 MP4 或 WebM。")
    return Inspected(content, safe_name(name, extension), marked)


def _inspect_text(content: bytes, name: str, extension: str) -> Inspected:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefusedError("文本请存成 UTF-8。") from error
    if "\x00" in text or ACTIVE.search(content):
        raise FileRefusedError("文本里有不能收的内容。")
    return Inspected(content, safe_name(name, extension), f"text/{'plain' if extension == 'txt' else 'csv'}")
