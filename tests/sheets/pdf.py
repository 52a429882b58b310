"""Sheets as born-digital PDFs: what each kind may look like, and who typesets it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.sheets.content import chance, draw, truth_of
from tests.sheets.pdf_axes import Pivot
from tests.sheets.pdf_canvas import draw_sheet
from tests.sheets.pdf_finish import finished
from tests.sheets.pdf_fonts import BUILT_IN
from tests.sheets.pdf_html import LACKS as HTML_LACKS
from tests.sheets.pdf_html import print_sheet
from tests.sheets.pdf_list import RoleList
from tests.sheets.pdf_look import DRAWN, EMBEDDED, FACES, clear, fitted, make_look
from tests.sheets.pdf_matrix import SECTIONS, Matrix
from tests.sheets.pdf_model import RAISED, Grid, Line, Plan
from tests.sheets.pdf_others import annexes, for_comparison, last_year
from tests.sheets.pdf_platypus import LACKS as PLATYPUS_LACKS
from tests.sheets.pdf_platypus import build_sheet
from tests.sheets.pdf_text import printed, signed

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.sheets.content import Content

_PAGE_CHANCES = {
    "title_line": 0.4,
    "introduction": 0.25,
    "other_amounts": 0.12,
    "footnote": 0.2,
    "sign_at_amount": 0.25,
    "sign_at_duty": 0.25,
    "page_numbers": 0.4,
    "page_numbers_above": 0.1,
    "running_head": 0.15,
    "running_foot": 0.2,
    "watermark": 0.12,
    "logo": 0.1,
    "rotated_page": 0.07,
    "turned_page": 0.05,
    "turned_page_left": 0.03,
    "shifted_box": 0.07,
    "crop_box": 0.06,
    "narrow_table": 0.15,
    "table_centred": 0.5,
}
_LOOK_CHANCES = {
    "bold_head": 0.6,
    "dark_head": 0.2,
    "centred_heads": 0.3,
    "centred_pay": 0.25,
    "centred_across": 0.4,
    "centred_levels": 0.2,
    "shaded_across": 0.5,
    "middle": 0.2,  # from top to bottom
    "justified": 0.12,
    "white_boxes": 0.12,
    "zebra": 0.1,
}
_INK_CHANCES = {
    "hyphenated": 0.12,
    "hard_hyphens": 0.5,
    "ligatures": 0.08,
    "no_break_spaces": 0.1,
    "fake_bold": 0.08,
    "letter_by_letter": 0.1,
    "spaces_drawn": 0.5,
    "word_by_word": 0.1,
    "column_order": 0.12,
    "random_order": 0.08,
}
_MATRIX_CHANCES = {
    "heading_variants": 0.45,
    "level_in_label": 0.13,
    "level_across": 0.12,
    "by_level": 0.4,
    "separate_tables": 0.2,
    "locations_above": 0.2,
    "level_word": 0.2,
    "level_on_each_row": 0.12,
    "labels_merged": 0.5,
    "heads_not_merged": 0.15,
    "corner_merged": 0.3,
    "empty_corner": 0.15,
    "texts_not_merged": 0.08,
    "blank_marks": 0.2,
    "empty_rows": 0.07,
    "titles_by_comma": 0.12,
    "titles_by_semicolon": 0.08,
    "titles_by_bullet": 0.05,
    "titles_with_bullets": 0.12,
    "title_rows": 0.1,
    "wrapped_titles": 0.15,
    "bullets": 0.12,
    "one_cell_by_bullets": 0.1,
    "one_cell_by_gaps": 0.14,
    "headings_repeated": 0.4,
    "row_over_page": 0.35,
    "open_at_break": 0.25,
    "labels_again": 0.5,
}
_LIST_CHANCES = {
    "heading_variants": 0.4,
    "interns": 0.6,
    "mp_representative": 0.5,
    "no_title": 0.2,
    "title_in_own_cell": 0.25,
    "own_columns": 0.3,
    "family_on_each_row": 0.5,
    "labels_merged": 0.6,
    "both_locations_in_one_table": 0.5,
    "bounds_name_location": 0.4,
    "heads_merged_down": 0.6,
    "location_across": 0.15,
    "headings_repeated": 0.3,
}
_AXES_CHANCES = {
    "heading_variants": 0.4,
    "heads_not_merged": 0.15,
    "empty_corner": 0.2,
    "level_on_each_row": 0.3,
    "labels_merged": 0.5,
}
_UPRIGHTS = ("middle", "bottom", "leads_middle", "leads_bottom")
#: What a sheet with nothing but pay cannot show.
_OF_TEXTS = frozenset(
    [
        "by_level",
        "separate_tables",
        "bullets",
        "one_cell_by_bullets",
        "one_cell_by_gaps",
        "title_rows",
        "titles_by_comma",
        "wrapped_titles",
        "titles_by_semicolon",
        "titles_by_bullet",
        "titles_with_bullets",
        "texts_not_merged",
        "justified",
        "hyphenated",
        "hard_hyphens",
        "row_over_page",
        "sign_at_duty",
        "ligatures",
    ]
)
#: Of each group only one may stand, the first of those drawn.
_ONE_OF = (
    ("titles_by_comma", "titles_by_semicolon", "titles_by_bullet", "titles_with_bullets", "title_rows"),
    ("one_cell_by_bullets", "one_cell_by_gaps", "bullets"),
    ("level_across", "level_in_label"),
    ("rotated_page", "turned_page", "turned_page_left"),
    ("column_order", "random_order"),
    ("letter_by_letter", "word_by_word"),
    ("own_columns", "no_title"),
    ("page_numbers", "page_numbers_above"),
    ("sign_at_amount", "sign_at_duty"),
)
#: What each of these needs another for.
_NEEDS = {
    "by_level": {"level_across"},
    "hard_hyphens": {"hyphenated"},
    "spaces_drawn": {"letter_by_letter"},
    "bounds_name_location": {"both_locations_in_one_table"},
    "heads_merged_down": {"both_locations_in_one_table"},
    "family_on_each_row": {"own_columns"},
    "open_at_break": {"row_over_page", "headings_repeated"},
    "table_centred": {"narrow_table"},
    "sign_at_amount": {"footnote"},
    "sign_at_duty": {"footnote"},
    "labels_again": {"labels_merged"},
    "centred_across": {"level_across"},
    "shaded_across": {"level_across"},
}
#: What cannot stand beside these.
_BARS = {
    "separate_tables": {"level_in_label", "by_level", "empty_corner", "corner_merged"},
    "by_level": {"separate_tables"},
    "logo": {"page_numbers_above"},
    "both_locations_in_one_table": {"location_across"},
    "level_on_each_row": {"empty_rows"},
    "one_cell_by_gaps": {"middle"},
    "one_cell_by_bullets": {"middle"},
}
_INTRODUCTIONS = (
    "Members must place each member of staff on one of the job descriptions below and pay within its range.",
    "This document sets out the pay ranges and job descriptions for staff of Members of Parliament. The ranges apply "
    "from 1 April; a range for London applies where the place of work that the contract names is in London.",
    "Salaries shown are for a full-time post of 37.5 hours a week and are reduced for those who work part-time.",
)
_AMOUNTS = (
    "The staffing budget for {year} is £252,870 for London and £236,170 elsewhere.",
    "From 1 April the hourly rate must be at least £11.44, or £13.15 in London.",
)
_NOTHING: frozenset[str] = frozenset()
_SIGNED = {"sign_at_amount": "pay", "sign_at_duty": "duties"}
_NOTES = (
    "{sign} Full-time salaries; part-time staff are paid in proportion.",
    "{sign} For staff who work outside London, see the guidance on the place of work.",
)


#: Each typesetter: what draws, what it cannot do, and the rules and fonts that it has.
_TYPESETTERS = {
    "canvas": (draw_sheet, frozenset[str](), DRAWN, FACES),
    "platypus": (build_sheet, PLATYPUS_LACKS, ("segments", "dashed"), FACES),
    "weasyprint": (print_sheet, HTML_LACKS, ("segments", "dashed"), EMBEDDED),
}


@dataclass(frozen=True)
class Printed:
    """A PDF, its number of pages, what is true of it, and the features that it has."""

    data: bytes
    pages: int
    truth: dict[str, Any]
    features: set[str]


def _choose(rng: Random) -> str:
    return rng.choices(list(_TYPESETTERS), weights=[6, 2, 1.5])[0]


def _agreed(features: set[str], typesetter: str) -> set[str]:
    """Drop the features that cannot stand together, or that the typesetter lacks."""
    features -= _TYPESETTERS[typesetter][1]
    for group in _ONE_OF:
        drawn = [feature for feature in group if feature in features]
        features -= set(drawn[1:])
    for feature, barred in _BARS.items():
        features -= barred if feature in features else set()
    for feature, needed in _NEEDS.items():
        features -= set() if features & needed else {feature}
    return features


def _matrix_features(rng: Random, rules: str, typesetter: str) -> set[str]:
    chances = _PAGE_CHANCES | _LOOK_CHANCES | _INK_CHANCES | _MATRIX_CHANCES
    features = _agreed(draw(rng, chances), typesetter)
    if rules != "grid":
        features -= {"heads_not_merged", "texts_not_merged", "empty_rows"}
    if rules not in {"grid", "blocks"}:
        features -= {"middle", "centred_levels"}
    if "blank_marks" in features and rules not in {"grid", "rows"}:
        features -= {"title_rows"}
    return features


def _matrix(
    rng: Random, content: Content, rules: str, sections: tuple[str, ...] = SECTIONS, beside: frozenset[str] = _NOTHING
) -> Printed:
    """Typeset families across and levels down, and what stands `beside`."""
    typesetter = _choose(rng)
    features = _beside(_matrix_features(rng, rules, typesetter), beside)
    if sections == ("pay",):
        features -= _OF_TEXTS
    elif "separate_tables" not in features:
        features -= {"locations_above"}
    features |= {"zebra"} if rules == "zebra" else set()
    truth = truth_of(content)
    if sections == ("pay",):
        truth |= {"titles": {}, "responsibilities": {}}
    story = Matrix(rng, content, features).story(sections)
    if "last_year_below" in features:
        old = last_year(content)
        story += for_comparison(rng, old.year, Matrix(rng, old, features - {"separate_tables"}).story(("pay",)))
    return _typeset(rng, content, _Draft(story, truth, features, rules, typesetter))


@dataclass(frozen=True)
class _Draft:
    """A sheet whose look is not yet chosen."""

    story: list[Grid | Line]
    truth: dict[str, Any]
    features: set[str]
    rules: str
    typesetter: str


def _typeset(rng: Random, content: Content, draft: _Draft) -> Printed:
    """Choose a look, add what stands around the tables, and print."""
    features = draft.features
    typeset, _, drawn, faces = _TYPESETTERS[draft.typesetter]
    story = printed(rng, _surrounded(rng, content, draft), features)
    look = make_look(
        rng, features, faces=[face for face in faces if face not in BUILT_IN or "ligatures" not in features]
    )
    rules = "none" if draft.rules == "zebra" else draft.rules
    how = rng.choice([way for way in drawn if way != "dashed" or rules != "grid"])
    look = replace(look, rules=rules, drawn=how, running=_running(rng, content, features))
    grids = [item for item in story if isinstance(item, Grid)]
    look = fitted(clear(look, features), grids)
    plan = Plan(rng, story, look, draft.truth, features)
    data, pages = typeset(plan)
    named = {draft.typesetter, f"rules_{rules}"} | ({f"drawn_{how}"} if rules != "none" else set())
    return Printed(finished(data, features), pages, plan.truth, plan.features | named)


def _surrounded(rng: Random, content: Content, draft: _Draft) -> list[Grid | Line]:
    """Put a title, an introduction and footnotes around the tables."""
    features = draft.features
    above: list[Grid | Line] = []
    if "title_line" in features:
        above.append(Line(f"MPs' staff job descriptions and pay bands for {content.year}", "title"))
    if "introduction" in features:
        above.append(Line(rng.choice(_INTRODUCTIONS), "text"))
    if "other_amounts" in features:
        above.append(Line(rng.choice(_AMOUNTS).format(year=content.year), "text"))
    if "annexes" in features:
        draft.story.extend(annexes(rng))
    if "footnote" not in features:
        return [*above, *draft.story]
    sign = rng.choice(["*", "1", "†"])
    kinds = {kind for feature, kind in _SIGNED.items() if feature in features} or {"label", "family", "location"}
    story = signed(rng, draft.story, sign, kinds)
    return [*above, *story, Line(rng.choice(_NOTES).format(sign=RAISED + sign if sign == "1" else sign), "note")]


def _running(rng: Random, content: Content, features: set[str]) -> dict[str, str]:
    running = {"watermark_angle": rng.choice(["0", "45", "30"])}
    if features & {"page_numbers", "page_numbers_above"}:
        running["page_number"] = rng.choice(
            ["Page {number} of {total}", "Page {number}", "{number} of {total}", "{number}"]
        )
    if "running_head" in features:
        running["head"] = rng.choice(["Independent Parliamentary Standards Authority", "MPs' staff pay bands"])
    if "running_foot" in features:
        running["foot"] = rng.choice(["Published by IPSA", "www.theipsa.org.uk", f"© IPSA {content.year[:4]}"])
    return running


def pdf_ruled(rng: Random, content: Content) -> Printed:
    """Typeset a matrix in which every cell has its rules."""
    return _matrix(rng, content, "grid")


def pdf_partly_ruled(rng: Random, content: Content) -> Printed:
    """Typeset a matrix that has some of its rules, or shaded rows."""
    return _matrix(
        rng, content, rng.choice(["rows", "rows", "blocks", "families", "head_rule", "booktabs", "open", "zebra"])
    )


def pdf_unruled(rng: Random, content: Content) -> Printed:
    """Typeset a matrix without any rule."""
    return _matrix(rng, content, "none")


def pdf_pay_only(rng: Random, content: Content) -> Printed:
    """Typeset a matrix that has only the pay."""
    return _matrix(rng, content, _any_rules(rng), ("pay",))


def pdf_news(rng: Random, content: Content) -> Printed:
    """Typeset a matrix with a new family and a fourth level."""
    return _matrix(rng, content, _any_rules(rng))


def pdf_list(rng: Random, content: Content) -> Printed:
    """Typeset a row for each role."""
    return _list(rng, content, _any_rules(rng))


def _list(rng: Random, content: Content, rules: str, beside: frozenset[str] = _NOTHING) -> Printed:
    """Typeset a row for each role, and what stands `beside`."""
    typesetter = _choose(rng)
    features = _agreed(draw(rng, _PAGE_CHANCES | _LOOK_CHANCES | _INK_CHANCES | _LIST_CHANCES), typesetter)
    features = _beside(features, beside) - ({"both_locations_in_one_table"} if "two_years" in beside else set())
    features -= {"middle"} - beside if rules != "grid" and "labels_merged" in features else set()
    features |= {"zebra"} if rules == "zebra" else set()
    roles = RoleList(rng, content, features)
    story = roles.story()
    if "last_year_below" in features:
        old = last_year(content)
        story += for_comparison(rng, old.year, RoleList(rng, old, features).story())
    return _typeset(rng, content, _Draft(story, roles.truth(), features, rules, typesetter))


def pdf_years(rng: Random, content: Content) -> Printed:
    """Typeset a sheet with last year's pay beside or below this year's; its title says which year it is of."""
    how = rng.choice(["columns", "list", "matrix"])
    if how == "matrix":
        beside = frozenset({"title_line", "last_year_below"})
        return _matrix(rng, content, _any_rules(rng), rng.choice([("pay",), SECTIONS]), beside)
    beside = frozenset({"title_line", "two_years" if how == "columns" else "last_year_below"})
    return _list(rng, content, _any_rules(rng), beside)


def pdf_axes(rng: Random, content: Content) -> Printed:
    """Typeset pay alone, its headings on any axis."""
    return _axes(rng, content, _any_rules(rng))


def _axes(rng: Random, content: Content, rules: str, beside: frozenset[str] = _NOTHING) -> Printed:
    """Typeset pay alone, its headings on any axis, and what stands `beside`."""
    typesetter = _choose(rng)
    features = _agreed(draw(rng, _PAGE_CHANCES | _LOOK_CHANCES | _INK_CHANCES | _AXES_CHANCES), typesetter) - _OF_TEXTS
    features = _beside(features, beside)
    features -= {"heads_not_merged"} if rules != "grid" else set()
    features -= {"middle"} - beside if rules != "grid" and "labels_merged" in features else set()
    features |= {"zebra"} if rules == "zebra" else set()
    truth = truth_of(content) | {"titles": {}, "responsibilities": {}}
    story = Pivot(rng, content, features).story()
    return _typeset(rng, content, _Draft(story, truth, features, rules, typesetter))


def pdf_annex(rng: Random, content: Content) -> Printed:
    """Typeset a sheet with tables that are none of it."""
    beside = frozenset({"annexes"})
    if chance(rng, 0.3):
        return _list(rng, content, _any_rules(rng), beside)
    return _matrix(rng, content, _any_rules(rng), rng.choice([("pay",), SECTIONS, SECTIONS]), beside)


def pdf_merged(rng: Random, content: Content) -> Printed:
    """Typeset a sheet whose labels are of several rows, and stand in the middle or at the bottom of them."""
    beside, rules = frozenset({"labels_merged", rng.choice(_UPRIGHTS)}), rng.choice(["grid", "grid", "rows"])
    how = rng.choice(["list", "axes", "pay", "whole", "whole"])
    if how == "list":
        return _list(rng, content, rules, beside)
    if how == "axes":
        return _axes(rng, content, rules, beside)
    return _matrix(rng, content, rules, ("pay",) if how == "pay" else SECTIONS, beside)


def _beside(features: set[str], beside: frozenset[str]) -> set[str]:
    """Add what a sheet must have; a text stands in one way between the top and the bottom of its cell."""
    if not beside & {*_UPRIGHTS}:
        return features | beside
    return features - {*_UPRIGHTS, "level_on_each_row", "one_cell_by_gaps", "one_cell_by_bullets"} | beside


def _any_rules(rng: Random) -> str:
    if chance(rng, 0.5):
        return "grid"
    return rng.choice(["rows", "families", "head_rule", "booktabs", "zebra", "none", "none"])


PDF_TYPESETTERS: dict[str, Callable[[Random, Content], Printed]] = {
    "pdf_ruled": pdf_ruled,
    "pdf_partly_ruled": pdf_partly_ruled,
    "pdf_unruled": pdf_unruled,
    "pdf_list": pdf_list,
    "pdf_pay_only": pdf_pay_only,
    "pdf_news": pdf_news,
    "pdf_years": pdf_years,
    "pdf_annex": pdf_annex,
    "pdf_axes": pdf_axes,
    "pdf_merged": pdf_merged,
}
