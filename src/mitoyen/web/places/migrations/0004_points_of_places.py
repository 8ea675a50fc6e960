"""Places entered before they had points take that of their commune, or of what they lie in."""

from typing import Any

from django.db import migrations

NEAR = ("commune", "quartier", "residence")


def fill(apps: Any, schema_editor: Any) -> None:
    """From communes down, so that what somebody entered finds the point of what holds it."""
    Place = apps.get_model("places", "Place")
    for kind in NEAR:
        for place in Place.objects.filter(kind=kind, latitude=None).select_related("parent"):
            place.latitude, place.longitude = _point(place)
            place.save(update_fields=["latitude", "longitude"])


def _point(place: Any) -> tuple[float, float]:
    from mitoyen.territory import PlaceError, load

    try:
        found = load().commune(place.code) if place.kind == "commune" else load().quartier(place.code)
    except PlaceError:
        return place.parent.latitude, place.parent.longitude
    return found.lat, found.lon


class Migration(migrations.Migration):
    dependencies = [("places", "0003_codes_that_prove_a_home")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
