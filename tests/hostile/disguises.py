"""Locked documents, and files of other kinds that are called PDF."""

from __future__ import annotations

import gzip
import zipfile
from functools import partial
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING
from unittest.mock import patch

from PIL import Image
from pypdf import PdfWriter

from tests.hostile.cases import Cases, Fate
from tests.hostile.writer import pdf_of
from tests.reading import SHEET

if TYPE_CHECKING:
    from tests.hostile.sheet import Sheet

DISGUISES = Cases()
case, add = DISGUISES.case, DISGUISES.add

_REFUSED, _READ, _EITHER = Fate.REFUSED, Fate.READ, Fate.EITHER


def _locked(sheet: Sheet, algorithm: str, password: str) -> bytes:
    """Return the sheet encrypted; with an empty user password every viewer opens it unasked."""
    writer = PdfWriter(clone_from=BytesIO(pdf_of(sheet.whole(), compress=True).write()))
    with patch("secrets.token_bytes", Random(11).randbytes):  # noqa: S311 - the same file each time
        writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)  # noqa: S106 - a test's
        target = BytesIO()
        writer.write(target)
    return target.getvalue()


for _algorithm in ("AES-256", "RC4-40", "RC4-128", "AES-128", "AES-256-R5"):
    add(f"locked-{_algorithm.lower()}", _REFUSED, partial(_locked, algorithm=_algorithm, password="secret"))  # noqa: S106
    add(f"locked-{_algorithm.lower()}-empty-password", _READ, partial(_locked, algorithm=_algorithm, password=""))


def _odd_lock(sheet: Sheet, entry: bytes) -> bytes:
    pdf = pdf_of(sheet.whole())
    pdf.trailer = b" /Encrypt " + entry + b" /ID [(0123456789abcdef) (0123456789abcdef)]"
    return pdf.write()


add("locked-by-an-unknown-handler", _REFUSED, partial(_odd_lock, entry=b"<< /Filter /Mystery /V 9 /R 9 >>"))
add("locked-by-nothing", _EITHER, partial(_odd_lock, entry=b"null"))
add("locked-by-an-empty-dictionary", _EITHER, partial(_odd_lock, entry=b"<< >>"))
add("locked-by-what-is-not-there", _EITHER, partial(_odd_lock, entry=b"99 0 R"))
add("locked-by-itself", _EITHER, partial(_odd_lock, entry=b"<< /Filter /Standard /V 1 /R 2 /O () /U () /P (x) >>"))


@case(_REFUSED)
def empty(sheet: Sheet) -> bytes:
    return b""


@case(_REFUSED)
def zero_bytes(sheet: Sheet) -> bytes:
    return bytes(100_000)


@case(_REFUSED)
def noise(sheet: Sheet) -> bytes:
    return Random(2).randbytes(100_000)  # noqa: S311 - noise, not a secret


def _picture(sheet: Sheet, kind: str) -> bytes:
    target = BytesIO()
    Image.new("L", (600, 400), 255).save(target, kind)
    return target.getvalue()


for _kind in ("PNG", "JPEG", "TIFF", "GIF"):
    add(f"really-{_kind.lower()}", _REFUSED, partial(_picture, kind=_kind))


@case(_REFUSED)
def really_html(sheet: Sheet) -> bytes:
    rows = "".join(f"<tr><td>{line.replace(chr(9), '</td><td>')}</td></tr>\n" for line in SHEET.splitlines())
    return f"<!DOCTYPE html>\n<html><body><table>\n{rows}</table></body></html>\n".encode()


@case(_REFUSED)
def really_an_error_page(sheet: Sheet) -> bytes:
    return b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\r\n"


@case(_REFUSED)
def really_text(sheet: Sheet) -> bytes:
    return SHEET.encode()


@case(_REFUSED)
def really_text_in_utf_16(sheet: Sheet) -> bytes:
    return SHEET.encode("utf-16")


@case(_REFUSED)
def text_about_pdf(sheet: Sheet) -> bytes:
    return b"A file that begins with %PDF-1.7 is a PDF, and %%EOF ends it.\nThis one does not.\n"


@case(_REFUSED)
def really_postscript(sheet: Sheet) -> bytes:
    return b"%!PS-Adobe-3.0\n/Helvetica findfont 9 scalefont setfont 20 20 moveto (19,890) show showpage\n"


@case(_REFUSED)
def really_a_word_document(sheet: Sheet) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), "<w:document/>")
    return target.getvalue()


@case(_REFUSED)
def really_a_gzipped_pdf(sheet: Sheet) -> bytes:
    return gzip.compress(pdf_of(sheet.whole()).write(), mtime=0)


@case(_EITHER, suffix=".txt")
def pdf_called_text(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write()


@case(_EITHER, suffix=".png")
def pdf_called_picture(sheet: Sheet) -> bytes:
    return pdf_of(sheet.whole()).write()
