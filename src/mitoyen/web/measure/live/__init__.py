"""The live stream of boards that somebody has open."""
