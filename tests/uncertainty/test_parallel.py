"""Rows shared between the processors: each one once, and errors are not lost."""

import numpy as np
import pytest

from mitoyen.uncertainty.parallel import spread


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 1000])
def test_every_row_is_worked_on_once(size):
    visits = np.zeros(size, dtype=int)

    def work(start, stop):
        visits[start:stop] += 1

    spread(work, size)
    np.testing.assert_array_equal(np.ones(size), visits)


def test_an_error_in_a_thread_is_raised():
    def work(start, stop):
        if start <= 500 < stop:
            raise ArithmeticError("row 500")

    with pytest.raises(ArithmeticError, match="row 500"):
        spread(work, 1000)
