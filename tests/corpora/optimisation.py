"""All test functions of optimisation of the corpus."""

from __future__ import annotations

from tests.corpora.classics import CLASSICS, CONSTRAINED
from tests.corpora.entries import Objective
from tests.corpora.fits import FITS
from tests.corpora.least_squares import SQUARES

OBJECTIVES: tuple[Objective, ...] = (*SQUARES, *FITS, *CLASSICS, *CONSTRAINED)
