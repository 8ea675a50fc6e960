"""What is said when the database cannot go on: a full disk, a lock, a server that went away."""

from __future__ import annotations

_TO_DO = {
    "disk is full": "make room on its disk",
    "is locked": "wait until no other process writes for so long",
    "readonly database": "make its file and its folder writable",
    "disk I/O error": "look after its disk",
    "unable to open": "see that its file and its folder are there",
}
"""What SQLite says → what to do."""


def sentence(error: Exception, vendor: str) -> str:
    """The sentence for a database of `vendor` that cannot go on; "" when the fault is ours."""
    said = (str(error).splitlines() or ["no word of it"])[0]
    if vendor == "sqlite":
        to_do = next((todo for words, todo in _TO_DO.items() if words in said), "")
    else:
        to_do = "see that it runs and can be reached"
    return f"the database cannot go on ({said}). What it had taken is kept: {to_do}, then try again." if to_do else ""
