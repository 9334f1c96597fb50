"""PyTorch as a target: its imports, what it lacks as functions, and the self-check.

May import `export`.
"""

from __future__ import annotations

from symgrad.symbolic.export.form import Target
from symgrad.symbolic.export.torch_rows import ROWS

IMPORTS = {
    "torch": "import torch",
    "functional": "from torch.nn import functional",
}
PRELUDE = {
    "_cbrt": '''
def _cbrt(x):
    """Return the real cube root."""
    return torch.sign(x) * torch.abs(x) ** (1 / 3)
''',
    "_spherical_jn": '''
def _spherical_jn(x, n):
    """Return the spherical Bessel function: its power series near 0, a recurrence beyond."""
    beyond = torch.abs(x) > n + 2
    near, far = torch.where(beyond, 1.0, x), torch.where(beyond, x, n + 3.0)
    term = torch.ones_like(x)
    for k in range(1, n + 1):
        term = term * near / (2 * k + 1)
    series = term
    for k in range(1, 30 + 2 * n):
        term = term * (-near * near / 2) / (k * (2 * n + 2 * k + 1))
        series = series + term
    before, here = torch.cos(far) / far, torch.sin(far) / far
    for k in range(n):
        before, here = here, (2 * k + 1) / far * here - before
    return torch.where(beyond, here, series)
''',
    "_solve": '''
def _solve(a, b):
    """Return the solution; only a right side of one axis is a vector."""
    columns = b[:, None] if b.ndim == 1 else b
    batch = torch.broadcast_shapes(a.shape[:-2], columns.shape[:-2])
    y = torch.linalg.solve(a, columns.expand(*batch, *columns.shape[-2:]))
    return y[..., 0] if b.ndim == 1 else y
''',
    "_cholesky": '''
def _cholesky(x):
    """Return the lower factor of the symmetric part."""
    return torch.linalg.cholesky((x + x.mT) / 2)
''',
    "_cofactor": '''
def _cofactor(x):
    """Return cofactors: products of singular values, so that a singular matrix has them too."""
    if 0 in x.shape:
        return x
    u, s, vh = torch.linalg.svd(x)
    kept = [[j for j in range(s.shape[-1]) if j != i] for i in range(s.shape[-1])]
    others = torch.stack([torch.prod(s[..., places], dim=-1) for places in kept], dim=-1)
    sign = torch.linalg.det(u) * torch.linalg.det(vh)
    return sign[..., None, None] * (u * others[..., None, :]) @ vh
''',
    "_expm_frechet": '''
def _expm_frechet(x, e):
    """Return the derivative of the matrix exponential at x along e."""
    x, e = torch.broadcast_tensors(x, e)
    upper = torch.cat((x, e), dim=-1)
    lower = torch.cat((torch.zeros_like(x), x), dim=-1)
    n = x.shape[-1]
    return torch.linalg.matrix_exp(torch.cat((upper, lower), dim=-2))[..., :n, n:]
''',
    "_prod_others": '''
def _prod_others(x, axis):
    """Return for each entry the product of all others along axes."""
    kept = [i for i in range(x.ndim) if i not in axis]
    turned = torch.permute(x, (*kept, *axis))
    line = turned.flatten(len(kept)) if axis else turned[..., None]
    ones = torch.ones_like(line[..., :1])
    before = torch.cumprod(torch.cat((ones, line[..., :-1]), dim=-1), dim=-1)
    back = torch.flip(line[..., 1:], dims=(-1,))
    after = torch.flip(torch.cumprod(torch.cat((ones, back), dim=-1), dim=-1), dims=(-1,))
    order = (*kept, *axis)
    places = sorted(range(x.ndim), key=order.__getitem__)
    return torch.permute((before * after).reshape(turned.shape), places)
''',
    "_scatter": '''
def _scatter(x, index, shape):
    """Return zeros with x put at an index."""
    y = torch.zeros(shape, dtype=torch.float64)
    y[index] = x
    return y
''',
    "_take": '''
def _take(x, k, axis):
    """Return the entries that indices name."""
    line, place = (x.reshape(-1), 0) if axis is None else (x, axis)
    y = torch.index_select(line, place, k.long().reshape(-1) % line.shape[place])
    return y.reshape((*line.shape[:place], *k.shape, *line.shape[place + 1 :]))
''',
    "_index_add": '''
def _index_add(x, k, shape, axis):
    """Return zeros with the entries of x added at indices."""
    y, place = torch.zeros(shape, dtype=torch.float64), axis or 0
    line = y.reshape(-1) if axis is None else y
    where = k.long().reshape(-1) % line.shape[place]
    slices = x.reshape((*line.shape[:place], len(where), *line.shape[place + 1 :]))
    return line.index_add(place, where, slices).reshape(shape)
''',
    "_take_along_axis": '''
def _take_along_axis(x, k, axis):
    """Return for each line along an axis the entries that its indices name."""
    return torch.take_along_dim(x, k.long() % x.shape[axis], axis)
''',
    "_scatter_add": '''
def _scatter_add(x, k, shape, axis):
    """Return zeros with x added at indices along an axis."""
    return torch.zeros(shape, dtype=torch.float64).scatter_add(axis, k.long() % shape[axis], x)
''',
    "_recurrence": '''
def _recurrence(a, b, axis, reverse):
    """Return y_i = a_i*y_(i-1) + b_i along an axis, from the end if reversed."""
    if not a.shape[axis]:
        return a * b
    steps, last, found = list(range(a.shape[axis])), 0.0, {}
    for i in reversed(steps) if reverse else steps:
        last = found[i] = a.select(axis, i) * last + b.select(axis, i)
    return torch.stack([found[i] for i in steps], dim=axis)
''',
    "_windows": '''
def _windows(x, kernel, stride, dilation):
    """Return what is seen through a window that slides along the last axes."""
    first = x.ndim - len(kernel)
    for i, (k, s, d) in enumerate(zip(kernel, stride, dilation)):
        x = x.unfold(first + i, d * (k - 1) + 1, s)[..., ::d]
    return x
''',
    "_overlap_add": '''
def _overlap_add(x, size, stride, dilation):
    """Return the entries of windows, added up where they were seen."""
    count, before = len(size), x.shape[: x.ndim - 2 * len(size)]
    numbers = torch.arange(torch.Size(size).numel()).reshape(size)
    where = _windows(numbers, x.shape[x.ndim - count :], stride, dilation).reshape(-1)
    y = torch.zeros((*before, numbers.numel()), dtype=torch.float64)
    return y.index_add(-1, where, x.reshape((*before, len(where)))).reshape((*before, *size))
''',
}
CHECK = '''
def check(point, names):
    """Return how far gradients are from torch.autograd's, relative to the largest entry."""
    tensors = {name: torch.as_tensor(x, dtype=torch.float64) for name, x in point.items()}
    for name in names:
        tensors[name].requires_grad_()
    value, found = value_and_grad(**tensors)
    found = found if isinstance(found, tuple) else (found,)
    apart = [0.0]
    for name, gradient in zip(names, found):
        gradient, expected = gradient.detach(), None
        if value.requires_grad:
            x = tensors[name]
            (expected,) = torch.autograd.grad(value.sum(), x, retain_graph=True, allow_unused=True)
        if expected is None:
            expected = torch.zeros_like(tensors[name])
        if expected.numel():
            # Of a branch that was not taken autograd may say nan.
            known = torch.where(torch.isnan(expected), gradient, expected)
            size = max(1.0, float(torch.max(torch.abs(known))))
            apart.append(float(torch.max(torch.abs(gradient - known))) / size)
    return sum(apart) if any(x != x for x in apart) else max(apart)
'''
TORCH = Target(
    name="torch",
    title="PyTorch",
    short="torch",
    rows=ROWS,
    imports=IMPORTS,
    prelude=PRELUDE,
    number=("torch.tensor(", ", dtype=torch.float64)"),
    literal=("torch.tensor(", ", dtype=torch.float64)"),
    cast=("torch.as_tensor(", ", dtype=torch.float64)"),
    check=CHECK,
    witness="torch.autograd's",
    needed={"_overlap_add": ("_windows",)},
    reshaped="torch.tensor(({} * {})[:{}], dtype=torch.float64).reshape({})",
)
