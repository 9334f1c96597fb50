"""All closed forms of the corpus."""

from __future__ import annotations

from tests.corpora.closed_forms_curvature import HESSIANS, JACOBIANS
from tests.corpora.closed_forms_densities import DENSITIES, DIVERGENCES
from tests.corpora.closed_forms_learning import (
    DESIGNS,
    EMBEDDINGS,
    FACTORISATIONS,
    KERNELS,
    RATIOS,
)
from tests.corpora.closed_forms_matrices import DETERMINANTS, INVERSES, TRACES
from tests.corpora.closed_forms_networks import LAYERS, NETWORKS
from tests.corpora.closed_forms_regression import CLASSIFICATION, REGRESSION
from tests.corpora.closed_forms_systems import CONTROL, DECOMPOSITIONS
from tests.corpora.closed_forms_tensors import TENSORS
from tests.corpora.closed_forms_vectors import MEANS, NORMS, QUADRATIC_FORMS
from tests.corpora.entries import ClosedForm

CLOSED_FORMS: tuple[ClosedForm, ...] = (
    *DETERMINANTS,
    *INVERSES,
    *TRACES,
    *QUADRATIC_FORMS,
    *NORMS,
    *MEANS,
    *JACOBIANS,
    *HESSIANS,
    *REGRESSION,
    *CLASSIFICATION,
    *DENSITIES,
    *DIVERGENCES,
    *FACTORISATIONS,
    *RATIOS,
    *KERNELS,
    *DESIGNS,
    *EMBEDDINGS,
    *LAYERS,
    *NETWORKS,
    *TENSORS,
    *DECOMPOSITIONS,
    *CONTROL,
)
