"""Platforms send what happened, in any of five forms, and learn what became of each item."""

import json

import pytest
from django.db import OperationalError
from django.test import Client

from mitoyen.counting import events as contract
from mitoyen.counting.schema import schema
from mitoyen.web.measure import actions
from mitoyen.web.measure.ingest import keys
from mitoyen.web.measure.ingest import report as ingest
from mitoyen.web.measure.models import Event
from tests.web.measure.ingest import Sender, cloudevent, open_source, statuses, written


@pytest.fixture
def source(db):
    return open_source()


@pytest.fixture
def sender(source):
    return Sender(source)


def test_each_line_of_a_request_gets_its_answer(sender):
    answer = sender.lines(written("1"), written("2"), written("1"), written("3", practice="stroll"))
    assert answer.status_code == 200
    report = answer.json()
    assert {name: report[name] for name in ("received", "accepted", "duplicate", "refused")} == {
        "received": 4,
        "accepted": 2,
        "duplicate": 1,
        "refused": 1,
    }
    assert [(item["position"], item["id"], item["status"]) for item in report["items"]] == [
        (1, "1", "accepted"),
        (2, "2", "accepted"),
        (3, "1", "duplicate"),
        (4, "3", "refused"),
    ]
    assert "use one of ride" in report["items"][3]["reason"]
    assert Event.objects.count() == 2


def test_a_request_sent_again_changes_nothing(sender):
    first, second = (statuses(sender.lines(written("1"), written("2"))) for _ in range(2))
    assert (first, second) == (["accepted"] * 2, ["duplicate"] * 2)
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", json.dumps(written())),
        ("application/json; charset=UTF-8", json.dumps(written(), indent=2)),
        ("application/json", json.dumps(cloudevent())),
        ("application/cloudevents+json", json.dumps(cloudevent())),
        ("application/cloudevents-batch+json", json.dumps([cloudevent()])),
        ("application/x-ndjson", json.dumps(written())),
        ("application/x-ndjson", json.dumps(cloudevent()) + "\r\n\r\n"),
    ],
)
def test_a_loan_told_in_any_form_is_the_same_loan(sender, kind, body):
    answer = sender.post(body, kind)
    assert (answer.status_code, statuses(answer)) == (200, ["accepted"])
    kept = Event.objects.get()
    assert (kept.event_id, kept.place.code, kept.practice, kept.category, kept.proof) == (
        "1",
        "les-corderies",
        "lend",
        "drill_cordless",
        "B",
    )


def test_an_envelope_may_stand_in_the_headers(sender):
    envelope = {name: value for name, value in cloudevent().items() if name != "data"}
    headers = {f"ce-{name}": value for name, value in envelope.items()}
    answer = sender.post(json.dumps(cloudevent()["data"]), "application/json", **headers)
    assert statuses(answer) == ["accepted"]
    assert Event.objects.get().place.code == "les-corderies"


def test_a_line_that_is_no_json_costs_only_itself(sender):
    body = "\n".join([json.dumps(written("1")), "{bad", "", json.dumps(written("2"))])
    answer = sender.post(body)
    assert answer.status_code == 200
    assert [(item["position"], item["status"]) for item in answer.json()["items"]] == [
        (1, "accepted"),
        (2, "refused"),
        (4, "accepted"),
    ]


def test_a_refused_item_is_named_by_its_id(sender):
    (item,) = sender.lines(written("loan 7")).json()["items"]
    assert (item["id"], item["status"]) == ("loan 7", "refused")
    assert "id is 'loan 7'" in item["reason"]


def test_a_request_of_which_nothing_was_taken_is_an_error(sender):
    answer = sender.lines(written("1", place="nowhere"), written("2", grams=-1))
    assert (answer.status_code, statuses(answer)) == (422, ["refused"] * 2)


def test_an_empty_batch_is_no_error(sender):
    answer = sender.post("[]", "application/cloudevents-batch+json")
    assert (answer.status_code, answer.json()["received"]) == (200, 0)


def test_more_than_one_transaction_is_one_request(sender, monkeypatch):
    monkeypatch.setattr(ingest, "TOGETHER", 3)
    assert statuses(sender.lines(*(written(str(number)) for number in range(10)))) == ["accepted"] * 10


def test_an_event_that_breaks_the_code_does_not_lose_the_others(sender, monkeypatch):
    def stumbling(*, events, source, now):
        if any(event.id == "odd" for event in events):
            raise ZeroDivisionError
        return actions.record(events=events, source=source, now=now)

    monkeypatch.setattr(ingest, "record", stumbling)
    answer = sender.lines(written("1"), written("odd"), written("2"))
    assert statuses(answer) == ["accepted", "refused", "accepted"]
    assert "a fault of ours" in answer.json()["items"][1]["reason"]


def test_an_item_that_breaks_the_reader_does_not_lose_the_others(sender, monkeypatch):
    convert = contract.convert

    def stumbling(fields):
        return 1 / 0 if fields["id"] == "odd" else convert(fields)

    monkeypatch.setattr(contract, "convert", stumbling)
    monkeypatch.setattr(contract, "decode_together", lambda lines: 1 / 0)
    answer = sender.lines(written("1"), written("odd"), written("2"))
    assert statuses(answer) == ["accepted", "refused", "accepted"]
    assert "a fault of ours" in answer.json()["items"][1]["reason"]


@pytest.mark.parametrize("stage", [(ingest, "record"), (keys, "find"), (keys, "use")])
def test_a_database_that_is_away_asks_for_the_same_request_again(sender, monkeypatch, stage):
    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr(*stage, away)
    answer = sender.lines(written())
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "counted twice" in answer.json()["detail"]


def test_the_contract_is_published(db):
    answer = Client(headers={"host": "localhost"}).get("/api/v1/events/schema")
    assert answer["Content-Type"] == "application/schema+json"
    assert json.loads(answer.content) == schema()


def test_the_page_of_the_api_tells_every_field(db):
    page = Client(headers={"host": "localhost"}).get("/api/").content.decode()
    assert [name for name in contract.UsageEvent.__struct_fields__ if f"<code>{name}</code>" not in page] == []
