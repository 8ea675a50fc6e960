"""What is said of a folder that cannot be written."""

import duckdb

from mitoyen.counting.folders import reason


def test_a_full_disk_is_said_in_the_words_of_the_system():
    told = (
        'IO Error: Async write failed for range [offset=0, size=1665]: {"exception_type":"IO","exception_message":'
        '"Could not write file \\"/data/.lake-3x/part.parquet\\": No space left on device","errno":"28"}'
    )
    assert reason(duckdb.IOException(told)) == "No space left on device"


def test_what_the_engine_says_by_itself_is_its_first_line():
    assert reason(duckdb.IOException("IO Error: no such file\nCandidates: …")) == "IO Error: no such file"
