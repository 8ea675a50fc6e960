"""Whatever somebody ill-meaning or clumsy sends to the ingest API gets a clear refusal, and nothing is recorded."""

import io
import json

import pytest
from django.test import Client

from mitoyen.web.measure.ingest import keys, reading
from mitoyen.web.measure.models import Event, IngestKey
from tests.web.measure.ingest import ADDRESS, Sender, cloudevent, open_source, statuses, written

ONE = json.dumps(written())
JSON, LINES, BATCH = "application/json", "application/x-ndjson", "application/cloudevents-batch+json"


@pytest.fixture
def sender(db):
    return Sender(open_source())


def refused(answer, status, words):
    """The answer refuses, in the house's shape, without a trace of what is inside, and nothing is kept."""
    assert (answer.status_code, sorted(answer.json())) == (status, ["detail", "field"])
    assert words in answer.json()["detail"]
    assert "Traceback" not in answer.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic bXRrOnNlY3JldA==",
        "mtk_0000000000_x",
    ],
)
def test_without_a_key_one_is_asked_for(sender, authorization):
    answer = sender.post(ONE, JSON, authorization=authorization)
    refused(answer, 401, "A key is missing")
    assert answer["WWW-Authenticate"] == 'Bearer realm="events"'


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token.swapcase(),
        lambda token: token.replace("mtk_", "mtk-", 1),
        lambda token: token.replace("mtk_", "", 1),
        lambda token: token.rsplit("_", 1)[0],
        lambda token: "_".join([*token.split("_")[:2], ""]),
        lambda token: f"mtk_{'0' * 10}_{token.split('_', 2)[2]}",
        lambda token: f"mtk__{token.split('_', 2)[2]}",
        lambda token: "mtk_" + "é" * 3000,
        lambda token: f"mtk_{token.split('_')[1]}_' OR 1=1 --",
    ],
)
def test_a_wrong_key_is_refused_in_the_same_words_whatever_is_wrong(sender, forge):
    refused(
        sender.post(ONE, JSON, authorization=f"Bearer {forge(sender.token)}".encode().decode("latin-1")),
        401,
        "not right",
    )


def test_a_wrong_key_costs_the_same_questions_whether_it_is_known_or_not(sender, django_assert_num_queries):
    for token in (sender.token + "x", "mtk_0000000000_x", "nonsense"):
        with django_assert_num_queries(1):
            assert keys.find(token) is None


def test_whoever_guesses_does_not_learn_that_a_key_was_revoked(sender):
    keys.revoke(code=sender.key.code, now=sender.key.made_at)
    refused(sender.post(ONE, JSON, authorization=f"Bearer {sender.token[:-1]}x"), 401, "not right")


def test_a_key_that_was_stolen_and_revoked_records_nothing_when_it_is_played_again(sender):
    assert sender.post(ONE, JSON).status_code == 200
    keys.revoke(code=sender.key.code, now=sender.key.made_at)
    replayed = sender.post(json.dumps(written("2")), JSON)
    assert (replayed.status_code, Event.objects.count()) == (401, 1)


def test_the_digest_in_a_stolen_database_opens_nothing(sender):
    digest = IngestKey.objects.get().digest
    refused(sender.post(ONE, JSON, authorization=f"Bearer mtk_{sender.key.code}_{digest}"), 401, "not right")


def test_a_cookie_or_a_form_opens_nothing(sender):
    visitor = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    visitor.cookies["authorization"] = sender.token
    assert visitor.post(ADDRESS, {"key": sender.token}).status_code == 401


def test_a_page_of_another_site_cannot_read_the_answer(sender):
    answer = sender.post(ONE, JSON, origin="https://elsewhere.example")
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "3",
        "null",
        '{"id": NaN}',
        '{"id": Infinity}',
        '{"id": 1, "id": 2}',
        '{"data": {"a": 1, "a": 2}}',
        '{"id": "1"} {"id": "2"}',
        '{"id": 1e999}',
        '{"a":' * 100_000,
        "[" * 100_000,
        '{"id": "\ud800"}'.encode("utf-8", "surrogatepass"),
        '{"id": "\\ud800"}',
        b'{"id": "\xff"}',
        b"\xef\xbb\xbf" + ONE.encode(),
        ONE.encode("utf-16"),
        b"\x00" * 100,
    ],
    ids=lambda body: ascii(body)[:24],
)
@pytest.mark.parametrize("kind", [JSON, "application/cloudevents+json"])
def test_what_is_no_json_object_is_unreadable(sender, kind, body):
    refused(sender.post(body, kind), 400, "not readable")


@pytest.mark.parametrize(
    "body", ["[", "{}", "[1 2]", "[{}", "[" * 100_000, b"\xef\xbb\xbf[]"], ids=lambda body: ascii(body)[:12]
)
def test_what_is_no_json_list_is_unreadable(sender, body):
    refused(sender.post(body, BATCH), 400, "not readable")


HOSTILE = {
    "deep": '{"a":' * 20_000,
    "twice": ONE[:-1] + ', "id": "9"}',
    "not a number": ONE.replace('"lend"', "NaN"),
    "huge": ONE[:-1] + ', "grams": 123456789012345678901234567890}',
    "negative": ONE[:-1] + ', "grams": -1}',
    "fraction": ONE[:-1] + ', "grams": 0.5}',
    "true": ONE[:-1] + ', "grams": true}',
    "text": ONE[:-1] + ', "grams": "9"}',
    "utf-8": ONE.replace("bertrand", "bertrand\udcff"),
    "zero": ONE.replace("bertrand", "\\u0000"),
    "long": ONE.replace("bertrand", "b" * 100_000),
    "list": f"[{ONE}]",
    "unknown": ONE[:-1] + ', "name": "Amina"}',
    "person": ONE.replace("bertrand", "bertrand@example.org"),
    "future": ONE.replace("2025-06", "2999-06"),
    "past": ONE.replace("2025-06", "0001-01"),
    "first day": ONE.replace("2025-06-14T18:30:00+02:00", "0001-01-01T00:00:00+14:00"),
    "last day": ONE.replace("2025-06-14T18:30:00+02:00", "9999-12-31T23:59:59-14:00"),
    "own": ONE[:-1] + ', "reverses": "1"}',
    "line end": ONE.replace('"lend"', '"lend\\n"'),
    "sql": ONE.replace("les-corderies", "x'; DROP TABLE measure_event; --"),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_line_is_refused_and_its_neighbours_are_kept(sender, attack):
    lines = [json.dumps(written("before")), HOSTILE[attack], json.dumps(written("after"))]
    answer = sender.post("\n".join(lines).encode("utf-8", "surrogateescape"))
    assert statuses(answer) == ["accepted", "refused", "accepted"]
    assert answer.json()["items"][1]["reason"]
    assert sorted(Event.objects.values_list("event_id", flat=True)) == ["after", "before"]


@pytest.mark.parametrize("item", ["1", "null", "[]", "{}", '{"specversion": "1.0"}', '"x"', "[" * 500 + "]" * 500])
def test_a_hostile_item_of_a_batch_is_refused_and_its_neighbours_are_kept(sender, item):
    body = f"[{json.dumps(cloudevent('before'))}, {item}, {json.dumps(cloudevent('after'))}]"
    assert statuses(sender.post(body, BATCH)) == ["accepted", "refused", "accepted"]


@pytest.mark.parametrize("body", ["", " \n ", "\n\n\n"])
@pytest.mark.parametrize("kind", [JSON, LINES, BATCH])
def test_an_empty_body_is_said_to_be_empty(sender, kind, body):
    # The test client drops the type of an empty body; a real sender does not.
    answer = sender.stream(io.BytesIO(body.encode()), kind, CONTENT_LENGTH=str(len(body)))
    refused(answer, 400, "empty")


@pytest.mark.parametrize(
    "kind", ["text/csv", "text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense"]
)
def test_another_type_of_content_is_refused_with_those_that_are_read(sender, kind):
    answer = sender.post(ONE, kind)
    refused(answer, 415, "application/x-ndjson")
    assert "application/cloudevents-batch+json" in answer["Accept-Post"]


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "gzip, identity"])
def test_a_compressed_body_is_refused_before_it_can_swell(sender, coding):
    refused(sender.post(b"\x1f\x8b" + b"0" * 100, LINES, **{"content-encoding": coding}), 415, "compressed")


def test_another_alphabet_than_utf_8_is_refused(sender):
    refused(sender.post(ONE.encode("latin-1"), f"{JSON}; charset=latin-1"), 415, "UTF-8")


def test_a_parameter_that_would_be_ignored_is_refused(sender):
    refused(sender.post(ONE, JSON, query="?dry_run=1"), 422, "dry_run")


def test_a_refusal_speaks_french_when_asked(sender):
    refused(sender.post("", JSON + "x", query="?language=fr"), 415, "Ce type de contenu")


class Endless(io.RawIOBase):
    """A body of 100 MB that is made as it is read, and knows how much was."""

    def __init__(self, line):
        self.given, self._line = 0, line

    def read(self, size=-1):
        assert size >= 0, "a body was asked for whole"
        self.given += size
        return (self._line * (size // len(self._line) + 1))[:size]


@pytest.mark.parametrize("kind", [JSON, LINES, BATCH])
def test_a_body_of_100_mb_is_refused_without_being_read(sender, kind):
    body = Endless(b"x")
    answer = sender.stream(body, kind, CONTENT_LENGTH=str(100 * 2**20))
    refused(answer, 413, "over 16 MiB")
    assert body.given == 0


@pytest.mark.parametrize("kind", [JSON, LINES, BATCH])
@pytest.mark.parametrize("line", [b" ", b"\n", b"x"])
def test_a_body_that_hides_its_length_is_read_no_further_than_allowed(sender, kind, line):
    body = Endless(line)
    answer = sender.stream(
        body, kind, **{"wsgi.input_terminated": True, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    )
    refused(answer, 413, "Nothing was recorded")
    assert body.given <= reading.MOST_BYTES + 2**20


def test_chunks_on_a_server_that_cannot_tell_their_end_need_a_length(sender):
    answer = sender.stream(io.BytesIO(b""), LINES, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    refused(answer, 411, "Content-Length")


def test_a_body_that_stops_half_way_records_nothing(sender):
    body = f"{ONE}\n".encode()
    answer = sender.stream(io.BytesIO(body), LINES, CONTENT_LENGTH=str(len(body) + 10))
    refused(answer, 400, "stops before its end")


def test_a_sender_that_hangs_up_records_nothing(sender):
    class Gone(io.RawIOBase):
        def read(self, size=-1):
            raise ConnectionResetError

    answer = sender.stream(Gone(), LINES, CONTENT_LENGTH="100")
    refused(answer, 400, "stops before its end")


@pytest.mark.parametrize(("kind", "body"), [(LINES, "{}\n" * 10_001), (BATCH, f"[{'{},' * 10_000}{{}}]")])
def test_more_events_than_allowed_are_refused_whole(sender, kind, body):
    refused(sender.post(f"{ONE}\n{body}" if kind == LINES else body, kind), 413, "At most 10000 events")


def test_ten_thousand_events_are_not_too_many(sender):
    answer = sender.post("{}\n" * 9_999 + ONE)
    assert (answer.status_code, answer.json()["accepted"], answer.json()["refused"]) == (200, 1, 9_999)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_events_are_neither_read_nor_changed_nor_deleted(sender, method):
    assert (
        sender._client.generic(method, ADDRESS, headers={"authorization": f"Bearer {sender.token}"}).status_code == 405
    )
