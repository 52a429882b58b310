"""The chart of pay ranges: a panel for each place, a row for each band and year, drawn with Matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from string import Template
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from pipeline.model import Status
from pipeline.release.layout import Chart
from pipeline.release.ranges import Band, Bar, Ranges

#: From the first year to the last: blues of the palette of the UK Government Analysis Function, and its orange.
_YEARS = LinearSegmentedColormap.from_list("years", ["#a3bdd4", "#12436d"])
_MARK, _WARN, _INK, _FAINT, _RULE = "#f46a25", "#a33a00", "#1a1a1a", "#6b6b6b", "#dcdcdc"
_HATCHES = {Status.CORRECTED: "", Status.REVIEW: "//////"}

#: In inches: a row, a panel, the space between panels, and what stands beside, above and below them.
_ROW, _PANEL, _BETWEEN, _LEFT, _RIGHT, _ABOVE, _BELOW = 0.235, 4.4, 0.45, 2.05, 0.4, 1.25, 1.15
#: In rows: the space between two bands, between two families, and the thickness of a bar.
_GAP, _FAMILY_GAP, _THICK = 0.6, 1.1, 0.74
#: How far a bar without a maximum goes, as a share of the way to the edge.
_STUB = 0.2
#: The room for an amount beside a bar, as a share of the widest span of pay.
_ROOM = 0.21
#: The page has room for so many panels at least: its title and source need it.
_FEWEST = 2
_TYPE: Any = {"font.family": "DejaVu Sans", "font.size": 8, "hatch.linewidth": 0.9}
_DPI = 200


@dataclass(frozen=True, slots=True)
class _Style:
    """What every panel shares: the words, a colour for each year, and the height of each row, in rows from the top."""

    words: Chart
    colours: Mapping[str, str]
    heights: Mapping[tuple[Band, str], float]


def picture(shown: Ranges, words: Chart, version: str, kind: Literal["svg", "png"]) -> bytes:
    """Give the chart as a file; the same ranges and the same version of Matplotlib give the same bytes."""
    metadata = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}[kind]
    made = BytesIO()
    with rc_context({"svg.hashsalt": version}):
        draw(shown, words, version).savefig(made, format=kind, dpi=_DPI, metadata=metadata)
    return made.getvalue()


@rc_context(_TYPE)
def draw(shown: Ranges, words: Chart, version: str) -> Figure:
    """Draw the chart; without any range it has no panel, and its title stands alone."""
    style = _Style(words, _colours(shown.years), _heights(shown))
    rows = max(style.heights.values(), default=0) + 1
    count = len(shown.locations)
    width = _LEFT + max(count, _FEWEST) * (_PANEL + _BETWEEN) - _BETWEEN + _RIGHT
    height = _ABOVE + rows * _ROW + _BELOW
    figure = Figure((width, height), facecolor="white")
    for index, location in enumerate(shown.locations):
        left = _LEFT + index * (_PANEL + _BETWEEN)
        axes = figure.add_axes((left / width, _BELOW / height, _PANEL / width, rows * _ROW / height))
        _frame(axes, shown, rows)
        axes.set_title(words.locations[location], loc="left", fontsize=10.5, fontweight="bold", color=_INK, pad=8)
        axes.set_xlabel(words.axis, color=_INK)
        for bar in shown.bars:
            if bar.location is location:
                _bar(axes, bar, style)
        if index == 0:
            _label(axes, shown, style)
    _surround(figure, shown, style, version)
    return figure


def _colours(years: tuple[str, ...]) -> dict[str, str]:
    """Give the last year the darkest colour: it is what a reader looks for."""
    last = max(len(years) - 1, 1)
    return {year: to_hex(_YEARS(1 - (len(years) - 1 - index) / last)) for index, year in enumerate(years)}


def _heights(shown: Ranges) -> dict[tuple[Band, str], float]:
    """Give each row its distance from the top, with more space where a band or a family ends."""
    heights, height = {}, 0.0
    for index, band in enumerate(shown.bands):
        if index:
            height += _GAP if band[0] == shown.bands[index - 1][0] else _FAMILY_GAP
        for year in shown.years:
            heights[band, year] = height
            height += 1
    return heights


def _frame(axes: Axes, shown: Ranges, rows: float) -> None:
    """Set the scale, which all panels share, and leave nothing of the frame but the lines of the scale."""
    amounts = [float(amount) for bar in shown.bars for amount in (bar.minimum, bar.maximum) if amount is not None]
    low, high = min(amounts, default=0), max(amounts, default=1)
    room = _ROOM * (high - low or high)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"£{amount:,.0f}"))
    axes.tick_params(axis="x", colors=_INK, length=0, pad=4)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.grid(axis="x", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)


def _bar(axes: Axes, bar: Bar, style: _Style) -> None:
    """Draw a range with its amounts at both ends, or say why there is none."""
    height = style.heights[bar.band, bar.year]
    if bar.minimum is None:
        note, colour = (style.words.unread, _WARN) if bar.status else (style.words.absent, _FAINT)
        middle = sum(axes.get_xlim()) / 2
        axes.text(middle, height, note, ha="center", va="center", color=colour, style="italic", bbox=_BACKED)
        return
    start = float(bar.minimum)
    end = start + _STUB * (axes.get_xlim()[1] - start) if bar.maximum is None else float(bar.maximum)
    marked = bar.status in _HATCHES
    axes.barh(
        height,
        end - start,
        _THICK,
        left=start,
        color=style.colours[bar.year],
        edgecolor=_MARK if marked else "none",
        hatch=_HATCHES.get(bar.status) if bar.status else None,
        linewidth=1.6 if marked else 0,
    )
    maximum = style.words.no_maximum if bar.maximum is None else _pounds(bar.maximum)
    axes.annotate(_pounds(bar.minimum), (start, height), (-4, 0), ha="right", **_BESIDE)
    axes.annotate(maximum, (end, height), (4, 0), ha="left", **_BESIDE)


_BACKED = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
_BESIDE: Any = {"textcoords": "offset points", "va": "center", "color": _INK, "bbox": _BACKED, "zorder": 2}


def _pounds(amount: Decimal) -> str:
    """Give `£24,468`, and the pence only where there are some."""
    return f"£{amount:,.2f}".removesuffix(".00")


def _label(axes: Axes, shown: Ranges, style: _Style) -> None:
    """Name the bands and years at the left of the first panel."""
    beside: Any = {"xycoords": axes.get_yaxis_transform(), **_BESIDE, "annotation_clip": False}
    for band in shown.bands:
        rows = [style.heights[band, year] for year in shown.years]
        axes.annotate(_name(band, style.words), (0, rows[0]), (-133, 0), ha="left", fontweight="bold", **beside)
        for year, row in zip(shown.years, rows, strict=True):
            axes.annotate(year, (0, row), (-4, 0), ha="right", **beside)


def _name(band: Band, words: Chart) -> str:
    """Give `MP representative`, `Administrative 1`."""
    family, level = band
    name = " ".join(words.capitals.get(word, word) for word in family.split("_"))
    name = name[:1].upper() + name[1:]
    return name if level is None else f"{name} {level}"


def _surround(figure: Figure, shown: Ranges, style: _Style, version: str) -> None:
    """Write the title above the panels, and the legend and the source below."""
    width, height = figure.get_size_inches()
    words, edge = style.words, 0.2 / width
    named = {"years": _listed(shown.years), "span": " to ".join(dict.fromkeys([*shown.years[:1], *shown.years[-1:]]))}
    title, source = (Template(text).substitute(named, version=version) for text in (words.title, words.source))
    figure.text(edge, 1 - 0.2 / height, title, fontsize=16, fontweight="bold", va="top", color=_INK)
    figure.text(edge, 1 - 0.55 / height, words.subtitle, fontsize=10, va="top", color=_INK)
    figure.legend(
        handles=_keys(shown, style),
        loc="lower left",
        bbox_to_anchor=(edge, 0.4 / height),
        ncols=6,
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=1.6,
        columnspacing=2,
    )
    figure.text(edge, 0.15 / height, source, fontsize=7.5, va="bottom", color=_FAINT)


def _keys(shown: Ranges, style: _Style) -> list[Patch]:
    """Give a key for each year, and one for each mark that a bar carries."""
    years = [Patch(color=style.colours[year], label=year) for year in shown.years]
    used = [status for status in _HATCHES if any(bar.status is status and bar.minimum for bar in shown.bars)]
    return years + [
        Patch(facecolor="white", edgecolor=_MARK, hatch=_HATCHES[one], linewidth=1.6, label=style.words.statuses[one])
        for one in used
    ]


def _listed(names: tuple[str, ...]) -> str:
    """Give `2018-19`, `2018-19 and 2024-25`, `2018-19, 2019-20 and 2024-25`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
