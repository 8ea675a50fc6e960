"""What happened, counted: the usage event, its tallies, the engines that fold it, and what may be published."""
