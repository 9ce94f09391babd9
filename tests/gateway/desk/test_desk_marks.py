"""Marks in a text: every character once and in order, whatever the marks."""

import pytest

from gateway.desk.marks import Mark, pieces

TEXT = "警察让我转账三万元"


def shown(*marks: tuple[int, int, int], text: str = TEXT) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.text, piece.numbers) for piece in pieces(text, [Mark(*mark) for mark in marks])]


def test_nothing_marked_is_one_piece() -> None:
    assert shown() == [(TEXT, ())]
    assert shown(text="") == [("", ())]


def test_marks_stand_where_they_belong() -> None:
    assert shown((4, 6, 2), (0, 2, 1)) == [("警察", (1,)), ("让我", ()), ("转账", (2,)), ("三万元", ())]
    assert shown((6, 9, 1)) == [("警察让我转账", ()), ("三万元", (1,))]


def test_overlapping_marks_are_one_and_touching_ones_are_two() -> None:
    assert shown((2, 6, 1), (4, 8, 2), (4, 5, 1)) == [("警察", ()), ("让我转账三万", (1, 2)), ("元", ())]
    assert shown((0, 9, 3), (2, 4, 1)) == [(TEXT, (1, 3))]
    assert shown((0, 2, 1), (2, 4, 2)) == [("警察", (1,)), ("让我", (2,)), ("转账三万元", ())]


@pytest.mark.parametrize("mark", [(0, 0, 1), (3, 3, 1), (5, 2, 1), (-1, 2, 1), (0, 10, 1), (20, 30, 1)])
def test_a_mark_that_is_empty_or_outside_marks_nothing(mark: tuple[int, int, int]) -> None:
    assert shown(mark) == [(TEXT, ())]


def test_the_pieces_are_the_text_again() -> None:
    text = "钱💰转了👨‍👩‍👧三次"
    found = pieces(text, [Mark(1, 2, 1), Mark(4, 9, 2), Mark(8, 11, 3)])
    assert "".join(piece.text for piece in found) == text


def test_a_number_is_new_once() -> None:
    found = pieces(TEXT, [Mark(0, 2, 1), Mark(4, 6, 1), Mark(4, 6, 2), Mark(6, 9, 2)])
    assert [piece.new for piece in found] == [(1,), (), (2,), ()]
