"""The calendar of a lent object: when it is free, who has it, who waits, and what it looked like."""
