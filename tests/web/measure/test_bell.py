"""A word between processes wakes the one who listens, and costs nothing when nobody does."""

import time

import pytest

from mitoyen.web.measure import bell


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_a_word_wakes_whoever_listens_at_once_and_only_once():
    listening = bell.Bell()
    for _ in range(3):
        bell.ring()
    start = time.monotonic()
    assert listening.wait(10)
    assert time.monotonic() - start < 5
    assert not listening.wait(0)
    listening.close()


def test_ringing_where_nobody_listens_says_nothing():
    bell.ring()
    bell.Bell().close()
    bell.ring()
    listening = bell.Bell()
    assert not listening.wait(0)
    listening.close()


def test_many_words_that_nobody_reads_block_nobody():
    listening = bell.Bell()
    for _ in range(70_000):
        bell.ring()
    assert listening.wait(0)
    listening.close()


def test_without_a_pipe_one_looks_around_by_oneself(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "missing"
    listening = bell.Bell()
    bell.ring()
    assert not listening.wait(0.01)
    listening.close()
