"""The algebra has teeth: a change of meaning in the symbolic wing is noticed."""
