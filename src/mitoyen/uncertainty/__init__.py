"""What is not known exactly: units, distributions, named draws, and the summaries made last."""
