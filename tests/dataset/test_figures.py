"""Figures: printed ones as the tables hold them, computed ones by declared formulas."""

from dataclasses import replace
from decimal import Decimal

import pytest

import analysis
from analysis.dataset.figures import compute_figures, find_obstacle
from analysis.errors import UnknownIdError
from analysis.methods import compute_figure, find_figures

# Worked by hand from the articles: numerator / denominator * scale.
WORKED = [
    ("nam_po", "members_per_cell", Decimal(1906) / (23 + 129)),
    ("lai_chau", "members_per_cell", Decimal(30044) / (341 + 1908)),
    ("hai_luu", "members_per_cell", Decimal(378) / 15),
    ("nam_po", "rural_members_share", Decimal(1529) / 1906 * 100),
    ("nam_po", "grassroots_cells_share", Decimal(23) / 40 * 100),
    ("trang_dinh", "grassroots_cells_share", Decimal(34) / 59 * 100),
    ("lai_chau", "grassroots_cells_share", Decimal(341) / 526 * 100),
    ("lai_chau", "women_members_share", Decimal(10182) / 30044 * 100),
    ("lai_chau", "ethnic_minority_members_share", Decimal(15984) / 30044 * 100),
    ("lai_chau", "admission_rate", Decimal(1022) / 30044 * 100),
    ("lai_chau", "members_per_organisation", Decimal(30044) / 526),
    ("trang_dinh", "organisations_excellent_to_good", Decimal(5) / 50 * 100),
    ("ba_tri", "residential_cells_excellent_to_good", Decimal(34) / 91 * 100),
    ("ba_tri", "residential_cells_graded_excellent_share", Decimal(34) / 129 * 100),
    ("ba_tri", "residential_cells_good_or_better_share", Decimal(34 + 91) / 129 * 100),
]


@pytest.mark.parametrize(("locality", "indicator", "expected"), WORKED)
def test_computed_values(data, locality, indicator, expected):
    """A computed indicator is its numerator over its denominator, worked by hand from the printed figures."""
    figure = compute_figure(data, locality, indicator)
    assert figure is not None
    assert figure.value == pytest.approx(expected, abs=Decimal("1e-12"))
    assert figure.is_computed


def test_members_per_cell_counts_both_tiers(data):
    """Members per cell of a district rests on grassroots cells and affiliated cells, not on one of them."""
    figure = compute_figure(data, "nam_po", "members_per_cell")
    assert set(figure.observation_ids) == {"nam_po_party_members", "nam_po_grassroots_cells", "nam_po_affiliated_cells"}


def test_parts_of_a_locality_are_computed_for_the_part(data):
    """Households per border member is computed for the border guard, whose figures they are: 1 781 / 315."""
    (figure,) = find_figures(data, locality_id="lai_chau", indicator_id="households_per_border_member")
    assert figure.subject == "lai_chau_border_guard"
    assert figure.value == pytest.approx(Decimal(1781) / 315)


@pytest.mark.parametrize(
    ("locality", "indicator"),
    [("trang_dinh", "members_per_cell"), ("ba_tri", "grassroots_cells_share"), ("hai_luu", "members_per_organisation")],
)
def test_missing_pieces_give_nothing(data, locality, indicator):
    """Where a piece of the formula is not printed there is no figure, never a zero."""
    assert compute_figure(data, locality, indicator) is None


def test_printed_figures_are_not_computed_again(data):
    """A share that the text prints stands as printed, 80.2, not as computed, 80.22."""
    (figure,) = find_figures(data, locality_id="nam_po", indicator_id="rural_members_share")
    assert not figure.is_computed
    assert figure.value == Decimal("80.2")


def test_two_ends_are_one_figure(data):
    """A printed range of 10 to 11 meetings is one figure with two ends."""
    (figure,) = find_figures(data, locality_id="trang_dinh", indicator_id="agency_cell_meetings")
    assert (figure.qualifier, figure.low, figure.high) == ("range", 10, 11)
    assert len(figure.observation_ids) == 1


def test_bounds_are_not_values(data):
    """ "Over 60 million" has a lower end and no upper one."""
    (figure,) = find_figures(data, locality_id="hai_luu", indicator_id="income_per_person")
    assert (figure.qualifier, figure.low, figure.high) == ("gt", 60_000_000, None)


@pytest.mark.parametrize(
    ("qualifiers", "expected"),
    [
        # 1 906 members in 23 + 129 cells.
        ({}, ("eq", 1906 / 152, 1906 / 152)),
        ({"party_members": "gt"}, ("ge", 1906 / 152, None)),
        ({"affiliated_cells": "ge"}, ("le", None, 1906 / 152)),
        ({"party_members": "lt"}, ("le", None, 1906 / 152)),
        ({"grassroots_cells": "lt"}, ("range", 1906 / 152, 1906 / 129)),
        ({"grassroots_cells": "approx"}, ("approx", None, None)),
        ({"party_members": "gt", "affiliated_cells": "lt"}, ("ge", 1906 / 152, None)),
        ({"party_members": "approx"}, ("approx", None, None)),
        ({"party_members": "gt", "affiliated_cells": "gt"}, None),
        ({"grassroots_cells": "lt", "affiliated_cells": "gt"}, ("le", None, 1906 / 129)),
        ({"party_members": "approx", "affiliated_cells": "gt"}, None),
    ],
)
def test_bounds_flow_through_a_formula(data, qualifiers, expected):
    """What is known of the pieces as bounds is known of the result as bounds, or nothing is said of it."""
    table = data.observations.copy()
    for indicator, qualifier in qualifiers.items():
        found = (table["locality_id"] == "nam_po") & (table["indicator_id"] == indicator)
        assert found.sum() == 1
        table.loc[found, "qualifier"] = qualifier
    figure = compute_figure(replace(data, tables={**data.tables, "observations": table}), "nam_po", "members_per_cell")
    if expected is None:
        assert figure is None
        return
    qualifier, low, high = expected
    assert figure.qualifier == qualifier
    for end, right in ((figure.low, low), (figure.high, high)):
        assert end is None if right is None else end == pytest.approx(Decimal(right))


def test_a_village_is_not_its_commune(data):
    """Figures of Hòa Bình village carry it as their subject."""
    (figure,) = find_figures(data, locality_id="hai_luu", indicator_id="poor_households_share")
    assert figure.subject == "hai_luu_hoa_binh"


def test_unknown_ids_name_the_close_ones(data):
    """An unknown locality or indicator is refused with the close ids."""
    with pytest.raises(UnknownIdError, match="nam_po"):
        find_figures(data, locality_id="nam_pho")
    with pytest.raises(UnknownIdError, match="party_members"):
        find_figures(data, indicator_id="party_member")


WARD = [
    ("grassroots_organisations", 58, "2026-06-30"),
    ("grassroots_committees", 12, "2026-06-30"),
    ("grassroots_cells", 46, "2026-06-30"),
    ("affiliated_cells", 104, "2026-06-30"),
    ("party_members", 2975, "2026-06-30"),
]


def only(*ids):
    return [row for row in WARD if row[0] in ids]


TIERS = [
    # A ward of today directs grassroots organisations of its own: 2 975 members in 46 + 104 cells.
    ("commune", WARD, Decimal(2975) / 150, ()),
    # Were its own cells not told, 104 would be too few to divide by.
    ("commune", only("affiliated_cells", "party_members"), None, ("grassroots_cells",)),
    ("commune", only("grassroots_cells", "party_members"), None, ("affiliated_cells",)),
    # That it has no grassroots organisation is told: the 104 are all.
    (
        "commune",
        [*only("affiliated_cells", "party_members"), ("grassroots_organisations", 0, "2026-06-30")],
        Decimal(2975) / 104,
        (),
    ),
    (
        "commune",
        [
            *only("affiliated_cells", "party_members"),
            ("grassroots_cells", 0, "2026-06-30"),
            ("grassroots_committees", 0, "2026-06-30"),
        ],
        Decimal(2975) / 104,
        (),
    ),
    # Before 1 July 2025 a commune was one grassroots organisation, and so is one that says so of itself.
    (
        "commune",
        [("affiliated_cells", 15, "2025-06-30"), ("party_members", 378, "2025-06-30")],
        Decimal(378) / 15,
        (),
    ),
    # A number of 2025 is that of its last day, when there are such tiers; of two years nobody knows the day.
    ("commune", [("affiliated_cells", 15, "2025"), ("party_members", 378, "2025")], None, ("grassroots_cells",)),
    ("commune", [("affiliated_cells", 15, "2025/2026"), ("party_members", 378, "2025/2026")], None, ()),
    # Whatever the level and the day, what a place prints of its tiers decides.
    (
        "commune",
        [
            ("affiliated_cells", 15, "2024-12-31"),
            ("grassroots_committees", 2, "2024-12-31"),
            ("party_members", 378, "2024-12-31"),
        ],
        None,
        ("grassroots_cells",),
    ),
    ("district", only("affiliated_cells", "party_members"), None, ("grassroots_cells",)),
]


@pytest.fixture(scope="module")
def tiers(invent):
    """Give one place for each case of `TIERS`, in one dataset."""
    return analysis.load(invent({f"case_{n}": (level, figures) for n, (level, figures, *_) in enumerate(TIERS)}))


@pytest.mark.parametrize("case", range(len(TIERS)))
def test_the_tiers_that_a_place_has(tiers, case):
    """Members per cell counts the cells of every tier that the place has at the day; a tier not known refuses it."""
    *_, expected, lacking = TIERS[case]
    made = compute_figure(tiers, f"case_{case}", "members_per_cell")
    assert (made and made.value) == expected
    why, told = find_obstacle(tiers, f"case_{case}", ["members_per_cell"])
    assert (told[0] if why == "lacks_part" else ()) == lacking


@pytest.mark.parametrize(
    ("period", "own", "expected"),
    [
        ("2024-12-31", 0, 80),
        ("2026-06-30", 50, 40),
        ("2025", 50, 40),
        ("2025-06/2025-12", 50, 40),
        ("2025/2026", 50, None),  # on which side of the reform, nobody knows
        ("2023/2024", 0, 80),
    ],
)
def test_village_cells_among_the_cells_there_are(invent, period, own, expected):
    """40 village cells are 80 in 100 of a commune's 50 cells of old; with 50 grassroots cells of its own, 40 in 100."""
    figures = [("residential_cells", 40, period), ("affiliated_cells", 50, period)]
    figures += [("grassroots_cells", own, period)] if own else []
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    made = compute_figure(data, "xa_thu", "residential_cells_share")
    assert (made and made.value) == expected
    why, _ = find_obstacle(data, "xa_thu", ["residential_cells_share"])
    assert why == ("missing" if expected else "unknown_day")


def test_one_figure_for_each_time(invent):
    """Two days give two figures, each of its own day; parts of different days give none."""
    figures = [
        ("party_members", 300, "2022-12-31"),
        ("affiliated_cells", 12, "2022-12-31"),
        ("party_members", 330, "2023-12-31"),
        ("affiliated_cells", 11, "2023-12-31"),
        ("party_members", 340, "2024-06-30"),
        ("affiliated_cells", 10, "2024-12-31"),
        ("women_members", 33, "2023"),
    ]
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    made = [(figure.value, figure.period) for figure in compute_figures(data, "xa_thu", "members_per_cell")]
    assert made == [(25, "2022-12-31"), (30, "2023-12-31")]
    assert compute_figure(data, "xa_thu", "members_per_cell").period == "2023-12-31"
    # A number of women of the year is that of its last day, as the day of the members tells.
    assert [(made.value, made.period) for made in compute_figures(data, "xa_thu", "women_members_share")] == [
        (10, "2023-12-31")
    ]


def test_a_flow_over_a_stock_names_the_day(invent):
    """Admissions of a half-year are over the members at its end, those of the year over the members at the year's."""
    figures = [
        ("members_admitted", 10, "2023-01/2023-06"),
        ("members_admitted", 25, "2023"),
        ("party_members", 400, "2023-06-30"),
        ("party_members", 500, "2023-12-31"),
    ]
    rate = ("admission_rate",)
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    made = [(figure.value, figure.period) for figure in compute_figures(data, "xa_thu", *rate)]
    assert made == [(Decimal("2.5"), "2023-06-30"), (5, "2023-12-31")]
    # The members of another year, or of the last day of a half-year, are not the base of these.
    for day, expected in (("2024-01-01", []), ("2022/2023", []), ("2023", [5]), ("2023-12", [5]), ("2024", [])):
        later = analysis.load(invent({"xa_thu": ("commune", [figures[1], ("party_members", 500, day)])}))
        assert [made.value for made in compute_figures(later, "xa_thu", *rate)] == expected


def test_parts_of_one_span_go_together(invent):
    """Of two numbers of one day each is taken with its like; without a like the one that tells the day is."""
    figures = [("party_members", 300, "2023"), ("party_members", 400, "2023-12-31"), ("women_members", 60, "2023")]
    data = analysis.load(
        invent(
            {
                "xa_thu": ("commune", figures),
                "xa_hai": (
                    "commune",
                    [
                        *figures[:2],
                        ("women_members", 60, "2023-12"),
                    ],
                ),
            }
        )
    )
    made = [compute_figures(data, id_, "women_members_share") for id_ in ("xa_thu", "xa_hai")]
    assert [[figure.value for figure in found] for found in made] == [[20], [15]]


@pytest.mark.parametrize(
    ("cells", "members", "told"),
    [
        ("2021-12-31", "2021-12-31", None),
        ("2021-12", "2021-12-31", None),
        ("2020-12-31", "2021-12-31", "period"),
        ("2025-07/2026-10", "2025-01/2026-10", "span"),
        ("2025/2027", "2025/2027", None),  # cells of its own are told, so the tiers are known
    ],
)
def test_why_nothing_is_computed_of_what_is_printed(invent, cells, members, told):
    """Where all parts are printed, it is not said that one is missing, but that their times do not go together."""
    figures = [("affiliated_cells", 12, cells), ("grassroots_cells", 3, cells), ("party_members", 300, members)]
    data = analysis.load(invent({"xa_thu": ("commune", figures[:1] + figures[2:] if cells < "2025" else figures)}))
    assert find_obstacle(data, "xa_thu", ["members_per_cell"])[0] == (told or "missing")
    assert bool(compute_figures(data, "xa_thu", "members_per_cell")) == (told is None)


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        (["superior_organisations"], "not_applicable"),  # said of provinces
        (["grassroots_committees"], "one_organisation"),  # until 2025 a commune had none under it
        (["members_per_organisation"], "one_organisation"),  # it was one itself: nothing to divide by
        (["grassroots_committees", "women_members"], "missing"),
        (["women_members"], "missing"),
    ],
)
def test_what_does_not_apply_is_not_missing(data, ids, told):
    """Nothing is said to be missing at Hải Lựu of 2022 that no commune of its time can have."""
    assert find_obstacle(data, "hai_luu", ids)[0] == told


@pytest.mark.parametrize("cells", [{"reading": "difference", "against": "2022"}, {"status": "target"}])
def test_only_levels_observed_are_reckoned_with(invent, cells):
    """A rise of 300 members, and 300 members aimed at, are no members to divide."""
    day = "2026-11-01"  # that of the text, on which a target may still stand
    figures = [("party_members", 300, day, cells), ("affiliated_cells", 12, day)]
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    assert compute_figure(data, "xa_thu", "members_per_cell") is None


def test_a_printed_figure_bars_only_its_own_time(invent):
    """Where a text prints the share of one year, that of another is still computed."""
    figures = [
        ("women_members_share", 40, "2022"),
        ("women_members", 100, "2022-12-31"),
        ("party_members", 300, "2022-12-31"),
        ("women_members", 120, "2023-12-31"),
        ("party_members", 300, "2023-12-31"),
    ]
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    found = find_figures(data, locality_id="xa_thu", indicator_id="women_members_share")
    assert [(figure.period, figure.value, figure.is_computed) for figure in found] == [
        ("2022", 40, False),
        ("2023-12-31", 40, True),
    ]
