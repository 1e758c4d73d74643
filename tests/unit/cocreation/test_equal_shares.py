"""Equal shares against worked examples and a second implementation that looks for the price by bisection of breakpoints."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cocreation.ranking.equal_shares import UNKNOWN, Voter, equal_shares, price_each
from cocreation.ranking.places import Challenge, Ranked

CODES = [f"R{n}" for n in range(1, 6)]


def ranked(codes: list[str]) -> list[Ranked]:
    return [Ranked(Challenge(code, 1), {}, Fraction(5) - n, n + 1) for n, code in enumerate(codes)]


def plain(order: list[str], supports: dict[str, set[str]], places: int) -> tuple[list[str], list[str]]:
    """By the words of the rule: the price is tried at every budget, where Σ min(budget, ρ) bends."""
    voters = [v for v in supports if supports[v] & set(order)]
    budget = {v: Fraction(places, len(voters)) for v in voters}
    chosen: list[str] = []
    while True:
        best = None
        for place, code in enumerate(order):
            money = [budget[v] for v in voters if code in supports[v]]
            if code in chosen or sum(money) < 1:
                continue
            low = max([Fraction(0), *(b for b in money if sum(min(x, b) for x in money) < 1)])
            poor = [b for b in money if b <= low]
            price = Fraction(1 - sum(poor)) / (len(money) - len(poor))
            assert sum(min(b, price) for b in money) == 1
            if best is None or (price, place) < best[:2]:
                best = (price, place, code)
        if best is None:
            break
        price, _, code = best
        for v in voters:
            if code in supports[v]:
                budget[v] -= min(budget[v], price)
        chosen.append(code)
    count = {code: sum(code in s for s in supports.values()) for code in order}
    rest = sorted((c for c in order if c not in chosen), key=lambda c: (-count[c], order.index(c)))
    return chosen, rest[: max(0, places - len(chosen))]


@given(
    st.dictionaries(st.sampled_from([f"v{n}" for n in range(8)]), st.sets(st.sampled_from(CODES)), max_size=8),
    st.integers(1, 5),
    st.integers(0, 5),
)
def test_the_list_is_that_of_the_plain_rule(supports: dict[str, set[str]], places: int, known: int):
    order = CODES[:known]
    found = equal_shares(ranked(order), [Voter(v, frozenset(s)) for v, s in supports.items()], places)
    if not any(s & set(order) for s in supports.values()):
        assert found is None
        return
    assert found is not None
    assert (list(found.chosen), list(found.completed)) == plain(order, supports, places)
    assert len(found.chosen) <= places
    assert len({*found.chosen, *found.completed}) == min(places, len(order))


def test_a_minority_that_agrees_gets_its_part():
    """Six of nine support A and B, three only C: two places by count are A and B; each voter holds 2/9, the three have 2/3."""
    many = [Voter(f"m{n}", frozenset("AB"), municipality="05001") for n in range(6)]
    few = [Voter(f"f{n}", frozenset("C"), municipality="05079") for n in range(3)]
    found = equal_shares(ranked(["A", "B", "C"]), many + few, 3)
    assert found is not None
    # Three places: 1/3 each. A costs the six 1/6 each, B the other 1/6; the three pay C with 1/3 each.
    assert (found.chosen, found.completed) == (("A", "B", "C"), ())
    with_two = equal_shares(ranked(["A", "B", "C"]), many + few, 2)
    assert with_two is not None
    # Two places: 2/9 each. A leaves the six 1/18 each, a third together: nobody buys more; B has more supports than C.
    assert (with_two.chosen, with_two.completed) == (("A",), ("B",))


def test_who_is_left_with_nothing_is_named_from_five_voters_on():
    """One place among 18 voters: each holds 1/18, and both A and C have nine supporters; the first place decides."""
    served = [Voter(f"s{n}", frozenset("A"), group="academia", municipality="05001") for n in range(9)]
    five = [Voter(f"c{n}", frozenset("C"), group="vereda", municipality="") for n in range(5)]
    four = [Voter(f"d{n}", frozenset("C"), group="gremio", municipality="05088") for n in range(4)]
    found = equal_shares(ranked(["A", "B", "C"]), served + five + four, 1)
    assert found is not None
    assert (found.chosen, found.completed) == ((), ("A",))
    assert found.without_any == {"ranking": [UNKNOWN, "vereda"], "equal_shares": [UNKNOWN, "vereda"]}
    both = equal_shares(ranked(["A", "B", "C"]), served + five + four, 2)
    assert both is not None
    assert both.without_any == {"ranking": [UNKNOWN, "vereda"], "equal_shares": []}


def test_a_group_called_sin_dato_is_not_the_unknown_municipality():
    """Three without municipality and two others of a group of that name are no five; five without one are, whoever they are."""
    nobody = [Voter(f"n{n}", frozenset("C")) for n in range(3)]
    group = [Voter(f"g{n}", frozenset("C"), group=UNKNOWN, municipality="05088") for n in range(2)]
    served = [Voter(f"s{n}", frozenset("A"), group=UNKNOWN, municipality="05001") for n in range(9)]
    few = equal_shares(ranked(["A", "C"]), nobody + group, 1)
    assert few is not None
    assert few.without_any["ranking"] == []
    more = [Voter(f"m{n}", frozenset("C")) for n in range(2)]
    five = equal_shares(ranked(["A", "C"]), nobody + more + served, 1)
    assert five is not None
    assert five.without_any["ranking"] == [UNKNOWN]


def test_supports_of_what_has_no_place_do_not_count():
    rows = [*ranked(["A"]), Ranked(Challenge("Z", 1), {}, None)]
    assert equal_shares(rows, [Voter("a", frozenset("Z"))], 2) is None


def test_the_price_is_exact():
    third = Fraction(1, 3)
    assert price_each([third, third, third]) == third
    assert price_each([Fraction(1, 10), 1, 1]) == Fraction(9, 20)
    assert price_each([third, third]) is None
    assert price_each([]) is None
    assert price_each([Fraction(0), Fraction(1)]) == 1
