"""The shipped tables against figures published by INSEE, the DGCL and the IGN, and against themselves."""

import numpy as np
import pytest

from mitoyen import territory
from mitoyen.territory import tables

OVERSEAS = {"971": (16, -61.5), "972": (14.6, -61), "973": (4, -53), "974": (-21.1, 55.5), "976": (-12.8, 45.1)}


@pytest.fixture(scope="module")
def data():
    return tables.read()


def test_every_commune_of_2026_is_there_with_the_legal_population_of_2023(data):
    assert len(data.codes) == 34_875
    assert data.population.sum() == 68_350_798
    assert len(set(data.codes)) == len(data.codes)


def test_every_iris_is_carried_and_communes_without_any_have_a_quartier_of_their_own(data):
    mayotte, split = 17, 7
    assert len(data.quartiers) == 49_280 + mayotte + split
    assert (np.diff(data.leaf_offsets) >= 1).all()


def test_census_totals_are_those_of_insee_with_mayotte_added(data):
    assert data.leaf_counts["population"].sum() == 67_408_104 + 256_518
    assert data.leaf_counts["households"].sum() == 30_528_666 + 63_100
    assert data.leaf_counts["seniors"].sum() == 13_823_803 + 6_856


@pytest.mark.parametrize("figure", tables.COUNTS)
def test_quartiers_sum_to_their_commune(data, figure):
    sums = [
        data.leaf_counts[figure][first:last].sum()
        for first, last in zip(data.leaf_offsets[:-1], data.leaf_offsets[1:], strict=True)
    ]
    np.testing.assert_array_equal(data.commune_counts[figure], sums)


def test_no_figure_is_negative_and_households_fit_in_dwellings(data):
    counts = data.leaf_counts
    assert min(int(column.min()) for column in counts.values()) >= 0
    assert (counts["flat_households"] <= counts["households"]).all()
    assert (counts["households"] <= counts["dwellings"] + 1).all()  # INSEE rounds weighted counts one by one


def test_every_commune_has_a_point_in_its_part_of_the_world(data):
    department = np.array([tables.department_of(code) for code in data.codes])
    mainland = ~np.isin(department, list(OVERSEAS))
    lat, lon = data.lat, data.lon
    assert ((lat[mainland] > 41.3) & (lat[mainland] < 51.2)).all()
    assert ((lon[mainland] > -5.2) & (lon[mainland] < 9.7)).all()
    for code, (north, east) in OVERSEAS.items():
        here = department == code
        assert np.hypot(lat[here] - north, lon[here] - east).max() < 3


def test_no_town_hall_strays_from_its_department(data):
    department = np.array([tables.department_of(code) for code in data.codes])
    for code in set(department):
        here = department == code
        north = np.abs(data.lat[here] - np.median(data.lat[here])).max()
        east = np.abs(data.lon[here] - np.median(data.lon[here])).max()
        assert max(north, east) < 1.8, code  # Camopi, in the forest of French Guiana, is the farthest


def test_the_surface_of_france_and_of_known_towns(france, data):
    official = {"75056": 105.4, "13055": 240.6, "35288": 36.6, "13004": 758.9, "69123": 47.9, "93066": 15.9}
    cadastre, geodesic = 543_940 + 89_480, 551_695 + 89_480  # the land register leaves out lakes and glaciers
    assert cadastre < data.surface.sum() < geodesic
    assert data.surface.min() > 0
    for code, square_kilometres in official.items():
        assert france.commune(code).surface == pytest.approx(square_kilometres, rel=0.02), code


def test_departments_and_regions_are_complete(data):
    assert len(data.departments) == 101
    assert len({region for _, region, _ in data.departments.values()}) == 18
    assert {tables.department_of(code) for code in data.codes} == set(data.departments)


def test_the_atlas_table_cannot_be_written_to():
    table = territory.load().communes_table()
    assert len(table.codes) == len(table.names) == len(table.households) == len(table.leaf_offsets) - 1
    for column in (table.households, table.leaf_offsets, table.leaf_households):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1
