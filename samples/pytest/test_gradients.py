"""Gradients in a test suite: run with `pytest samples/pytest` where symgrad is installed."""

import numpy as np
import pytest

pytestmark = pytest.mark.symgrad

X = np.array([[0.5, -1.0], [2.0, 0.3], [-0.7, 1.2]])
Y = np.array([1.0, 0.0, 1.0])


def loss(w):
    """Logistic regression, as one would write it."""
    z = X @ w
    return np.mean(np.logaddexp(0, z) - Y * z)


def gradient_of_loss(w):
    """The same by hand."""
    return X.T @ (1 / (1 + np.exp(-X @ w)) - Y) / len(Y)


def test_a_function_and_its_hand_written_gradient(gradcheck):
    gradcheck(loss, gradient_of_loss, w=[0.2, -0.4])


def test_an_expression_by_both_wings(gradcheck):
    gradcheck("mean(logaddexp(0, X @ w) - Y*(X @ w))", X=X, Y=Y, w=[0.2, -0.4])


def test_a_derivative_worked_out_on_paper(gradcheck):
    gradcheck("sum((X @ w - Y)**2)", {"w": "2*X.T @ (X @ w - Y)"}, X=X, Y=Y, w=[0.2, -0.4])


def test_a_forgotten_factor_is_found(gradcheck):
    with pytest.raises(AssertionError, match="wrong"):
        gradcheck("sin(x**2)", "cos(x**2)", x=1.5)
