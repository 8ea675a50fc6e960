"""The same questions, word for word, on a real Spark: one master and two workers of their own on this machine."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from mitoyen.counting import spark
from mitoyen.counting.count import Limits, count
from mitoyen.counting.lake import LakeError
from tools import ports

LOCAL = "127.0.0.1"
BRIEFLY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For programs of Java that live a minute: to compile for hours to come costs them more than it brings."""


@pytest.fixture(scope="module")
def home():
    """The folder of Spark, if there is Java to run it."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'mitoyen[spark]'")
    try:
        subprocess.run(["java", "-version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no Java to run Spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", BRIEFLY)
        yield Path(pyspark.__file__).parent


@pytest.fixture(scope="module")
def master(home, tmp_path_factory):
    """A cluster: its master's address."""
    place, port = tmp_path_factory.mktemp("cluster"), ports.free()
    address = f"spark://{LOCAL}:{port}"
    started = [_start(home, place, "master.Master", "--port", str(port), "--webui-port", str(ports.free()))]
    _wait_for(place / "master.Master-0.log", "New state: ALIVE", started[0])
    for number in (1, 2):
        asked = ("--cores", "1", "--memory", "1g", "--webui-port", str(ports.free()), "--work-dir", str(place), address)
        started.append(_start(home, place, "worker.Worker", *asked, number=number))
    for number in (1, 2):
        _wait_for(place / f"worker.Worker-{number}.log", "Successfully registered with master", started[number])
    yield address
    for process in reversed(started):
        process.terminate()
    for process in started:
        process.wait(timeout=30)


@pytest.mark.spark
def test_spark_on_this_machine_reads_an_address(home, lake_of):
    folder = lake_of({"cents": 250}, {"month": 202612, "day": 20_800})
    with count(f"file://{folder}", engine="spark", asked=["tally_by_month"], limits=Limits(threads=1)) as found:
        assert [(row[1], row[5], row[10]) for row in found.rows("tally_by_month")] == [(202611, 1, 250), (202612, 1, 0)]


def test_without_pyspark_a_sentence_says_what_to_install(lake_of, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(LakeError, match="needs pyspark, pyarrow and Java 17: pip install 'mitoyen\\[spark\\]'"):
        count(lake_of({}), engine="spark")


def test_without_pyarrow_a_sentence_says_what_to_install(lake_of, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LakeError, match="needs pyarrow: pip install 'mitoyen\\[native\\]'"):
        count(lake_of({}), engine="native")


def test_a_lake_on_this_machine_is_looked_at_before_spark_starts(tmp_path):
    with pytest.raises(LakeError, match="holds no Parquet file"):
        count(tmp_path, engine="spark")


def test_a_name_with_the_letters_of_a_pattern_is_a_name():
    assert spark._unglobbed(Path("/lakes/[2026] {a}*")) == "/lakes/\\[2026\\] \\{a\\}\\*"


def _start(home, place, part, *words, number=0):
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{part}", "--host", LOCAL, *words]
    log = (place / f"{part}-{number}.log").open("w")
    return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=place)


def _wait_for(log, words, process):
    deadline = time.monotonic() + 120
    while words not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"Spark did not start: {log.read_text()[-800:]}")
        time.sleep(0.2)
