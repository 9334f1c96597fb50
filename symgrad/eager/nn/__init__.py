"""Layers' functions, under torch's names."""

from symgrad.eager.nn import clipping as utils
from symgrad.eager.nn import functional

__all__ = ["functional", "utils"]
