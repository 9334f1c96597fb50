"""JAX as a target: its imports, what it lacks as functions, and the self-check.

May import `export`.
"""

from __future__ import annotations

from symgrad.symbolic.export.form import Target
from symgrad.symbolic.export.jax_rows import ROWS

IMPORTS = {
    "math": "import math",
    "jax": "import jax",
    "jnp": "import jax.numpy as jnp",
    "lax": "from jax import lax",
    "special": "from jax.scipy import special",
    "linalg": "from jax.scipy import linalg",
}
PRELUDE = {
    "_logdet": '''
def _logdet(x):
    """Return the logarithm of a determinant, nan of a negative one."""
    sign, size = jnp.linalg.slogdet(x)
    return jnp.where(sign < 0, jnp.nan, size)
''',
    "_spherical_jn": '''
def _spherical_jn(x, n):
    """Return the spherical Bessel function: its power series near 0, a recurrence beyond."""
    beyond = jnp.abs(x) > n + 2
    near, far = jnp.where(beyond, 1.0, x), jnp.where(beyond, x, n + 3.0)
    term = jnp.ones_like(x)
    for k in range(1, n + 1):
        term = term * near / (2 * k + 1)
    series = term
    for k in range(1, 30 + 2 * n):
        term = term * (-near * near / 2) / (k * (2 * n + 2 * k + 1))
        series = series + term
    before, here = jnp.cos(far) / far, jnp.sin(far) / far
    for k in range(n):
        before, here = here, (2 * k + 1) / far * here - before
    return jnp.where(beyond, here, series)
''',
    "_cofactor": '''
def _cofactor(x):
    """Return cofactors: products of singular values, so that a singular matrix has them too."""
    if 0 in x.shape:
        return x
    u, s, vh = jnp.linalg.svd(x)
    others = [jnp.prod(jnp.delete(s, i, axis=-1), axis=-1) for i in range(s.shape[-1])]
    sign = jnp.linalg.det(u) * jnp.linalg.det(vh)
    return sign[..., None, None] * (u * jnp.stack(others, axis=-1)[..., None, :]) @ vh
''',
    "_expm_frechet": '''
def _expm_frechet(x, e):
    """Return the derivative of the matrix exponential at x along e."""
    x, e = jnp.broadcast_arrays(x, e)
    upper = jnp.concatenate((x, e), axis=-1)
    lower = jnp.concatenate((jnp.zeros_like(x), x), axis=-1)
    n = x.shape[-1]
    return linalg.expm(jnp.concatenate((upper, lower), axis=-2))[..., :n, n:]
''',
    "_prod_others": '''
def _prod_others(x, axis):
    """Return for each entry the product of all others along axes."""
    kept = [i for i in range(x.ndim) if i not in axis]
    order = (*kept, *axis)
    turned = jnp.transpose(x, order)
    line = turned.reshape((*turned.shape[: len(kept)], -1))
    ones = jnp.ones((*line.shape[:-1], 1))
    before = jnp.cumprod(jnp.concatenate((ones, line[..., :-1]), axis=-1), axis=-1)
    after = jnp.cumprod(jnp.concatenate((ones, line[..., :0:-1]), axis=-1), axis=-1)[..., ::-1]
    places = sorted(range(x.ndim), key=order.__getitem__)
    return jnp.transpose((before * after).reshape(turned.shape), places)
''',
    "_take": '''
def _take(x, k, axis):
    """Return the entries that indices name."""
    return jnp.take(x, k.astype(int), axis=axis, mode="wrap")
''',
    "_index_add": '''
def _index_add(x, k, shape, axis):
    """Return zeros with the entries of x added at indices."""
    if axis is None:
        return jnp.zeros(shape).reshape(-1).at[k.astype(int)].add(x).reshape(shape)
    moved = jnp.moveaxis(x, range(axis, axis + k.ndim), range(k.ndim))
    line = jnp.moveaxis(jnp.zeros(shape), axis, 0).at[k.astype(int)].add(moved)
    return jnp.moveaxis(line, 0, axis)
''',
    "_take_along_axis": '''
def _take_along_axis(x, k, axis):
    """Return for each line along an axis the entries that its indices name."""
    return jnp.take_along_axis(x, k.astype(int) % x.shape[axis], axis)
''',
    "_scatter_add": '''
def _scatter_add(x, k, shape, axis):
    """Return zeros with x added at indices along an axis."""
    where = list(jnp.indices(x.shape))
    where[axis] = k.astype(int)
    return jnp.zeros(shape).at[tuple(where)].add(x)
''',
    "_recurrence": '''
def _recurrence(a, b, axis, reverse):
    """Return y_i = a_i*y_(i-1) + b_i along an axis, from the end if reversed."""
    a, b = jnp.moveaxis(a, axis, 0), jnp.moveaxis(b, axis, 0)

    def step(last, each):
        y = each[0] * last + each[1]
        return y, y

    y = lax.scan(step, jnp.zeros_like(b, shape=b.shape[1:]), (a, b), reverse=reverse)[1]
    return jnp.moveaxis(y, 0, axis)
''',
    "_windows": '''
def _windows(x, kernel, stride, dilation):
    """Return what is seen through a window that slides along the last axes."""
    first = x.ndim - len(kernel)
    for axis, (k, s, d) in enumerate(zip(kernel, stride, dilation), first):
        count = (x.shape[axis] - d * (k - 1) - 1) // s + 1
        where = s * jnp.arange(count)[:, None] + d * jnp.arange(k)
        x = jnp.moveaxis(jnp.take(x, where, axis=axis), axis + 1, -1)
    return x
''',
    "_overlap_add": '''
def _overlap_add(x, size, stride, dilation):
    """Return the entries of windows, added up where they were seen."""
    count, before = len(size), x.shape[: x.ndim - 2 * len(size)]
    numbers = jnp.arange(math.prod(size)).reshape(size)
    where = _windows(numbers, x.shape[x.ndim - count :], stride, dilation).reshape(-1)
    y = jnp.zeros((*before, numbers.size))
    return y.at[..., where].add(x.reshape((*before, where.size))).reshape((*before, *size))
''',
}
CHECK = '''
def check(point, names):
    """Return how far gradients are from jax.grad's, relative to the largest entry."""
    arrays = {name: jnp.asarray(x, dtype=float) for name, x in point.items()}

    def total(chosen):
        return jnp.sum(value_and_grad(**{**arrays, **chosen})[0])

    found = value_and_grad(**arrays)[1]
    found = found if isinstance(found, tuple) else (found,)
    expected = jax.grad(total)({name: arrays[name] for name in names})
    apart = [0.0]
    for name, gradient in zip(names, found):
        # Of a branch that was not taken jax.grad may say nan.
        known = jnp.where(jnp.isnan(expected[name]), gradient, expected[name])
        size = jnp.max(jnp.abs(known), initial=1.0)
        apart.append(jnp.max(jnp.abs(gradient - known), initial=0.0) / size)
    return jnp.max(jnp.array(apart))
'''
JAX = Target(
    name="jax",
    title="JAX",
    short="jnp",
    rows=ROWS,
    imports=IMPORTS,
    prelude=PRELUDE,
    number=("jnp.array(", ", dtype=float)"),
    literal=("jnp.array(", ")"),
    cast=("jnp.asarray(", ", dtype=float)"),
    check=CHECK,
    witness="jax.grad's",
    needed={
        "_expm_frechet": ("linalg",),
        "_overlap_add": ("_windows", "math"),
        "_recurrence": ("lax",),
    },
    reshaped="jnp.reshape(jnp.array(({} * {})[:{}]), {})",
    setup=('jax.config.update("jax_enable_x64", True)',),
    checking=("jax",),
)
