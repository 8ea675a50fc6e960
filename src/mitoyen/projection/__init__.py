"""The future of a place: scenario, take-up, forecast, balance."""
