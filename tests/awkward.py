"""Documents that are awkward to publish: what spreadsheets would run, cut, round or take for something else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.geometry import Box
from pipeline.model import Extraction, Finding, Location, Place, Severity, Status, Table
from tests.truth import extraction_of

FORMULAS = ("=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", " =1+1", "'=1+1")
TEXTS = (
    *FORMULAS,
    "#N/A",
    "TRUE",
    "2011-12",
    "007",
    "1e5",
    "NaN",
    "NULL",
    "a, b; c\t“d” \"e\" 'f'",
    "two\nlines\r\nand more",
    "a bell \x07, a form feed \x0c and _x0007_",
    "£ € — ﬁ 𝔸",
    "<b>bold</b> & $x | y",
    "responsibility " * 300,
)
ON_PAGE = Place(2, Box(72.0, 100.5, 130.25, 110.0))


def awkward() -> list[Extraction]:
    """Give an old sheet with places on its pages, and a newer one, twice, of which one speaks for its year."""
    old, new = extraction_of("staff-pay-2018-19"), extraction_of("staff-pay-2024-25")
    placed = tuple(replace(band, trace=replace(band.trace, place=ON_PAGE)) for band in old.pay_bands)
    copy = replace(new, document=replace(new.document, document_id="copy", preferred=False))
    return [replace(old, pay_bands=placed), _spoilt(new), copy]


def _spoilt(sheet: Extraction) -> Extraction:
    """Plant the texts as titles, duties and raw texts; add odd pay bands, and findings."""
    title, duty = sheet.titles[0], sheet.responsibilities[0]
    numbered = list(enumerate(TEXTS, start=1))
    titles = [replace(title, family="odd", position=i, text=text) for i, text in numbered]
    duties = [replace(duty, family="odd", position=i, trace=replace(duty.trace, raw_text=text)) for i, text in numbered]
    band = sheet.pay_bands[0]
    bands = (
        replace(band, family="odd", level=None, location=Location.ANY, minimum=Decimal("0.29"), maximum=None),
        replace(band, family="odd", minimum=Decimal("123456789012.29"), maximum=Decimal("9999999999999.99")),
        replace(band, family="odd", level=2, trace=replace(band.trace, status=Status.REVIEW, confidence=0.5)),
    )
    findings = (
        Finding("doubtful_amount", Severity.WARNING, "=1+1", Table.PAY_BANDS, "odd", 2, band.location),
        Finding("noise", Severity.WARNING, "two\nlines", place=ON_PAGE),
    )
    return replace(
        sheet,
        document=replace(sheet.document, title="=1+1 | <script>alert(1)</script> $version"),
        pay_bands=(*sheet.pay_bands, *bands),
        titles=(*sheet.titles, *titles),
        responsibilities=(*sheet.responsibilities, *duties),
        findings=findings,
    )
