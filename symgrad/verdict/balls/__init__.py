"""Arrays of balls: real numbers that are known to lie in an interval."""
