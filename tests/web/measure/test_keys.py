"""A key opens one source, within its places and practices, until it is revoked or expires."""

import datetime

import pytest
from django.utils import timezone

from mitoyen.web.measure.ingest import keys, rules
from mitoyen.web.measure.ingest.pace import Pace
from mitoyen.web.measure.models import IngestKey
from mitoyen.web.places import actions as places
from mitoyen.web.places.models import Place
from tests.web.measure.ingest import Sender, open_source, statuses, written

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def source(db):
    return open_source()


def test_only_a_digest_of_the_key_is_kept(source):
    sender = Sender(source)
    secret = sender.token.split("_", 2)[2]
    assert len(secret) >= 43
    kept = IngestKey.objects.values().get()
    assert secret not in str(kept)
    assert keys.find(sender.token) == sender.key


def test_a_key_made_of_nothing_or_too_late_is_refused(source, now):
    for about in ({"practices": ["stroll"]}, {"expires_at": now - HOUR}, {"per_minute": 0}):
        with pytest.raises(keys.CannotMake):
            keys.make(source=source, name="Élodie", now=now, **about)
    assert not IngestKey.objects.exists()


def test_a_revoked_key_is_told_so(source):
    sender = Sender(source)
    assert statuses(sender.lines(written("1"))) == ["accepted"]
    keys.revoke(code=sender.key.code, now=timezone.now())
    answer = sender.lines(written("2"))
    assert answer.status_code == 401
    assert answer.json()["detail"] == "This key was revoked: ask for another."
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_the_first_revocation_stands(source, now):
    key = Sender(source).key
    keys.revoke(code=key.code, now=now)
    assert keys.revoke(code=key.code, now=now + HOUR).revoked_at == now


def test_an_expired_key_is_told_so(source):
    sender = Sender(source, now=timezone.now() - 2 * HOUR, expires_at=timezone.now() - HOUR)
    answer = sender.lines(written())
    assert (answer.status_code, answer.json()["detail"]) == (401, "This key has expired: ask for another.")


def test_a_key_speaks_for_its_places_and_what_lies_there(source):
    sender = Sender(source, places=[Place.objects.get(code="les-corderies")])
    events = [
        written(place, place=place) for place in ("les-corderies", "les-corderies-a", "35288", "93066", "nowhere")
    ]
    answer = sender.lines(*events)
    assert statuses(answer) == ["accepted", "accepted", "refused", "refused", "refused"]
    reasons = [item.get("reason", "") for item in answer.json()["items"]]
    assert "it speaks for what lies in les-corderies" in reasons[2]
    assert "it speaks for what lies in les-corderies" in reasons[3]
    assert "no place has the code 'nowhere'" in reasons[4]


def test_a_key_of_an_intercommunality_speaks_for_its_communes(source):
    group = places.plant(Place.objects.get(code="35288").intercommunality)
    sender = Sender(source, places=[group])
    assert statuses(sender.lines(written("1"), written("2", place="35288"), written("3", place="93066"))) == [
        "accepted",
        "accepted",
        "refused",
    ]


def test_a_place_told_by_its_name_does_not_slip_past_the_scope(source):
    sender = Sender(source, places=[Place.objects.get(code="les-corderies")])
    assert statuses(sender.lines(written(place="Saint-Malo"))) == ["refused"]


def test_a_key_speaks_of_its_practices(source):
    sender = Sender(source, practices=["repair"])
    answer = sender.lines(written("1"), written("2", practice="repair"))
    assert statuses(answer) == ["refused", "accepted"]
    assert answer.json()["items"][0]["reason"] == "this key does not speak of 'lend'; it speaks of repair"


def test_a_key_without_a_scope_costs_no_question(source, loan, django_assert_num_queries):
    key = Sender(source).key
    rules.outside(key, [])
    with django_assert_num_queries(0):
        assert rules.outside(key, [loan()]) == {}


def test_a_key_does_not_speak_for_another_source(source):
    answer = Sender(source).lines(written(source="neighbour"))
    assert answer.status_code == 422
    assert "this door is that of 'test'" in answer.json()["items"][0]["reason"]


def test_the_last_use_is_written_to_the_minute(source, now):
    key = Sender(source, now=now).key
    for seconds in (0, 30, 59, 61):
        found = IngestKey.objects.get()
        keys.use(found, now + datetime.timedelta(seconds=seconds))
    key.refresh_from_db()
    assert key.used_at == now + datetime.timedelta(seconds=61)


def test_a_key_that_hurries_is_asked_to_wait(source):
    sender = Sender(source, per_minute=2)
    answers = [sender.lines(written(str(number))) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 30


def test_a_bucket_holds_a_minute_of_requests_and_fills_evenly():
    pace = Pace()
    assert [pace.wait("one", 60, at=0.0) for _ in range(60)] == [0] * 60
    assert pace.wait("one", 60, at=0.5) == 1
    assert pace.wait("other", 60, at=0.5) == 0
    assert [pace.wait("one", 60, at=2.0), pace.wait("one", 60, at=2.0), pace.wait("one", 60, at=2.0)] == [0, 0, 1]
    assert [pace.wait("one", 60, at=1e6) for _ in range(61)] == [0] * 60 + [1]
