"""Words and rules of single pages: turned, cropped, shifted, drawn twice, faint, in fonts that say little."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.geometry import Box
from pipeline.read.page import Page
from pipeline.read.paged import refusal
from pipeline.read.pdf import Pdf, ends, glyphs, read_pdf, second
from tests.hostile.pages import identity_font, unicode_map
from tests.hostile.writer import HELVETICA, PAGES, page_of, pages_of, stream
from tests.hostile.writer import Pdf as File

A4 = b"[0 0 595 842]"
#: Where the word of most pages begins, measured from the lower left of the paper, and where its box is from the top.
AT, BOX = (100, 700), (100.0, 134.5)
WORD = b"BT /F1 10 Tf 1 0 0 1 100 700 Tm (Secretary) Tj ET\n"
#: Longer than what is drawn askew beside it, so that it sets the frame.
LINES = b"".join(b"BT /F1 10 Tf 1 0 0 1 100 %d Tm (upright lines) Tj ET\n" % y for y in (700, 680, 660))


def _show(text: bytes, matrix: bytes = b"1 0 0 1 100 700", size: int = 10) -> bytes:
    return b"BT /F1 %d Tf %s Tm (%s) Tj ET\n" % (size, matrix, text)


#: Pages by what they show: operators, box of the paper, more entries of the page.
DRAWN: dict[str, tuple[bytes, bytes, bytes]] = {
    "plain": (WORD, A4, b""),
    "rotated": (WORD, A4, b"/Rotate 90"),
    "rotated back": (WORD, A4, b"/Rotate -90"),
    "rotated by a real number": (WORD, A4, b"/Rotate 180.0"),
    "sideways": (_show(b"Secretary", b"0 1 -1 0 100 700"), A4, b""),
    "on its head": (_show(b"Secretary", b"-1 0 0 -1 100 700"), A4, b""),
    "across": (LINES + _show(b"two words", b"0 1 -1 0 50 500"), A4, b""),
    "leaning": (LINES + _show(b"DRAFT", b"0.7 0.7 -0.7 0.7 50 500"), A4, b""),
    "cropped": (WORD + _show(b"Outside", b"1 0 0 1 450 700"), A4, b"/CropBox [40 60 400 800]"),
    "cropped beyond the paper": (WORD, A4, b"/CropBox [-100 -100 900 900]"),
    "shifted": (WORD, b"[-30 -50 565 792]", b""),
    "shifted and rotated": (WORD, b"[-30 -50 565 792]", b"/Rotate 90"),
    "upside down box": (WORD, b"[595 842 0 0]", b""),
    "bold by drawing twice": (WORD + _show(b"Secretary", b"1 0 0 1 100.3 700"), A4, b""),
    "double letters": (_show(b"fill 11 all"), A4, b""),
    "large and grey": (LINES + b"0.8 g " + _show(b"DRAFT", size=60), A4, b""),
    "small and grey": (b"0.8 g " + LINES, A4, b""),
    "white on white": (LINES + b"1 g " + _show(b"secret", b"1 0 0 1 100 500"), A4, b""),
    "white on dark": (b"0 0 0.5 rg 90 690 200 20 re f 1 g " + WORD, A4, b""),
    "raised": (WORD + _show(b"1", b"1 0 0 1 145 704", size=6), A4, b""),
    "bullets": (_show(b"\x81 Diary") + b"BT /F2 10 Tf 1 0 0 1 100 680 Tm <0001> Tj ET", A4, b""),
    "unmapped": (LINES + b"BT /F3 10 Tf 1 0 0 1 100 600 Tm <0001000200030004> Tj ET", A4, b""),
    "mute": (WORD + b"BT /F3 10 Tf 1 0 0 1 100 600 Tm <" + b"0001" * 40 + b"> Tj ET", A4, b""),
    "letter spaced": (b"3 Tc " + WORD, A4, b""),
    "lines": (WORD + b"90 690 m 290 690 l S 90 690 m 90 710 l S 90 600 m 190 640 l S", A4, b""),
    "thin boxes": (WORD + b"90 689.5 200 1 re f 1 g 90 650 200 1 re f", A4, b""),
    "frame": (WORD + b"90 690 200 20 re S", A4, b""),
    "path": (WORD + b"90 690 m 290 690 l 290 710 l 250 730 l S", A4, b""),
    "background": (b"0.9 g 0 0 595 842 re f 0 g " + WORD, A4, b""),
    "beyond": (WORD + b" BT /F0 10 Tf 2000 700 Td (Caseworker) Tj ET", A4, b""),
    "note": (WORD, A4, b"/Annots [<< /Subtype /FreeText /Rect [0 0 9 9] >> << /Subtype /Link /Rect [0 0 9 9] >>]"),
    "cut": (b"", A4, b""),
    "after the cut": (WORD, A4, b""),
}  # fmt: skip


def _file() -> File:
    """Return a document of all these pages."""
    pdf = File()
    pdf.add(b"<< /Type /Catalog /Pages %d 0 R >>" % PAGES)
    pdf.add(b"")
    pdf.add(HELVETICA)
    bullets, unmapped = pdf.add(b""), pdf.add(b"")
    pdf.objects[bullets] = identity_font(pdf, pdf.stream(unicode_map({1: "\uf0b7"})))
    pdf.objects[unmapped] = identity_font(pdf)
    fonts = b"/Resources << /Font << /F1 3 0 R /F2 %d 0 R /F3 %d 0 R >> >> " % (bullets, unmapped)
    kids = []
    for name, (operators, box, entries) in DRAWN.items():
        packed = pdf.flate(operators)
        if name == "cut":
            pdf.objects[packed] = stream(b"\x78\x9c\x01", b"/Filter /FlateDecode ")
        kids.append(pdf.add(page_of(packed, box, fonts + entries)))
    pdf.objects[PAGES] = pages_of(kids)
    return pdf


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    path = tmp_path_factory.mktemp("pages") / "pages.pdf"
    path.write_bytes(_file().write())
    return read_pdf(path)


@pytest.fixture(scope="module")
def pages(read: Pdf) -> dict[str, Page]:
    return dict(zip(DRAWN, read.pages, strict=True))


def _texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def _corner(box: Box) -> tuple[float, float]:
    return box.x0, box.top


def test_the_document_is_whole_but_for_one_page(read: Pdf) -> None:
    assert read.damage == ()
    assert refusal(read.pages) == ""
    assert [page.number for page in read.pages] == list(range(1, len(DRAWN) + 1))


def test_a_word_has_the_box_of_its_line(pages: dict[str, Page]) -> None:
    (word,) = pages["plain"].words
    assert (word.text, word.size, word.across) == ("Secretary", 10.0, False)
    assert _corner(word.box) == BOX
    assert word.box.bottom == BOX[1] + 10
    assert 40 < word.box.width < 50


@pytest.mark.parametrize(
    ("name", "turn", "size"),
    [
        ("rotated", 270, (842, 595)),
        ("rotated back", 90, (842, 595)),
        ("rotated by a real number", 180, (595, 842)),
        ("sideways", 90, (595, 842)),
        ("on its head", 180, (595, 842)),
    ],
)
def test_a_turned_page_is_read_upright(name: str, turn: int, size: tuple[float, float], pages: dict[str, Page]) -> None:
    page = pages[name]
    assert (page.turn, page.size, _texts(page)) == (turn, size, ["Secretary"])
    assert page.words[0].box.width > page.words[0].box.height


@pytest.mark.parametrize("name", ["rotated", "rotated back", "shifted and rotated"])
def test_a_rotated_page_reads_as_it_would_unrotated(name: str, pages: dict[str, Page]) -> None:
    straight = pages["shifted" if "shifted" in name else "plain"].words[0].box
    turned = pages[name].words[0].box
    assert _corner(turned) == pytest.approx(_corner(straight), abs=0.02)
    assert (turned.x1, turned.bottom) == pytest.approx((straight.x1, straight.bottom), abs=0.02)


def test_the_place_of_a_word_is_that_on_the_page_as_shown(pages: dict[str, Page]) -> None:
    page = pages["rotated"]
    box = page.shown(page.words[0].box)
    assert (box.top, box.x0) == pytest.approx((100, 700 - 2.5), abs=0.02)
    assert box.height > box.width
    head = pages["on its head"]
    box = head.shown(head.words[0].box)
    assert (box.x1, box.bottom) == pytest.approx((100, 142 + 7.5), abs=0.02)


def test_a_line_across_the_others_is_one_word(pages: dict[str, Page]) -> None:
    page = pages["across"]
    assert page.turn == 0
    assert [(word.text, word.across) for word in page.words if word.across] == [("two words", True)]
    assert Counter(_texts(page)) == {"upright": 3, "lines": 3, "two words": 1}


@pytest.mark.parametrize("name", ["leaning", "large and grey"])
def test_a_watermark_is_set_apart(name: str, pages: dict[str, Page]) -> None:
    assert set(_texts(pages[name])) == {"upright", "lines"}
    assert pages[name].faint == "DRAFT"


def test_grey_text_is_text(pages: dict[str, Page]) -> None:
    assert (len(pages["small and grey"].words), pages["small and grey"].faint) == (6, "")


def test_white_text_counts_on_dark_ground_only(pages: dict[str, Page]) -> None:
    assert set(_texts(pages["white on white"])) == {"upright", "lines"}
    assert pages["white on white"].faint == "secret"
    assert _texts(pages["white on dark"]) == ["Secretary"]


def test_only_what_is_in_the_crop_box_is_read_from_its_corner(pages: dict[str, Page]) -> None:
    page = pages["cropped"]
    assert (page.size, _texts(page)) == ((360, 740), ["Secretary"])
    assert _corner(page.words[0].box) == (BOX[0] - 40, BOX[1] - 42)
    assert pages["cropped beyond the paper"].size == (595, 842)
    assert _corner(pages["cropped beyond the paper"].words[0].box) == BOX


def test_boxes_of_paper_that_begin_elsewhere(pages: dict[str, Page]) -> None:
    assert _corner(pages["shifted"].words[0].box) == (BOX[0] + 30, BOX[1] - 50)
    assert pages["shifted"].size == (595, 842)
    assert _corner(pages["upside down box"].words[0].box) == BOX


def test_letters_drawn_twice_are_read_once_and_double_letters_twice(pages: dict[str, Page]) -> None:
    assert _texts(pages["bold by drawing twice"]) == ["Secretary"]
    assert _texts(pages["double letters"]) == ["fill", "11", "all"]
    assert pages["bold by drawing twice"].torn == ""


def test_a_raised_mark_is_a_word_of_its_own(pages: dict[str, Page]) -> None:
    assert sorted((word.text, word.size) for word in pages["raised"].words) == [("1", 6.0), ("Secretary", 10.0)]


def test_letters_apart_are_words_apart_only_where_the_gap_is_wide(pages: dict[str, Page]) -> None:
    assert "".join(_texts(pages["letter spaced"])) == "Secretary"


def test_bullets_of_symbol_fonts_are_bullets(pages: dict[str, Page]) -> None:
    assert Counter(_texts(pages["bullets"])) == {"•": 2, "Diary": 1}
    assert pages["bullets"].unmapped == 0


def test_letters_that_the_font_does_not_name_are_counted(pages: dict[str, Page]) -> None:
    page = pages["unmapped"]
    assert (page.unmapped, page.is_blind) == (4, False)
    assert glyphs.UNMAPPED * 4 in _texts(page)
    assert page.lacks == ("has 4 letters in a font that does not say which they are; look at it",)


def test_a_page_that_names_few_letters_has_no_words(pages: dict[str, Page]) -> None:
    page = pages["mute"]
    assert (page.words, page.unmapped, page.is_blind) == ((), 40, True)
    assert page.lacks == ("has 40 letters in a font that does not say which they are; look at it",)


def _lying(page: Page) -> list[Box]:
    return [rule for rule in page.rules if rule.width > rule.height]


def test_rules_are_lines_along_the_edges_of_the_page(pages: dict[str, Page]) -> None:
    lying, standing = sorted(pages["lines"].rules, key=lambda rule: rule.height)
    assert (_corner(lying), lying.x1) == ((90, 152), 290)
    assert (_corner(standing), standing.bottom) == ((90, 132), 152)


def test_a_thin_box_is_a_rule_unless_it_is_white_on_white(pages: dict[str, Page]) -> None:
    (rule,) = pages["thin boxes"].rules
    assert (_corner(rule), rule.width, rule.height) == ((90, 151.5), 200, 1)


def test_a_frame_is_four_rules(pages: dict[str, Page]) -> None:
    assert sorted(_corner(rule) for rule in pages["frame"].rules) == [(90, 132), (90, 132), (90, 152), (290, 132)]
    assert len(_lying(pages["frame"])) == 2


def test_of_a_path_only_straight_pieces_are_rules(pages: dict[str, Page]) -> None:
    assert sorted(_corner(rule) for rule in pages["path"].rules) == [(90, 152), (290, 132)]


def test_the_background_of_a_page_is_no_frame(pages: dict[str, Page]) -> None:
    assert (pages["background"].rules, _texts(pages["background"])) == ((), ["Secretary"])


def test_rules_turn_with_the_page(pages: dict[str, Page]) -> None:
    for page in pages.values():
        width, height = page.size if page.turn % 180 == 0 else page.size[::-1]
        assert all(0 <= rule.x0 <= rule.x1 <= width and 0 <= rule.top <= rule.bottom <= height for rule in page.rules)


def test_letters_beyond_the_edges_of_a_page_are_told(pages: dict[str, Page]) -> None:
    assert _texts(pages["beyond"]) == ["Secretary"]
    (lack,) = pages["beyond"].lacks
    assert lack.startswith("may not be wholly read: letters beyond its edges, 10 in all, are not read; ")


def test_a_note_on_a_page_is_told(pages: dict[str, Page]) -> None:
    assert _texts(pages["note"]) == ["Secretary"]
    (lack,) = pages["note"].lacks
    assert lack.startswith("may not be wholly read: a note or form field stands on it, whose text is not read; ")


def test_of_a_page_that_is_cut_nothing_is_read_and_others_are(pages: dict[str, Page]) -> None:
    page = pages["cut"]
    assert (page.words, page.rules, page.is_blind) == ((), (), True)
    assert page.lacks == ("is not read: a part of it is cut off; get the file again, or print it to a new PDF",)
    assert _texts(pages["after the cut"]) == ["Secretary"]


def test_all_other_pages_lack_nothing(pages: dict[str, Page]) -> None:
    known = {"unmapped", "mute", "beyond", "note", "cut"}
    assert {name: page.lacks for name, page in pages.items() if page.lacks and name not in known} == {}


def _page(**changes: object) -> Page:
    return Page(1, (595, 842), 0, (), (), **changes)  # type: ignore[arg-type] # each test names fields of its own


@pytest.mark.parametrize(
    ("pages", "begins"),
    [
        ((_page(),), "read a page without text; expected pay ranges, titles or responsibilities; "),
        ((_page(images=0.9), _page(images=0.9)), "read 2 pages without text; expected "),
        ((_page(torn="a part of it is cut off"),), "page 1 cannot be read: a part of it is cut off; expected a whole "),
    ],
)
def test_a_document_without_any_words_is_refused_with_the_reason(pages: tuple[Page, ...], begins: str) -> None:
    assert refusal(pages).startswith(begins)


def _differences(drawn: str, other: str, unmapped: int = 0) -> str:
    mine = second.letters([drawn])
    return second.compared(second.Seen(mine, mine, unmapped), second.letters([other]))


def test_readers_agree_on_letters_whatever_their_order_and_their_spaces() -> None:
    assert _differences("the \ufb01rst of 3", "3 of\r\nthe first\x02") == ""
    assert _differences("abc" * 100, "abc" * 100 + "abc") == ""


def test_readers_that_differ_are_told() -> None:
    assert _differences("Secretary", "Secretary Clerk") == "another reader finds 5 letters more"
    assert _differences("Secretary Clerk", "Secretary") == "another reader finds 5 letters less"
    assert _differences("Secretary", "Secretary Clerk", unmapped=5) == ""


def test_what_is_drawn_off_the_page_is_not_missed() -> None:
    seen = second.Seen(second.letters(["Secretary Clerk"]), second.letters(["Secretary"]), 0)
    assert second.compared(seen, second.letters(["Secretary Clerk"])) == ""
    assert second.compared(seen, second.letters(["Secretary"])) == ""


def test_twins_are_found_across_the_borders_of_cells() -> None:
    view = Box(0, 0, 100, 100)
    for x in (tenth / 10 for tenth in range(300)):
        chars = [_char("a", x), _char("a", x + 0.5), _char("a", x + 5.0)]
        assert len(glyphs.read(chars, view, 0.0)) == 2


def _char(text: str, x: float) -> dict[str, object]:
    box = {"x0": x, "x1": x + 5, "top": 50.0, "bottom": 60.0, "y1": 50.0}
    font = {"font": "A", "upright": True, "size": 10.0, "foot": 40.0}
    return box | font | {"text": text, "matrix": (1, 0, 0, 1, x, 42.0), "non_stroking_color": (0,)}


def test_a_file_that_is_no_pdf_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    kinds = {b"": "an empty file", b"\n<html>": "a web page", b"Pay\t1\n": "text", b"\0": "something else"}
    for data, what in kinds.items():
        path.write_bytes(data)
        assert ends.refusal(path).startswith(f"read {what}")
