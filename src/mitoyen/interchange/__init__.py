"""Foreign formats turned into usage events: one file a format."""
