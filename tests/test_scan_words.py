"""Readings to words: what two engines agree on is sure, what they differ on is marked, and no ink is a blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.extract import extract
from pipeline.geometry import Box
from pipeline.model import Extraction, Kind, Location, PayBand, Reader, Severity, Source, Status
from pipeline.read.page import UNREAD, Page, Word
from pipeline.read.paged import Paged
from pipeline.read.scan import dots, words
from pipeline.read.scan.bullets import with_bullets
from pipeline.read.scan.cases import heights
from pipeline.read.scan.collage import Part, crop, line, read_parts
from pipeline.read.scan.raster import Grey
from pipeline.read.scan.second import Seen as Second
from pipeline.read.scan.settle import AGREED, LIKELY, LOOKED_AGAIN, before_small, settled
from pipeline.read.scan.spans import evened, is_doubtful, spans
from pipeline.read.scan.streaks import without_streaks
from pipeline.read.scan.strips import strips
from pipeline.read.scan.tesseract import Seen
from tests.pages import lying, standing
from tests.reading import rows_of

DPI = 144
SIZE = 20
#: Pixels: how high and wide a letter is, the blank between two words, and how far a dash stands above its line.
HIGH, WIDE, BLANK, RISE = 14, 10, 5, 6
PAPER = 255
#: Words have tones up to this one: ink is parted from paper by what is between.
DARK = 100


@dataclass
class Print:
    """A page whose words are blocks of ink, each of a tone of its own, so that a stand-in can read any part of it."""

    pixels: Grey
    texts: dict[int, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, width: int, height: int) -> Print:
        return cls(np.full((height, width), PAPER, np.uint8))

    def put(self, text: str, x: int, baseline: int) -> None:
        """Set words on a line."""
        for word in text.split():
            top, bottom, wide = baseline - HIGH, baseline, WIDE * len(word)
            if word == "-":
                top, bottom = baseline - RISE - 4, baseline - RISE
            if word == "•":
                top, bottom, wide = baseline - 9, baseline - 3, 6
            self.block(word, Box(x, top, x + wide, bottom))
            x += wide + BLANK

    def block(self, text: str, box: Box) -> None:
        tone = len(self.texts) + 1
        assert tone < DARK
        self.texts[tone] = text
        self.pixels[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)] = tone


@dataclass
class Readers:
    """Stand-ins for the engines: they read what is printed, but for what a test makes of words."""

    page_: Print
    first: Mapping[str, str] = field(default_factory=dict)
    second_: Mapping[str, str] = field(default_factory=dict)
    third: Mapping[str, str] = field(default_factory=dict)
    score: float = 0.95
    pages: int = 0
    asked: list[str] = field(default_factory=list)

    def page(self, pixels: Grey, dpi: float) -> list[Seen]:
        assert dpi == DPI
        self.pages += 1
        changed = self.first if self.pages == 1 else self.third
        found = [(changed.get(text, text), text, box) for text, box in self._in(pixels)]
        read = [Seen(read, box, box.bottom + RISE * (text == "-"), SIZE, 0.95) for read, text, box in found if read]
        return sorted(read, key=lambda word: (word.baseline, word.box.x0))

    def second(self, crops: Sequence[Grey]) -> list[Second]:
        found = [[text for text, _ in sorted(self._in(crop), key=lambda one: one[1].x0)] for crop in crops]
        self.asked += [" ".join(texts) for texts in found]
        read = [" ".join(filter(None, (self.second_.get(text, text) for text in texts))) for texts in found]
        return [Second(text, self.score, self.score) if text else Second() for text in read]

    def _in(self, pixels: Grey) -> list[tuple[str, Box]]:
        """Return the words that a picture shows; the soft edges of a scaled block have other tones."""
        found = []
        for tone, text in self.page_.texts.items():
            rows, columns = np.nonzero(pixels == tone)
            sides = (np.ptp(rows) + 1, np.ptp(columns) + 1) if len(rows) else (0, 0)
            if min(sides) > 2 and 2 * len(rows) > sides[0] * sides[1]:
                box = Box(*map(float, (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)))
                found.append((text, box))
        return found


def read(page: Print, readers: Readers, walls: Sequence[Box] = ()) -> tuple[Word, ...]:
    return words.read(page.pixels, DPI, SIZE, walls, readers)


def texts(found: Sequence[Word]) -> list[str]:
    return [word.text for word in found]


def doubted(found: Sequence[Word]) -> dict[str, str]:
    return {word.text: word.doubt for word in found if word.doubt}


# --- what readings settle on


def test_two_engines_that_agree_make_an_amount_sure() -> None:
    found = settled("£24,468 - £30,415", "£24,468–£30,415", "")
    assert (found.text, found.sure, found.doubt) == ("£24,468 - £30,415", AGREED, "")


@pytest.mark.parametrize("third", ["", "£24,468", "£24,488"])  # one engine that says it twice is no second witness
def test_engines_that_differ_by_a_digit_leave_both_readings_as_a_doubt(third: str) -> None:
    found = settled("£24,468", "£24,463", third)
    assert "'£24,468'" in found.doubt
    assert "'£24,463'" in found.doubt
    assert found.sure < LIKELY


def test_a_second_look_that_agrees_with_the_other_engine_settles_it() -> None:
    found = settled("£24,46B", "£24,468", "£24,468")
    assert (found.text, found.sure, found.doubt) == ("£24,468", LOOKED_AGAIN, "")


def test_a_crop_that_shows_a_letter_of_the_word_beside_it_settles_nothing() -> None:
    assert settled("on legislation", "t on legislation", "ton legislation").doubt
    assert not settled("ueries", "queries", "queries").doubt


@pytest.mark.parametrize("second", ["", "£2 4,463", "24,468", "£24,468.00", "£24,4680", "-£24,468", "£24,468*"])
def test_nothing_that_differs_in_a_character_agrees(second: str) -> None:
    assert settled("£24,468", second, "").doubt


@pytest.mark.parametrize(
    ("read", "printed"), [("£24.468", "£24,468"), ("£24.468 - £30.415", "£24,468 - £30,415"), ("£24,468.50",) * 2]
)
def test_a_stop_before_three_digits_is_a_comma(read: str, printed: str) -> None:
    assert settled(read, printed, "") == settled(printed, printed, "")
    assert settled(read, printed, "").text == printed


def test_what_nobody_reads_is_said_to_be_unread() -> None:
    found = settled("", "", "")
    assert found.text == UNREAD
    assert found.doubt


@pytest.mark.parametrize(("first", "second"), [("£24,468", ""), ("", "£24,468"), ("Diary", "Dairy")])
def test_a_lone_witness_is_doubted(first: str, second: str) -> None:
    assert settled(first, second, "").doubt


READINGS = st.text("£0123456789,.- OlI", max_size=9).map(str.strip)


@settings(max_examples=300, deadline=None)
@given(READINGS, READINGS, READINGS)
def test_without_doubt_two_engines_have_the_same_digits(first: str, second: str, third: str) -> None:
    found = settled(first, second, third)

    def digits(text: str) -> str:
        return "".join(filter(str.isalnum, text))

    if not found.doubt:
        assert digits(found.text) == digits(second)
        assert digits(found.text) in (digits(first), digits(third))
    if first or second or third:
        assert not digits(first + second + third) or found.text


# --- what is read again


def seen(text: str, x: float = 0, baseline: float = 100, *, confidence: float = 0.95, size: float = SIZE) -> Seen:
    high = HIGH * size / SIZE
    return Seen(text, Box(x, baseline - high, x + WIDE * len(text), baseline), baseline, size, confidence)


def line_of(text: str, confidence: float = 0.95) -> list[Seen]:
    found: list[Seen] = []
    for word in text.split():
        found.append(seen(word, found[-1].box.x1 + BLANK if found else 0, confidence=confidence))
    return found


@pytest.mark.parametrize("text", ["£24,468", "1", "2024-25", "Secretaiy", "S0", "(1)", "5%", "l8,500"])
def test_whatever_holds_a_digit_or_is_no_word_is_read_again(text: str) -> None:
    again, plain = spans([seen(text)], ())
    assert [span.text for span in again] == [text]
    assert not plain


@pytest.mark.parametrize("text", ["Secretary", "colour", "“Diary”", "and/or", "Members’", "•"])
def test_known_words_are_left_alone(text: str) -> None:
    again, plain = spans([seen(text)], ())
    assert not again
    assert [span.text for span in plain] == [text]


@pytest.mark.parametrize(("text", "again"), [("Members", True), ("Members.", True), ("events", False)])
def test_a_word_that_may_have_lost_its_apostrophe_is_read_again(text: str, again: bool) -> None:  # noqa: FBT001
    assert is_doubtful(seen(text)) is again


def test_a_known_word_of_little_confidence_is_read_again() -> None:
    assert is_doubtful(seen("Secretary", confidence=0.6))


def test_the_words_of_an_amount_are_one_span_and_a_wall_parts_them() -> None:
    amount = line_of("£24,468 - £30,415")
    assert [span.text for span in spans(amount, ())[0]] == ["£24,468 - £30,415"]
    wall = standing(amount[1].box.x1 + BLANK / 2, 50, 150)
    assert [span.text for span in spans(amount, [wall])[0]] == ["£24,468 -", "£30,415"]
    elsewhere = standing(amount[1].box.x1 + BLANK / 2, 300, 400)
    assert len(spans(amount, [elsewhere])[0]) == 1


def test_amounts_of_two_columns_or_lines_are_no_one_span() -> None:
    apart = [seen("£24,468"), seen("£30,415", 7 * WIDE + SIZE)]
    below = [seen("£24,468"), seen("£30,415", 7 * WIDE + BLANK, 100 + SIZE)]
    assert [len(spans(one, ())[0]) for one in (apart, below)] == [2, 2]


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("deal With queries", ["With"]),
        ("deal with queries", []),
        ("Diary. management", ["Diary."]),
        ("Diary. Management", []),
        ("ASSIST WITH", []),
    ],
)
def test_a_word_at_odds_with_its_neighbours_case_is_read_again(text: str, again: list[str]) -> None:
    found = [span.text for span in spans(line_of(text), ())[0]]
    assert found == again


def test_sizes_that_hardly_differ_are_one_and_headings_stay_larger() -> None:
    found = evened([seen("one", size=19), seen("two", size=20), seen("three", size=21), seen("Pay", size=40)])
    assert len({word.size for word in found[:3]}) == 1
    assert found[3].size == 40


def test_a_baseline_that_misses_its_word_is_mended() -> None:
    word = Seen("two", Box(0, 120, 30, 134), 100, SIZE, 0.9)
    assert evened([word])[0].baseline == 134


def test_a_baseline_through_the_middle_of_letters_is_mended_but_not_where_a_box_holds_two_lines() -> None:
    through = Seen("two", Box(0, 86, 30, 100), 88, SIZE, 0.9)
    assert evened([through])[0].baseline == 100
    two_lines = Seen("two", Box(0, 86, 30, 120), 100, SIZE, 0.9)
    assert evened([two_lines])[0].baseline == 100


def test_a_box_too_high_for_a_word_without_tails_tells_nothing_of_its_baseline() -> None:
    word = Seen("two", Box(0, 88, 30, 110), 100, SIZE, 0.9)
    assert evened([word])[0].baseline == 100


# --- bullets, letters and dust


def inked(*boxes: Box) -> NDArray[np.uint8]:
    mask = np.zeros((200, 400), np.uint8)
    for box in boxes:
        mask[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)] = 1
    return mask


TEXT = seen("Diary", 130)


def told(words: list[Seen], ink: NDArray[np.uint8], pieces: Sequence[Box] = ()) -> list[Seen]:
    return list(dots.told(with_bullets(words, pieces, ink), ink))


@pytest.mark.parametrize("read", ["e", "©", "*", "o", "•", "."])
def test_a_dot_before_a_text_is_a_bullet_whatever_it_is_read_as(read: str) -> None:
    two = [Box(110, 91, 116, 97), Box(110, 131, 116, 137)]
    below = replace(TEXT, box=TEXT.box.moved(0, 40), baseline=TEXT.baseline + 40)
    words = [Seen(read, two[0], 100, SIZE, 0.4), TEXT, Seen(read, two[1], 140, SIZE, 0.4), below]
    found = told(words, inked(*two, TEXT.box, below.box))
    assert [word.text for word in found] == ["•", "Diary"] * 2


def list_of(count: int) -> tuple[list[Seen], list[Box]]:
    """Texts below each other, and a dot before each."""
    texts = [replace(TEXT, box=TEXT.box.moved(0, 30 * n), baseline=TEXT.baseline + 30 * n) for n in range(count)]
    return texts, [Box(110, 91 + 30 * n, 116, 97 + 30 * n) for n in range(count)]


def test_bullets_that_no_engine_saw_are_found_by_their_ink() -> None:
    texts, dots_ = list_of(3)
    found = told(texts, inked(*dots_, *(text.box for text in texts)), dots_)
    assert [word.text for word in found] == ["•", "Diary"] * 3
    assert [word.box for word in found[::2]] == dots_


def test_two_specks_or_specks_of_many_sizes_are_no_list() -> None:
    for count, sizes in ((2, (6, 6)), (3, (3, 6, 8))):
        texts, dots_ = list_of(count)
        dots_ = [Box(dot.x0, dot.top, dot.x0 + side, dot.top + side) for dot, side in zip(dots_, sizes, strict=True)]
        found = told(texts, inked(*dots_, *(text.box for text in texts)), dots_)
        assert [word.text for word in found] == ["Diary"] * count


def row_of(*texts: str, y: int = 100, dot: int = 6, foot: int = 91) -> tuple[list[Seen], list[Box]]:
    """Words in a row, and a dot between each two, apart from both."""
    words: list[Seen] = []
    dots_: list[Box] = []
    x = 10.0
    for text in texts:
        words.append(seen(text, x, y))
        x = words[-1].box.x1 + 6
        dots_.append(Box(x, y - 100 + foot, x + dot, y - 100 + foot + dot))
        x += dot + 6
    return words, dots_


@pytest.mark.parametrize("read", ["", "*", "«"])
def test_bullets_between_texts_part_them_and_one_that_ends_a_line_too(read: str) -> None:
    words, dots_ = row_of("Caseworker", "Researcher", "Secretary")
    marks = [Seen(read, Box(dot.x0, dot.top, dot.x0 + 2, dot.bottom), 100, SIZE, 0.5) for dot in dots_] if read else []
    found = told([*words, *marks], inked(*dots_, *(word.box for word in words)), () if read else dots_)
    assert [word.text for word in found] == ["Caseworker", "•", "Researcher", "•", "Secretary", "•"]


@pytest.mark.parametrize(("dot", "foot"), [(3, 97), (6, 94), (6, 84), (2, 92), (10, 88)])
def test_full_stops_apostrophes_and_dust_part_no_texts(dot: int, foot: int) -> None:
    words, dots_ = row_of("Caseworker", "Researcher", "Secretary", dot=dot, foot=foot)
    found = told(words, inked(*dots_, *(word.box for word in words)), dots_)
    assert [word.text for word in found] == ["Caseworker", "Researcher", "Secretary"]


def test_a_bullet_behind_a_wall_is_that_of_the_next_column() -> None:
    texts, dots_ = list_of(3)
    left = [seen("progress", 20, round(text.baseline)) for text in texts]
    ink = inked(*dots_, *(text.box for text in (*texts, *left)))
    found = list(dots.told(with_bullets([*left, *texts], dots_, ink, [Box(104, 0, 106, 200)]), ink))
    assert [word.text for word in found] == ["progress"] * 3 + ["•", "Diary"] * 3


@pytest.mark.parametrize(("round_", "read"), [(True, "•"), (False, "e")])
def test_a_large_disc_is_a_bullet_and_a_letter_of_its_size_is_none(read: str, *, round_: bool) -> None:
    texts, _ = list_of(3)
    marks = [Seen("e", Box(105, 88 + 30 * n, 116, 99 + 30 * n), 100 + 30 * n, SIZE, 0.7) for n in range(3)]
    ink = inked(*(text.box for text in (*texts, *marks)))
    if not round_:
        for mark in marks:
            ink[int(mark.box.top) + 3 : int(mark.box.bottom) - 2, 108:116] = 0
    assert [word.text for word in told([*marks, *texts], ink) if word.text != "Diary"] == [read] * 3


def test_a_bullet_that_is_a_line_of_its_own_has_the_size_of_its_text() -> None:
    texts, dots_ = list_of(2)
    marks = [Seen("e", dot, dot.bottom, 8.0, 0.3) for dot in dots_]
    found = told([*marks, *texts], inked(*dots_, *(text.box for text in texts)))
    assert [(word.text, word.size) for word in found] == [("•", SIZE), ("Diary", SIZE)] * 2


def test_the_dots_of_large_letters_are_no_words() -> None:
    large = Seen("descriptions", Box(100, 60, 400, 100), 96, 2 * SIZE, 0.95)
    dot = Seen("eo", Box(150, 62, 156, 68), 68, SIZE / 2, 0.1)
    found = told([dot, large], inked(dot.box, large.box))
    assert [word.text for word in found] == ["descriptions"]


def test_a_dot_that_stands_alone_is_a_speck() -> None:
    dot = Box(110, 91, 116, 97)
    found = told([Seen("•", dot, 100, SIZE, 0.4), TEXT], inked(dot, TEXT.box))
    assert [word.text for word in found] == ["Diary"]


def test_the_rest_of_a_line_before_a_text_is_one_dash() -> None:
    line = Box(100, 92, 116, 95)
    found = told([Seen("_-_", line, 100, SIZE, 0.4), TEXT], inked(line, TEXT.box))
    assert [word.text for word in found] == ["-", "Diary"]


@pytest.mark.parametrize("read", ["1", "a", "I"])
def test_a_letter_before_a_text_stays_a_letter(read: str) -> None:
    letter = Box(110, 86, 119, 100)
    found = told([Seen(read, letter, 100, SIZE, 0.9), TEXT], inked(letter, TEXT.box))
    assert [word.text for word in found] == [read, "Diary"]


@pytest.mark.parametrize("read", ["e", "•", ".", "-", "£", "1"])
@pytest.mark.parametrize("speck", [Box(110, 92, 112, 94), Box(110, 91, 112, 96)])
def test_dust_is_neither_bullet_nor_letter(read: str, speck: Box) -> None:
    found = told([Seen(read, speck, 100, SIZE, 0.4), TEXT], inked(speck, TEXT.box))
    assert [word.text for word in found] == ["Diary"]


def test_a_dot_in_the_middle_of_a_line_or_before_nothing_is_no_bullet() -> None:
    dot = Box(183, 91, 189, 97)
    after = seen("meetings", 200)
    inside = told([TEXT, Seen("e", dot, 100, SIZE, 0.4), after], inked(dot, TEXT.box, after.box))
    alone = told([Seen("e", dot, 100, SIZE, 0.4)], inked(dot))
    assert "•" not in [word.text for word in (*inside, *alone)]


def test_a_dash_between_amounts_stays_and_one_without_ink_goes() -> None:
    low, dash, high = line_of("£24,468 - £30,415")
    flat = Box(dash.box.x0, 92, dash.box.x1, 95)
    assert [word.text for word in told([low, dash, high], inked(low.box, flat, high.box))] == [
        "£24,468",
        "-",
        "£30,415",
    ]
    assert [word.text for word in told([low, dash, high], inked(low.box, high.box))] == ["£24,468", "£30,415"]


def test_a_word_without_ink_is_none() -> None:
    assert (told([seen("£24,468")], inked())) == []


# --- strips and parts


def strips_of(page: Print) -> list[Part]:
    return strips(page.pixels, (page.pixels < PAPER).astype(np.uint8), SIZE)


def shown(page: Print, part: Part) -> list[str]:
    tones = np.unique(part.pixels[part.pixels < DARK]).tolist()
    return [page.texts[tone] for tone in tones]


def columns(title: str) -> Print:
    """Set two columns of ten lines, at odds by half a line, below a title."""
    page = Print.blank(600, 700)
    page.put(title, 50, 40)
    for number in range(10):
        page.put("Diary management", 50, 100 + 2 * SIZE * number)
        page.put("Assist surgeries", 350, 100 + SIZE + 2 * SIZE * number)
    return page


def test_strips_part_columns_and_keep_a_line_that_crosses_them() -> None:
    title = "Job descriptions and pay bands of the members of staff"
    page = columns(title)
    found = [shown(page, part) for part in strips_of(page)]
    assert found == [
        title.split(),
        ["Diary", "management"] * 10,
        ["Assist", "surgeries"] * 10,
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 20), st.integers(1, 9)), max_size=30))
def test_strips_hold_every_pixel_of_ink_once_and_where_it_stood(placed: list[tuple[int, int, int]]) -> None:
    page = Print.blank(620, 460)
    for x, row, letters in placed:
        page.put("a" * letters, x, 20 + SIZE * row)
    again = np.full(page.pixels.shape, PAPER, np.uint8)
    count = 0
    for part in strips_of(page):
        rows, wide = part.pixels.shape
        window = again[part.top : part.top + rows, part.left : part.left + wide]
        count += int((part.pixels < PAPER).sum())
        np.copyto(window, part.pixels, where=part.pixels < PAPER)
    assert count == int((page.pixels < PAPER).sum())
    assert np.array_equal(again, page.pixels)


def test_a_blank_page_has_no_strips_and_asks_no_engine() -> None:
    page = Print.blank(300, 300)
    readers = Readers(page)
    assert read(page, readers) == ()
    assert (readers.pages, readers.asked) == (0, [])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 300), st.integers(2, 12), st.booleans()), min_size=1, max_size=8
    )
)
def test_words_of_parts_map_back_to_where_they_stood(placed: list[tuple[int, int, int, bool]]) -> None:
    printed = []
    for x, y, letters, scaled in placed:
        page = Print.blank(600, 400)
        page.put("a" * letters, x, y + 20)
        part = crop(page.pixels, Box(x, y + 20 - HIGH, x + WIDE * letters, y + 20))
        printed.append((page, line(part, DPI) if scaled else part))
    together = Print.blank(1, 1)
    parts = []
    for number, (page, part) in enumerate(printed, start=1):
        together.texts[number] = page.texts[1]
        parts.append(Part(np.where(part.pixels == 1, number, PAPER).astype(np.uint8), part.left, part.top, part.scale))
    found = read_parts(parts, DPI, Readers(together))
    assert len(found) == len(placed)
    for (x, y, letters, scaled), (word,) in zip(placed, found, strict=True):
        near = (x, y + 20 - HIGH, x + WIDE * letters, y + 20)
        box = (word.box.x0, word.box.top, word.box.x1, word.box.bottom)
        assert word.text == "a" * letters
        assert np.allclose(box, near, atol=1.0 + 1.5 * scaled)
        assert abs(word.baseline - (y + 20)) < 1.0 + scaled


# --- a page


def amount_page() -> Print:
    page = Print.blank(700, 300)
    page.put("Secretary £24,468 - £30,415", 50, 100)
    page.put("Caseworker £19,750", 50, 150)
    return page


def test_what_engines_agree_on_is_sure_and_stands_where_it_is_printed() -> None:
    page = amount_page()
    readers = Readers(page)
    found = read(page, readers)
    assert texts(found) == ["Secretary", "£24,468", "-", "£30,415", "Caseworker", "£19,750"]
    assert doubted(found) == {}
    assert min(word.sure for word in found) >= AGREED
    assert readers.asked == ["£24,468 - £30,415", "£19,750"]
    amount = found[1]
    assert (amount.box.x0, amount.box.x1) == (145 / 2, 215 / 2)
    assert amount.box.bottom - amount.size / 4 == pytest.approx(50)


def test_a_digit_on_which_engines_differ_is_a_doubt_with_both_readings() -> None:
    page = amount_page()
    found = read(page, Readers(page, second_={"£30,415": "£30,475"}))
    (doubt,) = doubted(found).values()
    assert "£30,415" in doubt
    assert "£30,475" in doubt
    assert min(word.sure for word in found) < LIKELY


def test_a_second_look_of_tesseract_settles_what_the_other_engine_read() -> None:
    page = amount_page()
    found = read(page, Readers(page, first={"£19,750": "£19,75O"}))
    assert (texts(found)[-1], found[-1].doubt, found[-1].sure) == ("£19,750", "", LOOKED_AGAIN)


def test_ink_that_tesseract_does_not_see_is_read_by_the_other_engine_and_doubted() -> None:
    page = amount_page()
    found = read(page, Readers(page, first={"£19,750": ""}, third={"£19,750": ""}))
    assert (texts(found)[-1], bool(found[-1].doubt)) == ("£19,750", True)


def test_ink_that_nobody_reads_is_a_word() -> None:
    page = amount_page()
    nobody = {"£19,750": ""}
    found = read(page, Readers(page, nobody, nobody, nobody))
    assert texts(found)[-1] == UNREAD
    assert found[-1].doubt
    assert (found[-1].box.x0, found[-1].box.x1) == pytest.approx((155 / 2, 225 / 2), abs=1)


def test_what_the_other_engine_hardly_sees_where_tesseract_sees_nothing_is_not_believed() -> None:
    page = amount_page()
    nobody = {"£19,750": ""}
    assert texts(read(page, Readers(page, nobody, {}, nobody, score=0.7)))[-1] == UNREAD


def test_a_speck_beside_words_is_no_word() -> None:
    page = amount_page()
    page.block("", Box(240, 134, 249, 143))
    assert UNREAD not in texts(read(page, Readers(page)))


SURE = ["Administrative", "Diary", "Manager", "Records", "Handle", "and", "meetings", "events", "record", "new"]


def letter(text: str, number: int, high: int, size: float = SIZE) -> tuple[Seen, list[Box]]:
    """Return a word, and the ink of its first letter and of the others, of which tall ones are 14 pixels high."""
    foot = 40 * number + 30
    rest = 14 if set(text[1:]) & set("bdfhkl") else 9
    first = Box(10, foot - high, 10 + WIDE, foot)
    others = Box(10 + WIDE, foot - rest, 10 + WIDE * len(text), foot)
    return Seen(text, Box(10, foot - max(high, rest), others.x1, foot), foot, size, 0.95), [first, others]


def cased(text: str, high: int, *, sure: Sequence[str] = SURE, size: float = SIZE) -> str:
    """Return a word whose first letter is so many pixels high, on a page where capitals have 14, small letters 9."""
    page = [letter(word, number, 14 if word[0].isupper() else 9) for number, word in enumerate(sure)]
    word, own = letter(text, len(page), high, size)
    ink = np.zeros((40 * len(page) + 60, 400), np.uint8)
    for box in (*own, *(box for _, boxes in page for box in boxes)):
        ink[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)] = 1
    return heights([one for one, _ in page], ink).cased(word, ink).text


@pytest.mark.parametrize(
    ("text", "high", "settles"),
    [
        *(
            ("Strategic", 9, "strategic"),
            ("strategic", 14, "Strategic"),
            ("Office.", 9, "office."),
            ("payroll", 9, "payroll"),
        ),
        *(("Office", 11, "Office"), ("office", 11, "office"), ("IPSA", 9, "IPSA"), ("Diary", 9, "Diary")),
    ],
)
def test_a_letter_is_small_or_a_capital_as_its_ink_is_high(text: str, high: int, settles: str) -> None:
    assert cased(text, high) == settles


def test_a_word_of_another_size_stays_as_it_was_read() -> None:
    assert cased("cases", 9, size=0.65 * SIZE) == "cases"
    assert cased("Of", 10, size=1.3 * SIZE) == "Of"


def test_a_page_with_few_letters_to_go_by_leaves_them_as_they_were_read() -> None:
    assert cased("Strategic", 9, sure=SURE[:7]) == "Strategic"


@pytest.mark.parametrize(("read", "parted"), [("ina timely", "in a timely"), ("in atimely", "in a timely")])
def test_the_space_beside_a_is_found_where_engines_lose_it(read: str, parted: str) -> None:
    assert settled("in timely", read, read).text == parted


def test_words_that_begin_or_end_with_a_are_not_parted() -> None:
    assert settled("social medla agenda", "social media agenda", "social media agenda").text == "social media agenda"


def test_letters_of_another_script_are_no_reading() -> None:
    page = amount_page()
    page.put("1", 500, 250)
    assert texts(read(page, Readers(page, {"1": ""}, {"1": "樂"}, {"1": ""})))[-1] == UNREAD


def test_a_round_dot_that_nobody_reads_is_dust_wherever_it_lies() -> None:
    page = amount_page()
    rows, columns = np.ogrid[:300, :700]
    page.pixels[(rows - 250) ** 2 + (columns - 500) ** 2 <= 22] = 40
    assert UNREAD not in texts(read(page, Readers(page)))


def test_ink_that_stands_on_a_line_like_a_letter_is_no_speck() -> None:
    page = amount_page()
    page.block("", Box(240, 137, 246, 149))
    assert UNREAD in texts(read(page, Readers(page, second_={"Secretary": ""})))


def test_a_letter_that_tesseract_drops_is_read_between_its_neighbours() -> None:
    page = Print.blank(400, 200)
    page.put("keep a record", 50, 100)
    found = read(page, Readers(page, {"a": ""}))
    assert [(word.text, word.doubt) for word in found] == [("keep a record", "")]


def test_a_letter_that_no_engine_reads_doubts_the_words_beside_it() -> None:
    page = Print.blank(400, 200)
    page.put("keep a record", 50, 100)
    nobody = {"a": ""}
    assert "nobody could read" in doubted(read(page, Readers(page, nobody, nobody, nobody)))["keep"]


@pytest.mark.parametrize(
    ("first", "second", "third", "settles"),
    [("“JOB", "JOB", "‘JOB", "JOB"), ("a |", "a", "a", "a"), ("‘MPs'", "MPs'", "", "MPs'")],
)
def test_litter_beside_a_word_is_no_part_of_it(first: str, second: str, third: str, settles: str) -> None:
    found = settled(first, second, third)
    assert (found.text, found.doubt) == (settles, "")


def test_the_only_reading_that_is_a_word_of_known_sheets_is_taken() -> None:
    found = settled("Manaqer", "Manager", "Manaqer")
    assert (found.text, found.doubt) == ("Manager", "")
    assert settled("Rest", "Res", "Rest").doubt


@pytest.mark.parametrize(("first", "second"), [("Managed", "Manager"), ("1O", "10"), ("Xyxq", "Manager"), ("as", "os")])
def test_the_dictionary_settles_no_numbers_no_short_words_and_nothing_between_words(first: str, second: str) -> None:
    assert settled(first, second, first).doubt


@pytest.mark.parametrize(("first", "second"), [("MPs'", "MPs"), ("£24,468*", "£24,468"), ("°", "0")])
def test_a_mark_that_says_something_is_no_litter(first: str, second: str) -> None:
    assert settled(first, second, first).doubt


@pytest.mark.parametrize(
    ("readings", "mark", "settles"),
    [
        (("guestlists.", "guestlists,"), "", "guestlists,"),
        (("guestlists.", "guestlists."), "", "doubted"),
        (("guestlists.", "guestlists."), ",", "guestlists,"),
        (("guestlists.", "guestlists,"), ".", "guestlists."),
        (("etc.", "etc."), "", "etc."),
    ],
)
def test_no_sentence_ends_before_a_small_letter(readings: tuple[str, str], mark: str, settles: str) -> None:
    found = before_small(settled(readings[0], readings[0], ""), readings, mark)
    assert ("doubted" if found.doubt else found.text) == settles


def test_a_lone_level_that_nobody_reads_is_a_word() -> None:
    page = amount_page()
    page.put("1", 500, 250)
    nobody = {"1": ""}
    assert texts(read(page, Readers(page, nobody, nobody, nobody)))[-1] == UNREAD


# --- a document

XS = (20.0, 110.0, 140.0, 240.0, 340.0, 440.0, 540.0)
YS = (30.0, 50.0, 70.0, 90.0, 110.0, 130.0, 150.0)
#: A row for each two rules, and in which column each text begins.
ROWS = (
    {0: "Job families", 2: "Administrative", 4: "Executive"},
    {0: "Location", 2: "LONDON", 3: "OUTSIDE LONDON", 4: "London", 5: "Outside London"},
    {
        0: "Pay ranges",
        1: "1",
        2: "£20,000 - £27,000",
        3: "£18,000 - £25,000",
        4: "£22,000 - £32,000",
        5: "£19,500 - £28,500",
    },
    {1: "2", 2: "£24,000 - £34,500", 3: "£22,100 - £31,000", 4: "£27,500 - £38,000", 5: "£24,100 - £36,000"},
    {0: "Job titles", 1: "1", 2: "Secretary", 4: "Caseworker"},
    {1: "2", 2: "Office Manager", 4: "Senior Caseworker"},
)
PIXELS = DPI / 72


def sheet_page(rows: Sequence[Mapping[int, str]] = ROWS) -> Print:
    page = Print.blank(1200, 360)
    for row, top in zip(rows, YS, strict=False):
        for column, text in row.items():
            page.put(text, round((XS[column] + 4) * PIXELS), round((top + 14) * PIXELS))
    return page


def rules() -> list[Box]:
    short, long = {XS[3], XS[5]}, [x for x in XS if x not in (XS[3], XS[5])]
    upright = [standing(x, YS[0], YS[-1]) for x in long] + [standing(x, YS[1], YS[-1]) for x in sorted(short)]
    return [lying(y, XS[0], XS[-1]) for y in YS] + upright


def extracted(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> Extraction:
    """Read the page of some readers as a document that was scanned."""
    walls = [Box(*(side * PIXELS for side in (box.x0, box.top, box.x1, box.bottom))) for box in rules()]
    found = read(readers.page_, readers, walls)
    page = Page(1, (600.0, 180.0), 0, found, tuple(rules()), back=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    monkeypatch.setattr("pipeline.extract.read_pages", lambda *_: Paged((page,), frozenset({1})))
    return extract(Source(Path("sheet-2020-21.png"), "sheet-2020-21", "0" * 64))


def statuses(found: Extraction) -> dict[tuple[str, int | None, Location], Status]:
    return {(band.family, band.level, band.location): band.trace.status for band in found.pay_bands}


LONDON, OUTSIDE = Location.LONDON, Location.OUTSIDE_LONDON


def test_a_scan_on_which_engines_agree_is_read_without_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    found = extracted(Readers(sheet_page()), monkeypatch)
    assert found.document.kind is Kind.SCAN
    assert len(found.pay_bands) == 8
    assert len(found.titles) == 4
    rows = rows_of(found)
    assert {(row.trace.status, row.trace.reader) for row in rows} == {(Status.READ, Reader.OCR)}
    assert found.findings == ()


def test_a_row_of_pay_whose_level_is_lost_goes_on_from_none(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [dict(row) for row in ROWS]
    del rows[2][4], rows[2][5], rows[3][1]  # one family has no pay at the first level
    found = extracted(Readers(sheet_page(rows)), monkeypatch)
    told = statuses(found)
    assert ("executive", 1, LONDON) not in told
    assert ("executive", 1, OUTSIDE) not in told
    assert [told[family, 1, place] for family, place in (("administrative", LONDON), ("administrative", OUTSIDE))] == [
        Status.READ
    ] * 2
    assert {status for key, status in told.items() if key[1] != 1} == {Status.REVIEW}
    assert len(told) == 6


@pytest.mark.parametrize(
    ("word", "title", "status"),
    [
        ("Manger", "Office Manger", Status.REVIEW),
        ("Director", "Office Director", Status.READ),
        ("Manager", "Office Manager", Status.READ),
    ],
)
def test_a_new_title_that_is_nearly_a_known_one_may_be_misread(
    word: str, title: str, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"Manager": word}
    found = extracted(Readers(sheet_page(), names, names, names), monkeypatch)
    assert {one.text: one.trace.status for one in found.titles}[title] is status


def test_texts_that_stand_beside_each_other_under_one_family_may_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [dict(row) for row in ROWS]
    rows[4][3] = "Receptionist"
    found = extracted(Readers(sheet_page(rows)), monkeypatch)
    told = {title.text: title.trace.status for title in found.titles}
    assert told.pop("Secretary") is told.pop("Receptionist") is Status.REVIEW
    assert set(told.values()) == {Status.READ}


def test_an_amount_on_which_engines_differ_is_under_review(monkeypatch: pytest.MonkeyPatch) -> None:
    found = extracted(Readers(sheet_page(), second_={"£34,500": "£34,600"}), monkeypatch)
    told = statuses(found)
    assert told.pop(("administrative", 2, LONDON)) is Status.REVIEW
    assert set(told.values()) == {Status.READ}
    (finding,) = [one for one in found.findings if one.code == "doubtful_reading"]
    assert (finding.family, finding.level, finding.location) == ("administrative", 2, LONDON)
    assert "£34,500" in finding.message
    assert "£34,600" in finding.message
    (band,) = [one for one in found.pay_bands if one.trace.status is Status.REVIEW]
    assert band.trace.confidence < LIKELY


def band_of(found: Extraction, family: str, level: int, location: Location) -> PayBand:
    (band,) = [one for one in found.pay_bands if (one.family, one.level, one.location) == (family, level, location)]
    return band


@pytest.mark.parametrize(
    ("low", "family", "location"),
    [
        ("£22,100", "administrative", OUTSIDE),
        ("£27,500", "executive", LONDON),
        ("£24,100", "executive", OUTSIDE),
        ("£24,000", "administrative", LONDON),
    ],
)
def test_a_pay_range_that_nobody_reads_is_illegible(
    low: str, family: str, location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sheet_page()
    first = next(tone for tone, text in page.texts.items() if text == low)
    page.texts |= dict.fromkeys(range(first, first + 3), "unread")
    nobody = {"unread": ""}
    found = extracted(Readers(page, nobody, nobody, nobody), monkeypatch)
    band = band_of(found, family, 2, location)
    assert (band.minimum, band.maximum, band.trace.status) == (None, None, Status.ILLEGIBLE)
    assert [(one.family, one.location) for one in found.findings if one.code == "illegible_amount"] == [
        (family, location)
    ]
    assert Counter(statuses(found).values()) == {Status.READ: 7, Status.ILLEGIBLE: 1}


@pytest.mark.parametrize("lost", ["£22,100", "£31,000"])
def test_half_a_pay_range_that_nobody_reads_gives_no_amount(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = {lost: ""}
    found = extracted(Readers(sheet_page(), nobody, nobody, nobody), monkeypatch)
    assert band_of(found, "administrative", 2, OUTSIDE).trace.status is Status.ILLEGIBLE


def test_the_title_of_a_sheet_that_may_be_misread_is_left_out_and_a_finding_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = sheet_page()
    title = "Pay bands 2024-25"
    page.put(title, 40, 30)
    assert extracted(Readers(page), monkeypatch).document.title == title
    odd = {"2024-25": "2O24-zs"}
    found = extracted(Readers(page, odd, {"2024-25": "xx24-25"}, odd), monkeypatch)
    assert found.document.title is None
    assert any("the title may be misread" in one.message for one in found.findings)


def test_a_title_on_which_engines_differ_is_under_review(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"Manager": "Mxqzger"}
    found = extracted(Readers(sheet_page(), wrong, {}, wrong), monkeypatch)
    assert {title.text: title.trace.status for title in found.titles if title.trace.status is not Status.READ} == {
        "Office Manager": Status.REVIEW
    }


@pytest.mark.parametrize("second", ["", "7"])
def test_a_level_on_which_engines_differ_doubts_its_whole_row(second: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = sheet_page()
    level = next(tone for tone, text in page.texts.items() if text == "2")
    page.texts[level] = "second"  # the level of the pay ranges, not that of the titles
    misread = {"second": "2"}
    found = statuses(extracted(Readers(page, misread, {"second": second}, misread), monkeypatch))
    of_first = {status for (_, level, _), status in found.items() if level == 1}
    of_second = [status for (_, level, _), status in found.items() if level != 1]
    assert of_first == {Status.READ}
    assert of_second == [Status.REVIEW] * 4


def test_a_level_that_nobody_reads_leaves_no_row_unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    page = sheet_page()
    level = next(tone for tone, text in page.texts.items() if text == "2")
    page.texts[level] = "second"
    nobody = {"second": ""}
    found = extracted(Readers(page, nobody, nobody, nobody), monkeypatch)
    unmarked = {band.trace.raw_text for band in found.pay_bands if band.trace.status is Status.READ}
    lost = " ".join(one.message for one in found.findings if one.severity is Severity.ERROR)
    marked = {band.trace.raw_text for band in found.pay_bands if band.trace.status is not Status.READ}
    for text in (ROWS[3][column] for column in (2, 3, 4, 5)):
        assert text not in unmarked
        assert text in marked or text in lost


@pytest.mark.parametrize(("wrong", "governed"), [("Executive", "executive"), ("Administrative", "administrative")])
def test_a_heading_that_two_readings_mean_alike_doubts_nothing(
    wrong: str, governed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    misread = {wrong: wrong.replace("iv", "lv")}
    found = extracted(Readers(sheet_page(), misread, {}, misread), monkeypatch)
    assert {row.trace.status for row in rows_of(found) if row.family == governed} == {Status.READ}


@pytest.mark.parametrize(
    ("wrong", "other", "governed"),
    [("Executive", "Exqcxyzve", "executive"), ("Administrative", "Axmznqsxrtzve", "administrative")],
)
def test_a_heading_on_which_engines_differ_doubts_what_it_governs(
    wrong: str, other: str, governed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    misread = {wrong: other}
    found = extracted(Readers(sheet_page(), misread, {}, misread), monkeypatch)
    rows = [row for row in rows_of(found) if row.family == governed]
    assert len(rows) == 6
    assert {row.trace.status for row in rows} == {Status.REVIEW}
    assert any(one.code == "doubtful_reading" and misread[wrong] in one.message for one in found.findings)


# --- sizes beside stains, shadows and streaks


def test_words_beside_a_stain_have_the_size_that_their_ink_shows() -> None:
    plain = [Seen("£24,468", Box(100, 86 + 40 * n, 170, 104 + 40 * n), 100 + 40 * n, SIZE, 0.95) for n in range(4)]
    beside = Seen("£30,415", Box(300, 86, 370, 104), 100, 1.5 * SIZE, 0.9)
    stain = Seen("_i<«", Box(200, 76, 260, 110), 100, 1.5 * SIZE, 0.0)
    assert {word.size for word in evened([*plain, beside, stain])} == {SIZE}
    large = replace(beside, box=Box(300, 80, 400, 107))
    assert {word.size for word in evened([*plain, large])} == {SIZE, 1.5 * SIZE}


def word_at(text: str, x0: float, top: float) -> Word:
    return Word(text, Box(x0, top, x0 + 6.0 * len(text), top + 10), 10.0)


def test_a_rule_that_words_run_through_is_a_streak_and_one_between_words_is_none() -> None:
    rules = [standing(100, 0, 100), lying(0, 0, 200)]
    through = [word_at("telephone", 80, 20 * n) for n in range(4)]
    beside = [word_at(text, x, 20 * n) for n in range(4) for text, x in (("line", 70), ("making", 104))]
    torn = [word_at(text, x, 20 * n) for n in range(4) for text, x in (("enqu", 75), ("ries", 102))]
    assert without_streaks(rules, through) == without_streaks(rules, torn) == (rules[1],)
    assert without_streaks(rules, beside) == tuple(rules)
    assert without_streaks(rules, [*beside, word_at("overfull", 90, 90)]) == tuple(rules)


def test_a_word_that_a_standing_line_went_through_is_read_again() -> None:
    word = seen("telephone", 100)
    through, beside = (Box(x, 50, x + 2, 150) for x in (140, 95))
    assert [span.text for span in spans([word], [through])[0]] == ["telephone"]
    assert spans([word], [beside])[0] == []


def test_the_shadow_of_a_spine_is_no_word_and_dark_ink_beside_words_is_one() -> None:
    page = Print.blank(600, 400)
    for number in range(4):
        page.put("Diary management", 200, 100 + 40 * number)
    found = texts(read(page, Readers(page)))
    page.pixels[:, :12] = 0
    assert texts(read(page, Readers(page))) == found
    round_a_corner = replace(page, pixels=page.pixels.copy())
    round_a_corner.pixels[-8:, :400] = 0
    assert texts(read(round_a_corner, Readers(round_a_corner))) == found
    page.put("Secretary", 40, 100)
    assert UNREAD in texts(read(page, Readers(page, second_={"Secretary": ""})))


def test_a_word_with_more_ink_than_it_has_letters_is_under_doubt() -> None:
    page = Print.blank(900, 400)
    for number in range(4):
        page.put("Diary management", 200, 100 + 40 * number)
    page.block("stained", Box(200, 280 - HIGH, 200 + 18 * WIDE, 280))
    readers = Readers(page, {"stained": "EEEMMactions"}, {"stained": "actions"}, {"stained": "EEEMMactions"})
    found = read(page, readers)
    assert doubted(found).keys() == {"actions"}
    long = {"stained": "responsibilities"}
    assert doubted(read(page, Readers(page, long, long, long))) == {}


def test_a_location_that_may_be_misread_doubts_the_pay_under_it_and_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    misread = {"OUTSIDE": "Q1"}
    found = extracted(Readers(sheet_page(), misread, {"OUTSIDE": "OUTSIDE"}, misread), monkeypatch)
    doubted = {key for key, status in statuses(found).items() if status is not Status.READ}
    assert doubted == {("administrative", level, OUTSIDE) for level in (1, 2)}
    assert {text.trace.status for text in found.texts} == {Status.READ}


def test_a_family_that_may_be_misread_doubts_the_texts_under_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    misread = {"Executive": "Ex1"}
    found = extracted(Readers(sheet_page(), misread, {"Executive": "Executive"}, misread), monkeypatch)
    doubted = {text.family for text in found.texts if text.trace.status is Status.REVIEW}
    assert doubted == {"executive"}


@pytest.mark.parametrize(
    ("name", "status", "known"), [("Rest arch", Status.REVIEW, True), ("Campaigning", Status.READ, False)]
)
def test_a_new_family_that_is_nearly_a_known_one_may_be_that(
    name: str,
    status: Status,
    known: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [dict(row) for row in ROWS]
    rows[0][4] = name
    found = extracted(Readers(sheet_page(rows)), monkeypatch)
    told = {band.trace.status for band in found.pay_bands if band.family not in ("administrative", "executive")}
    assert told == {status}
    lacking = {(one.level, one.location) for one in found.findings if one.family == "research"}
    assert (lacking >= {(level, where) for level in (1, 2) for where in (LONDON, OUTSIDE)}) is known


@dataclass
class WideReaders(Readers):
    """Stand-ins of which the first takes the box of a word for that of its line, as Tesseract may."""

    wide: str = ""

    def page(self, pixels: Grey, dpi: float) -> list[Seen]:
        read = super().page(pixels, dpi)
        end = max(word.box.x1 for word in read)
        return [replace(one, box=replace(one.box, x1=end)) if one.text == self.wide else one for one in read]


def test_a_range_of_which_one_word_has_the_box_of_all_is_read_once() -> None:
    page = Print.blank(600, 200)
    page.put("£24,468 - £30,415", 100, 100)
    found = read(page, WideReaders(page, wide="£24,468"))
    assert " ".join(texts(found)).count("£30,415") == 1
    assert texts(read(page, Readers(page))) == ["£24,468", "-", "£30,415"]
