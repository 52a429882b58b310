from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from pipeline.model import Extraction, Location, Status
from pipeline.publish.schema import schema
from pipeline.release.chart import draw, picture
from pipeline.release.dataset import dataset, typed
from pipeline.release.layout import layout
from pipeline.release.ranges import Bar, Ranges, ranges
from tests.truth import extraction_of

WORDS = layout().chart


def shown(*sheets: Extraction) -> Ranges:
    return ranges(typed(dataset(sheets).preferred)["pay_bands"].to_pylist())


def sheets() -> tuple[Extraction, Extraction]:
    """Two years: the newer one lacks a band that the older has, and has one that is doubtful and one without an end."""
    old, new = extraction_of("staff-pay-2018-19"), extraction_of("staff-pay-2024-25")
    first, second, *others = new.pay_bands
    doubtful = replace(second, trace=replace(second.trace, status=Status.REVIEW))
    floor = replace(first, family="mp_representative", level=None, location=Location.ANY, maximum=None)
    return old, replace(new, pay_bands=(doubtful, *others, floor))


@pytest.fixture(scope="module")
def figure() -> Figure:
    return draw(shown(*sheets()), WORDS, "1.2.3")


def texts(figure: Figure) -> list[str]:
    found = (text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))
    return [text for text in found if text]


def bars(figure: Figure) -> list[Rectangle]:
    return [patch for axes in figure.axes for patch in axes.patches if isinstance(patch, Rectangle)]


def pounds(amount: Decimal) -> str:
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def test_each_amount_stands_beside_its_bar_and_no_other_does(figure: Figure) -> None:
    bands = [band for sheet in sheets() for band in sheet.pay_bands]
    amounts = [amount for band in bands for amount in (band.minimum, band.maximum) if amount is not None]
    ticks = {f"£{amount},000" for amount in range(0, 100, 5)}
    found = Counter(text for text in texts(figure) if text.startswith("£"))
    assert found - Counter(dict.fromkeys(ticks, 99)) == Counter(map(pounds, amounts)) - Counter(
        dict.fromkeys(ticks, 99)
    )
    assert "£17,062.50" in found


def test_each_bar_reaches_from_the_minimum_to_the_maximum(figure: Figure) -> None:
    drawn = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars(figure)]
    bands = [band for sheet in sheets() for band in sheet.pay_bands if band.minimum]
    whole = [(float(band.minimum), float(band.maximum)) for band in bands if band.minimum and band.maximum]
    assert len(drawn) == len(bands)
    assert len(whole) == len(bands) - 1
    assert all(any(bar == pytest.approx(ends) for bar in drawn) for ends in whole)


def test_what_is_not_there_is_said_where_it_would_stand(figure: Figure) -> None:
    found = Counter(texts(figure))
    assert found[WORDS.unread] == 1, "the stained cell of 2024-25"
    assert found[WORDS.absent] == 2, "Administrative 1 in London in 2024-25, MP representative in 2018-19"
    assert found[WORDS.no_maximum] == 1
    assert found[WORDS.statuses["review"]] == 1
    assert WORDS.statuses["corrected"] not in found, "a key explains only what is on the chart"


def test_bands_years_places_and_source_are_named(figure: Figure) -> None:
    found = texts(figure)
    assert {"Administrative 1", "Research 3", "MP representative", *WORDS.locations.values()} <= set(found)
    assert found.count("2018-19") == found.count("2024-25") == 8 + 1, "beside each band, and in the legend"
    assert any("2018-19 and 2024-25" in text and "1.2.3" in text and "IPSA" in text for text in found)


def test_the_words_on_the_chart_are_those_of_the_schema() -> None:
    columns = {column.name: column for column in schema().tables["pay_bands"].columns}
    assert WORDS.locations.keys() == columns["location"].values.keys()
    assert WORDS.statuses.keys() < columns["status"].values.keys()


def drawn_texts(figure: Figure) -> set[Text]:
    """All texts but the labels of ticks beyond the scale and of its upper side, which exist without being drawn."""
    of_ticks = {label for axes in figure.axes for tick in axes.xaxis.get_major_ticks() for label in tick.findobj(Text)}
    on_scale = {
        label
        for axes in figure.axes
        for place, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
        if axes.get_xlim()[0] <= place <= axes.get_xlim()[1]
    }
    found = {text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()}
    return (found - of_ticks) | on_scale


def test_no_text_runs_into_another_or_out_of_the_picture(figure: Figure) -> None:
    figure.savefig(io.BytesIO(), format="png", dpi=figure.dpi)
    boxes = {text: text.get_window_extent() for text in drawn_texts(figure)}
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes.items():
        assert box.x0 >= 0 <= box.y0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
        assert not [other for other, its in boxes.items() if other is not text and box.overlaps(its)], text
    assert len(boxes) > 100


def test_the_last_year_is_the_darkest(figure: Figure) -> None:
    assert len({bar.get_facecolor()[:3] for bar in bars(figure)}) == 2
    handles = figure.legends[0].legend_handles
    assert sum(handles[0].get_facecolor()[:3]) > sum(handles[1].get_facecolor()[:3])  # type: ignore[union-attr]  # patches


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_release_without_pay_or_with_a_single_band_has_a_chart_too(kind: str) -> None:
    old = sheets()[0]
    for bands in ((), old.pay_bands[:1]):
        assert picture(shown(replace(old, pay_bands=bands)), WORDS, "1", kind)  # type: ignore[arg-type]  # a parameter


def test_the_picture_is_large_enough_for_print(tmp_path: Path) -> None:
    image = Image.open(io.BytesIO(picture(shown(*sheets()), WORDS, "1", "png"))).convert("L")
    assert image.width > 2000
    assert 0.02 < float(np.mean(np.asarray(image) < 128)) < 0.3


def test_rows_without_a_year_or_in_any_order_change_nothing() -> None:
    rows = typed(dataset(sheets()).preferred)["pay_bands"].to_pylist()
    assert ranges([*rows[::-1], rows[0] | {"financial_year": None}]) == ranges(rows)


def test_a_place_that_a_band_never_has_stays_empty() -> None:
    found = shown(*sheets()).bars
    rare = [bar for bar in found if bar.band == ("mp_representative", None)]
    assert {bar.location for bar in rare} == {Location.ANY}
    assert rare[0] == Bar(("mp_representative", None), Location.ANY, "2018-19")
