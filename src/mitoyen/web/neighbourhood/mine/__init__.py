"""What somebody finds of their own: exchanges, impact, notices, data, settings."""
