"""What the tests of the ingest API share: a client that holds a key, and facts as a platform writes them."""

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from mitoyen.web.measure.ingest import keys
from mitoyen.web.measure.models import IngestKey, UsageSource
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind

ADDRESS = "/api/v1/events"


def open_source() -> UsageSource:
    """A source, and Les Corderies with a residence for its facts; undone with the test, for nothing is folded here."""
    commune = places.plant("35288")
    quartier = places.add(code="les-corderies", name="Les Corderies", kind=Kind.QUARTIER, parent=commune)
    places.add(code="les-corderies-a", name="Résidence A", kind=Kind.RESIDENCE, parent=quartier)
    return UsageSource.objects.create(code="test", name="Essai")


def written(id: str = "1", **fields: Any) -> dict[str, Any]:
    """A loan of Bertrand's drill to Amina, with whatever differs, long before any clock that runs these tests."""
    usual = {
        "id": id,
        "source": "test",
        "occurred_at": "2025-06-14T18:30:00+02:00",
        "place": "les-corderies",
        "practice": "lend",
        "category": "drill_cordless",
        "giver": "bertrand",
        "receiver": "amina",
        "proof": "B",
    }
    return {name: value for name, value in (usual | fields).items() if value is not ...}


def cloudevent(id: str = "1", **attributes: Any) -> dict[str, Any]:
    """The same loan in an envelope."""
    loan = written()
    data = {name: loan[name] for name in ("practice", "category", "giver", "receiver", "proof")}
    usual = {
        "specversion": "1.0",
        "type": "fr.mitoyen.usage.v1",
        "id": id,
        "source": "https://platform.example/sources/test",
        "time": loan["occurred_at"],
        "subject": loan["place"],
        "data": data,
    }
    return {name: value for name, value in (usual | attributes).items() if value is not ...}


class Sender:
    """A platform with its key."""

    def __init__(self, source: UsageSource, **about: Any) -> None:
        made: dict[str, Any] = {"name": "Élodie", "now": timezone.now()} | about
        self.key: IngestKey
        self.key, self.token = keys.make(source=source, **made)
        self._client = Client(headers={"host": "localhost"}, raise_request_exception=False)

    def post(self, body: bytes | str, kind: str = "application/x-ndjson", query: str = "", **headers: str) -> Any:
        """Send a body as it is."""
        all_headers = {"authorization": f"Bearer {self.token}"} | headers
        return self._client.generic("POST", ADDRESS + query, body, content_type=kind, headers=all_headers)

    def stream(self, body: Any, kind: str = "application/x-ndjson", **environ: Any) -> Any:
        """Send what a server would hand on, without a byte of it being read before."""
        environ |= {"wsgi.input": body, "CONTENT_TYPE": kind, "HTTP_AUTHORIZATION": f"Bearer {self.token}"}
        return self._client.generic("POST", ADDRESS, **environ)

    def lines(self, *events: dict[str, Any]) -> Any:
        """Send events, one a line."""
        return self.post("\n".join(json.dumps(event) for event in events))


def statuses(answer: Any) -> list[str]:
    return [item["status"] for item in answer.json()["items"]]
