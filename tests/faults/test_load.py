"""Clients that send again what was not answered, and a server that is killed: nothing is lost, nothing is doubled."""

from benchmarks import load


def test_a_server_killed_under_load_keeps_every_promise_once(own_site):
    told = load.run(own_site, clients=10, seconds=10, kills=1)
    assert told.complaints == []
    assert told.events == told.distinct > 0
    assert told.kept == told.promised
