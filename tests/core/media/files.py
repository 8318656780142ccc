"""Eighty bad files, made on the spot: polyglots, scripts in pictures, bombs, wrong names (W5)."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from core.media.inspection import TEST_VIRUS


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A small honest picture."""
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header claims a size; its data is tiny."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def archive(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return target.getvalue()


def pdf(extra: bytes = b"") -> bytes:
    """The skeleton of a PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog " + extra + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


SCRIPTS = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg-script": b"<svg><script>alert(1)</script></svg>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "html-upper": b"<HTML><BODY ONLOAD=alert(1)>",
    "php": b"<?php system($_GET['c']); ?>",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "js": b"alert(document.cookie)",
    "xml-xxe": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
    "exe": b"MZ\x90\x00" + b"\0" * 200,
    "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
    "random": bytes(range(256)) * 4,
    "empty": b"",
    "null": b"\0" * 512,
    "virus": TEST_VIRUS,
    "virus-in-png": picture() + TEST_VIRUS,
    "mvg": b"push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://127.0.0.1/x.jpg\"|ls \"-la)'\npop graphic-context",
    "ico": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0" + b"\0" * 64,
    "tiff": b"II*\0\x08\0\0\0\0\0" + b"\0" * 64,
    "webp-cut": picture("WEBP")[:20],
    "png-cut": picture()[:30],
    "jpg-cut": picture("JPEG", (400, 400))[:200],
    "gif-header": b"GIF89a<script>alert(1)</script>",
    "bmp": b"BM" + b"\0" * 100,
    "png-20000": png_of_size(20_000, 20_000),
    "png-65000": png_of_size(65_000, 65_000),
    "png-long": png_of_size(2_000_000, 1),
    "png-zero": png_of_size(0, 0),
    "pdf-in-image": pdf(),
    "zip": archive({"a.txt": b"a"}),
    "heif": b"\0\0\0\x18ftypheic" + b"\0" * 64,
}

# (name, content) that the picture door must refuse, under every picture name.
BAD_PICTURES = [(f"{name}.{extension}", content) for name, content in SCRIPTS.items() for extension in (("png",) if len(name) > 5 else ("jpg", "webp"))]

BAD_EVIDENCE = [
    ("script.pdf", pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
    ("launch.pdf", pdf(b"/AA<</O<</S/Launch/F(cmd.exe)>>>>")),
    ("attached.pdf", pdf(b"/Names<</EmbeddedFile 2 0 R>>")),
    ("html.pdf", b"%PDF-1.4\n<html><script>alert(1)</script>\n%%EOF"),
    ("cut.pdf", pdf()[:20]),
    ("zip.pdf", pdf() + archive({"a": b"a"}) + b"%%EOF"),
    ("late.pdf", b"<script>alert(1)</script>" + pdf()),
    ("licence.pdf.exe", b"MZ\x90\x00"),
    ("licence.svg", SCRIPTS["svg"]),
    ("licence.html", SCRIPTS["html"]),
]

BAD_DOCUMENTS = [
    ("bomb.zip", archive({"zeros": b"\0" * 60_000_000})),
    ("many.zip", archive({f"{n}": b"" for n in range(6_000)}, zipfile.ZIP_STORED)),
    ("escape.zip", archive({"../../etc/cron.d/x": b"x"})),
    ("root.zip", archive({"/etc/passwd": b"x"})),
    ("macro.docx", archive({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"})),
    ("fake.docx", archive({"xl/workbook.xml": b"<a/>"})),
    ("fake.xlsx", b"not an archive"),
    ("cut.zip", archive({"a": b"a"})[:-10]),
    ("page.txt", SCRIPTS["html"]),
    ("null.txt", b"a\0b"),
    ("latin.csv", "家政".encode("gbk")),
    ("page.html", SCRIPTS["html"]),
    ("picture.svg", SCRIPTS["svg"]),
    ("program.exe", SCRIPTS["exe"]),
    ("none", b"text"),
    ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 64),
    ("virus.txt", TEST_VIRUS),
    ("empty.pdf", b""),
]
