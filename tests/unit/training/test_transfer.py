"""The reading of transfer against numbers made by hand: exact, and nothing where a side is empty."""

from fractions import Fraction

from training.grading.transfer import Reading, Side, change_in, read


def test_the_change_of_a_place_is_the_mean_of_the_questions_with_points_in_both_rounds():
    before = {"A": Fraction(25), "B": Fraction(50), "C": Fraction(100), "D": Fraction(0)}
    now = {"A": Fraction(50), "B": Fraction(50), "C": Fraction(75), "E": Fraction(100)}
    assert change_in(["A", "B"], before, now) == Fraction(25, 2)
    assert change_in(["A", "B", "C"], before, now) == 0
    assert change_in(["A", "A", "B"], before, now) == Fraction(25, 2), "a question that two lessons serve counts once"
    assert change_in(["A", "D", "E"], before, now) == 25, "D and E have points in one round only"
    assert change_in(["D", "E", "Z"], before, now) is None


def test_each_place_counts_once_on_its_side_and_the_mean_is_exact():
    changes = {
        "uno": Fraction(10),
        "dos": Fraction(0),
        "tres": Fraction(1),
        "cuatro": Fraction(-5),
        "cinco": Fraction(2),
    }
    certified = {"uno": 5, "dos": 12, "tres": 40, "cuatro": 0}
    found = read(changes, certified)
    assert found == Reading(Side(3, Fraction(11, 3)), Side(2, Fraction(-3, 2))), "who is not named has nobody"
    assert (found.places, found.is_readable, found.rose_more) == (5, True, True)


def test_a_hidden_count_is_on_neither_side():
    changes = {"uno": Fraction(10), "dos": Fraction(100), "tres": Fraction(20)}
    found = read(changes, {"uno": 7, "dos": None, "tres": 0})
    assert found == Reading(Side(1, Fraction(10)), Side(1, Fraction(20)))
    assert not found.rose_more
    assert not read({"uno": Fraction(1), "dos": Fraction(1)}, {"uno": 5}).rose_more, "the same is not more"


def test_with_an_empty_side_there_is_nothing_to_read():
    changes = {"uno": Fraction(10), "dos": Fraction(4)}
    assert read(changes, {}) == Reading(None, Side(2, Fraction(7)))
    assert not read(changes, {}).is_readable
    assert not read(changes, {"uno": 5, "dos": 6}).is_readable
    assert not read({}, {"uno": 5}).is_readable
    assert read({}, {}).places == 0
