"""The scorer of table finding: hand-made tables whose relations are counted by eye."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.adjacency import Cell, Score, compare, found_by_page, from_rows, relations


def test_a_table_of_two_by_two_has_four_relations() -> None:
    assert relations(from_rows([["a", "b"], ["c", "d"]])) == Counter(
        [("right", "a", "b"), ("right", "c", "d"), ("down", "a", "c"), ("down", "b", "d")]
    )


def test_the_neighbour_of_a_cell_is_the_next_that_is_not_blank() -> None:
    table = from_rows([["a", "", "b"], [None, " ", ""], ["c", "d", "e"]])
    across = [("right", "a", "b"), ("right", "c", "d"), ("right", "d", "e")]
    assert relations(table) == Counter([*across, ("down", "a", "c"), ("down", "b", "e")])


def test_a_merged_cell_has_one_relation_with_each_neighbour() -> None:
    table = [Cell("head", 0, 0, 1, 2), Cell("side", 0, 2, 2, 1), Cell("a", 1, 0), Cell("b", 1, 1)]
    across = [("right", "head", "side"), ("right", "a", "b"), ("right", "b", "side")]
    assert relations(table) == Counter([*across, ("down", "head", "a"), ("down", "head", "b")])


def test_two_merged_cells_that_share_two_slots_have_one_relation() -> None:
    assert relations([Cell("a", 0, 0, 2, 1), Cell("b", 0, 1, 2, 1)]) == Counter([("right", "a", "b")])
    assert relations([Cell("a", 0, 0, 1, 3), Cell("b", 1, 0, 1, 3)]) == Counter([("down", "a", "b")])


def test_a_blank_that_is_merged_is_passed_over_too() -> None:
    table = [Cell("a", 0, 0, 2, 1), Cell("", 0, 1, 2, 1), Cell("b", 0, 2), Cell("c", 1, 2)]
    assert relations(table) == Counter([("right", "a", "b"), ("right", "a", "c"), ("down", "b", "c")])


def test_equal_pairs_at_different_places_count_each() -> None:
    assert relations(from_rows([["-", "-", "-"]])) == Counter({("right", "-", "-"): 2})


@pytest.mark.parametrize("text", ["1 234", "1\u00a0234", "1\n234", " 1234 "])
def test_white_space_does_not_count(text: str) -> None:
    assert compare([from_rows([["a", "1234"]])], [from_rows([["a", text]])]) == Score(1, 1, 1)


def test_one_wrong_text_spoils_every_relation_it_has() -> None:
    true = from_rows([["a", "b"], ["c", "d"]])
    score = compare([true], [from_rows([["a", "b"], ["c", "x"]])])
    assert score == Score(true=4, found=4, right=2)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_a_lost_column_costs_recall_and_prose_in_a_table_costs_precision() -> None:
    true = from_rows([["a", "b"], ["c", "d"]])
    assert compare([true], [from_rows([["a"], ["c"]])]) == Score(4, 1, 1)
    assert compare([true], [true, from_rows([["Prose", "is not"]])]) == Score(4, 5, 4)


def test_a_cell_that_is_cut_in_two_is_wrong_on_both_sides() -> None:
    true = from_rows([["ab", "c"]])
    assert compare([true], [from_rows([["a", "b", "c"]])]) == Score(1, 2, 0)


def test_the_tables_of_a_page_may_come_in_any_order_and_in_pieces() -> None:
    first, second = from_rows([["a", "b"]]), from_rows([["c", "d"], ["e", "f"]])
    assert compare([first, second], [second, first]) == Score(5, 5, 5)
    assert compare([second], [second[:2], second[2:]]) == Score(4, 2, 2)


def test_a_page_without_tables_is_perfect_only_when_nothing_is_found() -> None:
    nothing = compare([], [])
    assert (nothing.precision, nothing.recall, nothing.f1) == (1.0, 1.0, 1.0)
    assert compare([], [from_rows([["a", "b"]])]).f1 == 0.0
    assert compare([from_rows([["a", "b"]])], []).f1 == 0.0


def test_scores_add_up_relation_by_relation() -> None:
    total = sum([Score(90, 90, 90), Score(10, 0, 0)], Score())
    assert (total.precision, total.recall) == (1.0, 0.9)


def test_the_slots_that_a_named_span_hides_are_no_cells() -> None:
    rows = [["head", "head", "x"], ["a", "b", "c"]]
    table = from_rows(rows, spans=[(0, 0, 1, 2)])
    assert relations(table)["right", "head", "head"] == 0
    assert relations(table)["down", "head", "b"] == 1
    assert relations(table)["right", "head", "x"] == 1


def test_what_the_command_prints_is_sorted_by_page() -> None:
    table = {"page": 2, "bbox": [0, 0, 1, 1], "cells": [["a", "b"]]}
    assert found_by_page({"tables": [table]}) == {2: [[Cell("a", 0, 0), Cell("b", 0, 1)]]}
