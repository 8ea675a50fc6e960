"""The live measure: usage events, their tallies, what is released of them, the boards."""
