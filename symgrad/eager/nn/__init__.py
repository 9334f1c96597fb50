"""Layers' functions, under torch's names."""

from symgrad.eager.nn import functional, utils

__all__ = ["functional", "utils"]
