"""Formulas and test functions from the literature, each with a second, independent form."""
