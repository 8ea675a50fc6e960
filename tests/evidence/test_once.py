"""What several ask for at the same moment is read once, and given to all."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mitoyen.evidence.once import once

THREADS = 8


def test_all_who_come_first_are_given_what_one_of_them_read():
    read = []

    @once
    def pack():
        read.append("read")
        time.sleep(0.2)  # long enough for all to come
        return object()

    with ThreadPoolExecutor(THREADS) as pool:
        given = list(pool.map(lambda _: pack(), range(THREADS)))
    assert read == ["read"]
    assert all(one is given[0] for one in given)
    assert pack() is given[0]


def test_what_cannot_be_read_is_tried_again():
    answers = [OSError("not there yet"), "there"]

    @once
    def pack():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(OSError, match="not there yet"):
        pack()
    assert [pack(), pack()] == ["there", "there"]
