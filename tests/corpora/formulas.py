"""All scalar formulas of the corpus."""

from __future__ import annotations

from tests.corpora.astronomy import ASTRONOMY
from tests.corpora.calculus import ONE_VARIABLE, SEVERAL_VARIABLES
from tests.corpora.chemistry import CHEMISTRY
from tests.corpora.electrodynamics import ELECTRODYNAMICS, OPTICS
from tests.corpora.entries import Formula
from tests.corpora.extremes import SCALES, SMALL_DIFFERENCES
from tests.corpora.finance import FINANCE
from tests.corpora.geometry import GEOMETRY
from tests.corpora.matter import QUANTUM, THERMODYNAMICS
from tests.corpora.mechanics import MECHANICS, RELATIVITY
from tests.corpora.statistics import DENSITIES, DIVERGENCES, LIKELIHOODS

FORMULAS: tuple[Formula, ...] = (
    *MECHANICS,
    *RELATIVITY,
    *ASTRONOMY,
    *ELECTRODYNAMICS,
    *OPTICS,
    *THERMODYNAMICS,
    *QUANTUM,
    *CHEMISTRY,
    *DENSITIES,
    *LIKELIHOODS,
    *DIVERGENCES,
    *FINANCE,
    *ONE_VARIABLE,
    *SEVERAL_VARIABLES,
    *GEOMETRY,
    *SCALES,
    *SMALL_DIFFERENCES,
)
