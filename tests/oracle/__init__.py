"""The rule-free oracle: derivatives of small programs, entry by entry, by SymPy alone."""
