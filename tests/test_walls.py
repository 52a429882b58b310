"""Rules to walls: however a line is drawn, it parts once."""

from __future__ import annotations

import pytest

from pipeline.geometry import Box
from pipeline.grid.walls import walls
from tests.pages import dashes, lying, standing


def test_a_dashed_rule_is_one_wall() -> None:
    down, upright = walls(dashes(lying(100, 50, 350), 20))
    assert len(down) == 1
    assert len(down[0].stretches) == 1
    assert [down[0].at, down[0].start, down[0].end] == pytest.approx([100, 50, 350])
    assert down[0].covers(50, 350) == pytest.approx(1)
    assert upright == ()


def test_a_double_rule_is_one_wall() -> None:
    down, _ = walls([lying(100, 50, 350), lying(102, 50, 350)])
    assert len(down) == 1
    assert 100 <= down[0].at <= 102


def test_the_borders_of_two_cells_side_by_side_are_one_wall() -> None:
    _, upright = walls([standing(200, 100, 120), standing(201, 120, 140), standing(200, 140, 160)])
    assert [(wall.start, wall.end) for wall in upright] == [(100, 160)]


def test_borders_drawn_one_to_a_cell_are_one_wall() -> None:
    down, _ = walls([lying(100, x, x + 60) for x in (50, 110, 170)])
    assert [(wall.start, wall.end) for wall in down] == [(50, 230)]


def test_rules_of_two_rows_are_two_walls() -> None:
    down, _ = walls([lying(100, 50, 350), lying(112, 50, 350)])
    assert [wall.at for wall in down] == [pytest.approx(100), pytest.approx(112)]


def test_a_rule_with_a_wide_gap_does_not_part_what_stands_in_the_gap() -> None:
    down, _ = walls([lying(100, 50, 150), lying(100, 250, 350)])
    assert down[0].stretches == ((50, 150), (250, 350))
    assert down[0].covers(150, 250) == 0
    assert down[0].covers(50, 250) == pytest.approx(0.5)


def test_a_speck_parts_nothing() -> None:
    assert walls([Box(100, 100, 103, 100.5), Box(200, 200, 200.5, 204)]) == ((), ())


def test_the_order_in_which_rules_are_drawn_does_not_matter() -> None:
    rules = [*dashes(lying(100, 50, 350), 9), lying(140, 50, 350), standing(50, 100, 140), standing(350, 100, 140)]
    assert walls(rules) == walls(rules[::-1])
