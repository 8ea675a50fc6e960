"""What every room's tests may ask for."""

import gc
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

from tests import prepared

# A slow machine is not a fault, and a failure must come back on the next run.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")

# Garbage is looked for a hundred times less often than usual: it took a tenth of the time, and tests leave little.
gc.set_threshold(100_000, 20, 100)

# A check that is begun in the background is deaf to Ctrl-C, and what waits for it in a test would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

FIRST = ("engines", "benchmarks", "journeys", "faults", "cli", "counting", "attacks")
"""Folders whose files take longest: begun last, one of them would keep the whole run waiting."""
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Among several processes, what takes longest comes first; within a file, and for one process, nothing changes."""
    if not hasattr(config, "workerinput"):
        return
    rank = {folder: number for number, folder in enumerate(FIRST)}
    here = Path(__file__).parent
    items.sort(key=lambda item: rank.get(item.path.relative_to(here).parts[0], len(FIRST)))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Published data sets laid beside the repository, for checks against real files."""
    if not SHARED.is_dir():
        pytest.skip("the published data sets are not beside this checkout (../shared/data)")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def site_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test process rings, locks, posts and keeps is its own: no other's, and not this machine's own site's.

    Draws, which nothing changes, are read from where they were made once.
    """
    folder = tmp_path_factory.mktemp("site")
    for made in settings.DATA_DIR.glob("draws-*-*.npy"):
        (folder / made.name).symlink_to(made)
    photos: Any = settings.STORAGES["photos"]
    photos["OPTIONS"]["location"] = folder / "photos"
    settings.DATA_DIR, settings.EMAIL_FILE_PATH = folder, folder / "mail"
    with pytest.MonkeyPatch.context() as told:
        told.setenv("MITOYEN_DATA_DIR", str(folder))  # to the processes that tests start
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_hashes() -> None:
    """Passwords of tests guard nothing: a second less for each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def copy_of(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Path]:
    """`copy_of(prepared.sample)` gives the folder of a site of one's own, a copy of one that the whole run shares."""
    base = tmp_path_factory.getbasetemp()
    run = base if worker_id == "master" else base.parent

    def copied(make: Callable[[Path], None], into: Path | None = None) -> Path:
        return prepared.copied(make, run, into or tmp_path_factory.mktemp(make.__name__))

    return copied


@pytest.fixture(autouse=True)
def french() -> None:
    """Each test begins in French, whatever language the last page of the test before was asked in."""
    translation.activate("fr")
