"""What many ask for at the same moment is read by one of them."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mitoyen.evidence.once import once

ASKED = 8


def test_all_who_come_first_are_given_what_one_of_them_read():
    read, together = [], Barrier(ASKED)

    @once
    def slow() -> object:
        read.append(1)
        time.sleep(0.05)
        return object()

    def ask(_: int) -> object:
        together.wait()
        return slow()

    with ThreadPoolExecutor(ASKED) as threads:
        given = set(threads.map(ask, range(ASKED)))
    assert (len(given), len(read)) == (1, 1)


def test_after_an_error_the_next_tries_again():
    errors = [OSError("the disk")]

    @once
    def careful() -> str:
        if errors:
            raise errors.pop()
        return "read"

    with pytest.raises(OSError, match="the disk"):
        careful()
    assert careful() == "read"


def test_what_is_let_go_is_read_anew():
    numbers = iter(range(3))
    count = once(lambda: next(numbers))
    assert (count(), count()) == (0, 0)
    count.cache_clear()
    assert count() == 1
