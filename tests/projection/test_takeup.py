"""The take-up prior against the launches that were published, and against Bass's own curve."""

import numpy as np
import pytest

from mitoyen.evidence.pack import france
from mitoyen.projection.takeup import registered_share, take_up

UNDATED = {
    # A date was not visible: the launch had this many months at the least, or at the most.
    "letters": (18.0, 60.0),
    "organic": (24.0, 60.0),
    "invitations": (12.0, 60.0),
}


@pytest.mark.parametrize("id", france().launches)
def test_the_80_percent_interval_holds_every_published_launch(calculator, id):
    launch = france().launches[id]
    times = (launch.months,) if launch.months is not None else UNDATED[launch.mode]
    share = registered_share(calculator.draws, launch.mode, np.array(times))
    low, high = np.quantile(share, 0.1, axis=1).min(), np.quantile(share, 0.9, axis=1).max()
    assert low <= launch.share <= high


def test_a_share_of_households_never_leaves_0_to_1(calculator):
    for launch in ("organic", "invitations", "letters"):
        share = registered_share(calculator.draws, launch, np.arange(0, 121, 6.0))
        assert share.min() >= 0
        assert share.max() <= 1
        assert (np.diff(share, axis=0) >= -1e-12).all()


def test_without_a_first_wave_the_curve_is_the_one_of_bass():
    """Bass (1969): dF/dt = (p + q F)(1 − F), integrated here step by step."""
    p, q, ceiling = 0.02, 0.15, 0.3
    draws = {
        "takeup_innovation_letters": np.array([12 * p]),
        "takeup_imitation_letters": np.array([12 * q]),
        "takeup_launch_letters": np.array([0.0]),
        "takeup_ceiling_letters": np.array([ceiling]),
    }
    share, step = 0.0, 0.001
    for _ in range(int(24 / step)):
        share += step * (p + q * share) * (1 - share)
    assert registered_share(draws, "letters", np.array([24.0]))[0, 0] == pytest.approx(ceiling * share, rel=1e-3)


def test_members_who_leave_are_no_longer_present(calculator):
    shares = take_up(calculator.draws, launch="letters", animation="none", months=36)
    assert (shares.present <= shares.registered + 1e-12).all()
    assert (shares.active <= shares.present + 1e-12).all()
    survival = calculator.draws["member_survival"]
    joined = np.diff(shares.registered[:, 0], prepend=0)
    expected = sum(joined[month] * survival[0] ** (35 - month) for month in range(36))
    assert shares.present[-1, 0] == pytest.approx(expected, rel=1e-12)
