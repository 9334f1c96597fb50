"""NumPy as a target: its imports, what it lacks as functions, and the self-check.

May import `export`.
"""

from __future__ import annotations

from symgrad.symbolic.export.form import Target
from symgrad.symbolic.export.numpy_rows import ROWS

IMPORTS = {
    "np": "import numpy as np",
    "special": "from scipy import special",
    "linalg": "from scipy import linalg",
}
PRELUDE = {
    "_cholesky": '''
def _cholesky(x):
    """Return the lower factor of the symmetric part."""
    return np.linalg.cholesky((x + np.swapaxes(x, -1, -2)) / 2)
''',
    "_logdet": '''
def _logdet(x):
    """Return the logarithm of a determinant, nan of a negative one."""
    sign, size = np.linalg.slogdet(x)
    return np.where(sign < 0, np.nan, size)
''',
    "_cofactor": '''
def _cofactor(x):
    """Return cofactors: products of singular values, so that a singular matrix has them too."""
    if 0 in x.shape:
        return x
    u, s, vh = np.linalg.svd(x)
    others = [np.prod(np.delete(s, i, axis=-1), axis=-1) for i in range(s.shape[-1])]
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return sign[..., None, None] * (u * np.stack(others, axis=-1)[..., None, :]) @ vh
''',
    "_expm_frechet": '''
def _expm_frechet(x, e):
    """Return the derivative of the matrix exponential at x along e."""
    x, e = np.broadcast_arrays(x, e)
    upper = np.concatenate((x, e), axis=-1)
    lower = np.concatenate((np.zeros_like(x), x), axis=-1)
    n = x.shape[-1]
    return linalg.expm(np.concatenate((upper, lower), axis=-2))[..., :n, n:]
''',
    "_prod_others": '''
def _prod_others(x, axis):
    """Return for each entry the product of all others along axes."""
    kept = [i for i in range(x.ndim) if i not in axis]
    turned = np.transpose(x, (*kept, *axis))
    line = turned.reshape((*turned.shape[: len(kept)], -1))
    ones = np.ones((*line.shape[:-1], 1))
    before = np.cumprod(np.concatenate((ones, line[..., :-1]), axis=-1), axis=-1)
    after = np.cumprod(np.concatenate((ones, line[..., :0:-1]), axis=-1), axis=-1)[..., ::-1]
    return np.transpose((before * after).reshape(turned.shape), np.argsort((*kept, *axis)))
''',
    "_scatter": '''
def _scatter(x, index, shape):
    """Return zeros with x put at an index."""
    y = np.zeros(shape)
    y[index] = x
    return y
''',
    "_take": '''
def _take(x, k, axis):
    """Return the entries that indices name."""
    return np.take(x, k.astype(int), axis=axis)
''',
    "_index_add": '''
def _index_add(x, k, shape, axis):
    """Return zeros with the entries of x added at indices."""
    y = np.zeros(shape)
    line = y.reshape(-1) if axis is None else np.moveaxis(y, axis, 0)
    start = axis or 0
    order = range(start, start + k.ndim)
    np.add.at(line, k.astype(int), np.moveaxis(x, tuple(order), tuple(range(k.ndim))))
    return y
''',
    "_take_along_axis": '''
def _take_along_axis(x, k, axis):
    """Return for each line along an axis the entries that its indices name."""
    return np.take_along_axis(x, k.astype(int), axis=axis)
''',
    "_scatter_add": '''
def _scatter_add(x, k, shape, axis):
    """Return zeros with x added at indices along an axis."""
    y = np.zeros(shape)
    where = list(np.indices(x.shape))
    where[axis] = k.astype(int)
    np.add.at(y, tuple(where), x)
    return y
''',
    "_recurrence": '''
def _recurrence(a, b, axis, reverse):
    """Return y_i = a_i*y_(i-1) + b_i along an axis, from the end if reversed."""
    turn = slice(None, None, -1) if reverse else slice(None)
    a, y = np.moveaxis(a, axis, 0)[turn], np.moveaxis(b, axis, 0)[turn].copy()
    for i in range(1, len(y)):
        y[i] += a[i] * y[i - 1]
    return np.moveaxis(y[turn], 0, axis)
''',
    "_windows": '''
def _windows(x, kernel, stride, dilation):
    """Return what is seen through a window that slides along the last axes."""
    spread = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation))
    axes = tuple(range(x.ndim - len(kernel), x.ndim))
    view = np.lib.stride_tricks.sliding_window_view(x, spread, axis=axes)
    return view[(..., *(slice(None, None, step) for step in (*stride, *dilation)))]
''',
    "_overlap_add": '''
def _overlap_add(x, size, stride, dilation):
    """Return the entries of windows, added up where they were seen."""
    count = len(size)
    places, kernel = x.shape[-2 * count : -count], x.shape[-count:]
    y = np.zeros((*x.shape[: -2 * count], *size))
    for at in np.ndindex(*kernel):
        seen = [
            slice(k * d, k * d + (n - 1) * s + 1, s)
            for k, n, s, d in zip(at, places, stride, dilation)
        ]
        y[(..., *seen)] += x[(..., *at)]
    return y
''',
}
CHECK = '''
def check(point, names):
    """Return how far gradients are from central differences, relative to the largest entry."""
    value, found = value_and_grad(**point)
    found = found if isinstance(found, tuple) else (found,)
    apart = [0.0]
    for name, gradient in zip(names, found):
        at = np.array(point[name], dtype=float)
        expected = np.zeros(at.shape)

        def moved(entry, step):
            near = at.copy()
            near[entry] += step
            return np.sum(value_and_grad(**{**point, name: near})[0])

        def slope(entry, step):
            with np.errstate(all="ignore"):
                wide = (moved(entry, step) - moved(entry, -step)) / (2 * step)
                near = (moved(entry, step / 2) - moved(entry, -step / 2)) / step
            return near + (near - wide) / 3

        for entry in np.ndindex(at.shape):
            size = abs(at[entry])
            expected[entry] = slope(entry, 1e-4 * max(0.1, size))
            if not np.isfinite(expected[entry]):  # The step may have left the domain.
                expected[entry] = slope(entry, 1e-4 * size)
        size = np.max(np.abs(expected), initial=max(1.0, abs(np.sum(value))))
        apart.append(np.max(np.abs(gradient - expected), initial=0.0) / size)
    return np.max(apart)
'''
NUMPY = Target(
    name="numpy",
    title="NumPy",
    short="np",
    rows=ROWS,
    imports=IMPORTS,
    prelude=PRELUDE,
    number=("np.array(", ", dtype=float)"),
    literal=("np.array(", ")"),
    cast=("np.asarray(", ", dtype=float)"),
    check=CHECK,
    witness="central differences",
    needed={"_expm_frechet": ("linalg",)},
    reshaped="np.reshape(({} * {})[:{}], {})",
)
