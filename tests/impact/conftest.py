"""The France pack, priced."""

import pytest

from mitoyen.evidence import draws
from mitoyen.evidence.pack import france
from mitoyen.impact.assessment import Pricing


@pytest.fixture(scope="session")
def pricing() -> Pricing:
    return Pricing(france(), draws.make(france()))
