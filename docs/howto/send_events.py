"""Send the events of a file, one JSON object a line, to a Mitoyen instance; start it again at any time.

    MITOYEN_KEY=mtk_… python send_events.py https://mitoyen.example events.ndjson

Only the standard library. Every event keeps the id its platform gave it, so that what is sent twice counts once: when
no answer comes, the same lines are simply sent again. Prints what was refused and why; leaves with 1 if anything was.
"""

import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

TOGETHER = 1_000
"""Lines a request; an instance takes up to 10,000, in 16 MiB."""
ATTEMPTS = 12
LONGEST_WAIT = 60.0
AGAIN = (429, 502, 503, 504)
"""Too fast, or nobody home for a moment: the same request may pass later."""


class Refused(Exception):
    """The instance will not take the request, now or later: the sentence says why."""


def send(address: str, key: str, lines: list[bytes]) -> dict:
    """What became of each line, once the instance has answered; Refused when it never will take them."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    for attempt in range(ATTEMPTS):
        request = urllib.request.Request(f"{address}/api/v1/events", b"\n".join(lines), headers)
        wait = random.uniform(0.5, 1) * min(LONGEST_WAIT, 2.0**attempt)  # apart from others who were cut off with us
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            told = read(error)
            if "items" in told:
                return told
            if error.code not in AGAIN:
                raise Refused(told.get("detail", f"{error.code} {error.reason}")) from error
            asked = error.headers.get("Retry-After") or ""
            wait = max(wait, float(asked)) if asked.isdecimal() else wait
        except (OSError, http.client.HTTPException, ValueError):
            pass  # no answer, or half of one: the lines may be recorded or not, and sending them again is safe
        print(f"no answer yet; the same lines again in {wait:.0f} s", file=sys.stderr)
        time.sleep(wait)
    raise Refused(f"no answer after {ATTEMPTS} attempts; start again later")


def read(error: urllib.error.HTTPError) -> dict:
    """The document of an answer that is an error; empty when something between here and there answered instead."""
    try:
        return json.load(error)
    except (OSError, http.client.HTTPException, ValueError):
        return {}


def batches(path: Path) -> Iterator[list[bytes]]:
    """The lines of a file that say something, by TOGETHER."""
    with path.open("rb") as file:
        lines = (line.strip() for line in file if line.strip())
        while batch := list(islice(lines, TOGETHER)):
            yield batch


def missing(address: str, path: str, key: str) -> str:
    """What has to be told before anything can be sent; "" when nothing lacks."""
    if not address.startswith(("https://", "http://")):
        return f"{address} is no address of an instance; write https://…"
    if not Path(path).is_file():
        return f"There is no file {path}."
    return "" if key else "Put your key, mtk_…, in the variable MITOYEN_KEY."


def main(address: str, path: str) -> int:
    """Send a file; 0 when everything is recorded, 1 when something was refused, 2 when nothing could be sent."""
    counts, key = {"accepted": 0, "duplicate": 0, "refused": 0}, os.environ.get("MITOYEN_KEY", "")
    if lacking := missing(address, path, key):
        print(lacking, file=sys.stderr)
        return 2
    try:
        for lines in batches(Path(path)):
            report = send(address.rstrip("/"), key, lines)
            for item in report["items"]:
                counts[item["status"]] += 1
                if item["status"] == "refused":
                    print(f"{item['id'] or lines[item['position'] - 1].decode(errors='replace')}: {item['reason']}")
    except Refused as error:
        print(error, file=sys.stderr)
        counts["refused"] += 1
    print(", ".join(f"{count} {status}" for status, count in counts.items()))
    return 1 if counts["refused"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
