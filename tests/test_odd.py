"""What no text of a sheet has: OCR misread it, and it is under review."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.check.document import check
from pipeline.geometry import Box
from pipeline.model import Extraction, Place, Reader, Status
from pipeline.reconcile.odd import odd
from pipeline.reconcile.text import is_of_two, misread_of
from tests.truth import extraction_of


@pytest.mark.parametrize(
    "text",
    [
        "Handle enquiries. e Database management",
        ".Represent constituents",
        "*Exposure to complex cases",
        "« Diary management",
        'Draft correspondence."',
        "“Responsible for the office",
        "Keep records (on paper",
        "Attend meetings C",
        "Chief of staff ~",
        "Support private members' bi Is.",
        "Meet the public In person",
        "Deal with enquiries.are dealt with",
        "Write reports. support the office",
        "Ensure the the office runs",
        "Handle cases that do not 'need a visit",
        "Chief Po icy Adviser",
        "DI",
        "Summarise select committee select committee reports.",
        "Manage large numbers of queries, assist on more queries, assist on more complex cases",
        "Evaluate the impact of external communication ty.",
        "Administration and-Communications Officer",
        "Prepare lines to take before interviews, Attend meetings",
        "Book travel for the MP and Colleagues",
        "Brief other Parties on divisions",
        "Communications Officer'",
        "Answer MPs'",
        "Tell them where else they may tum.",
        "Setup meeting rooms",
        "Collate what team members are to present to MP. to present to MP.",
        "Of the Member office.",
        "Progress casework as required:",
        "Handle accommodation, travel,. and diaries",
    ],
)
def test_what_a_scan_cannot_print_is_odd(text: str) -> None:
    assert list(odd(text))


@pytest.mark.parametrize(
    "text",
    [
        "Passing e mail on, in a team",
        "Full- and part-time (e.g. at 2 p.m.)",
        "P/A work – with MP’s “own” staff",
        "I am",
        "Meet it at an event, if asked, and go on",
        "Work with MPs, Westminster and Parliament",
        "Keep records etc. and files for the Department of Work",
        "The 'quoted' words of MPs' staff",
        "Chief Constituency Officer",
        "Go in and out, upon request, onto the train in the region, and turn up",
    ],
)
def test_what_sheets_print_is_not_odd(text: str) -> None:
    assert not list(odd(text))


@pytest.mark.parametrize("document_id", ["staff-pay-2018-19", "staff-pay-2024-25"])
def test_no_text_of_a_published_sheet_is_odd(document_id: str) -> None:
    texts = [text.text for text in extraction_of(document_id).texts]
    assert len(texts) > 100
    misprinted = [text for text in texts if list(odd(text))]
    assert all("social media. and face-to-face" in text for text in misprinted)


TEXT = (
    "Engage professionally, confidentially and with care and integrity with members of the public, "
    "through a variety of methods."
)


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        (TEXT, False),
        (TEXT.rstrip("."), False),
        (TEXT.replace("through", "though"), True),
        (TEXT.replace("methods", "method"), True),
        (TEXT.replace("through a variety of methods", "by telephone"), False),
        ("Open, handle, and action email, post, and social media enquiries", True),
        ("Open, handle and action email, post, and social media enquiries from residents", False),
    ],
)
def test_a_text_that_differs_from_that_of_another_sheet_by_a_letter_may_be_misread(
    text: str,
    may_be: bool,  # noqa: FBT001
) -> None:
    assert bool(misread_of(text)) is may_be


def with_duties(reader: Reader, share: int) -> Extraction:
    """Return a sheet that this reader read, each so many-th of whose responsibilities begins with a small letter."""
    whole = extraction_of("staff-pay-2018-19")
    texts = [replace(text, trace=replace(text.trace, reader=reader)) for text in whole.responsibilities]
    small = [
        replace(one, text=one.text[:1].lower() + one.text[1:]) if n % share == 0 else one for n, one in enumerate(texts)
    ]
    return check(replace(whole, responsibilities=tuple(small)))


def test_few_texts_of_a_scan_that_begin_small_are_under_review() -> None:
    found = with_duties(Reader.OCR, 30)
    small = [text for text in found.responsibilities if text.text[:1].islower()]
    assert small
    assert {text.trace.status for text in small} == {Status.REVIEW}
    assert sum(text.trace.status is Status.REVIEW for text in found.responsibilities) == len(small)


@pytest.mark.parametrize(
    ("text", "of_two"),
    [
        ("Diary management. Plan the move between offices.", True),
        ("Plan the move between offices. Diary management", True),
        ("Plan the move between offices. Then move.", False),
        ("Diary management", False),
    ],
)
def test_a_text_that_goes_on_behind_one_of_another_sheet_may_be_two(text: str, of_two: bool) -> None:  # noqa: FBT001
    assert is_of_two(text) is of_two


def column(levels: str, reader: Reader = Reader.OCR, *, wide: bool = True) -> Extraction:
    """Return texts of one family that stand below each other, one for each digit, which is its level."""
    whole = extraction_of("staff-pay-2018-19")
    texts = [text for text in whole.responsibilities if text.family == "executive"]
    boxes = [Box(50, 20 * n, 250, 20 * n + 10) if wide else Box(50, 20 * n, 60, 20 * n + 200) for n in range(9)]
    found = [
        replace(text, level=int(level), trace=replace(text.trace, reader=reader, place=Place(1, box)))
        for level, text, box in zip(levels, texts, boxes, strict=False)
    ]
    return check(replace(whole, titles=(), responsibilities=tuple(found)))


@pytest.mark.parametrize(
    ("found", "doubted"),
    [
        (column("1113133"), [2, 3, 4, 5]),
        (column("1122333"), []),
        (column("3332211"), []),
        (column("1113133", Reader.PDF_TEXT), []),
        (column("1113133", wide=False), []),
    ],
)
def test_a_text_of_a_scan_between_those_of_another_level_is_under_review(found: Extraction, doubted: list[int]) -> None:
    texts = sorted(found.responsibilities, key=lambda text: text.trace.place.box.top if text.trace.place.box else 0)
    told = " ".join(one.message for one in found.findings if "to and fro" in one.message)
    assert [n for n, text in enumerate(texts) if repr(text.text) in told] == doubted


def test_a_responsibility_of_a_scan_without_the_stop_that_all_others_have_is_under_review() -> None:
    whole = extraction_of("staff-pay-2018-19")
    texts = [
        replace(one, text=one.text.rstrip(".") + "." * (n != 5), trace=replace(one.trace, reader=Reader.OCR))
        for n, one in enumerate(whole.responsibilities)
    ]
    found = check(replace(whole, responsibilities=tuple(texts))).responsibilities
    assert [n for n, text in enumerate(found) if text.trace.status is Status.REVIEW] == [5]


@pytest.mark.parametrize(("reader", "share"), [(Reader.OCR, 2), (Reader.PDF_TEXT, 30)])
def test_texts_that_are_printed_so_are_not(reader: Reader, share: int) -> None:
    assert all(text.trace.status is Status.READ for text in with_duties(reader, share).responsibilities)


def test_the_titles_of_a_scan_that_end_with_a_stop_are_under_review() -> None:
    whole = extraction_of("staff-pay-2018-19")
    texts = [
        replace(one, text=one.text + "." * (n in {3, 5}), trace=replace(one.trace, reader=Reader.OCR))
        for n, one in enumerate(whole.titles)
    ]
    found = check(replace(whole, titles=tuple(texts))).titles
    assert [n for n, text in enumerate(found) if text.trace.status is Status.REVIEW] == [3, 5]
