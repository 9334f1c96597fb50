"""The Kronecker form: a derivative of three or four axes as one matrix.

Its rows are the axes of the value ravelled, its columns those of the variable, row-major, as
NumPy's `ravel` has it. An einsum of matrices becomes a chain of matrix products (see
`chains`):

    A[i,k]*B[l,j]            kron(A, B.T)
    A[i,l]*B[j,k]            kron(A, B) @ K
    E[i,j]*A[i,k]*d[j,l]     diag(ravel(E)) @ kron(A, eye(n))
    E[i,j]*F[k,l]            outer(ravel(E), ravel(F))

K is the commutation matrix of the variable: `K @ ravel(X)` is `ravel(X.T)`. Where no chain
uses up all factors there is no such form. May import `graph`, `ops` and `matrices`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import chain as joined
from itertools import count

from symgrad.errors import LimitError
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Table, Variable
from symgrad.graph.show import show_nodes
from symgrad.graph.walk import topological
from symgrad.ops.dims import Dim, DimLike, Shape, product
from symgrad.ops.subscripts import read, sizes
from symgrad.symbolic import matrices
from symgrad.symbolic.chains import Move, chain

# The matrix as a chain of products; a number that stands everywhere is one layer without axes.
Layers = list[Node]
_SPINE = frozenset({"add", "subtract", "negative", "multiply", "divide"})


def kronecker(graph: Graph, rows: int) -> str | None:
    """Return the text of a derivative as a matrix, None where it has no such form.

    Args:
        graph: a closed form. rows: how many of its axes stand in front, those of the value.
    """
    shape = graph.output.shape
    if not 0 < rows < len(shape) or len(shape) < 3 or rows > 2 or len(shape) - rows > 2:
        return None
    if graph.output.function == "zeros":
        return None
    form = _Matrix(graph.output.table, rows, shape)
    try:
        matrix = form.of(graph.output)
        square = matrix is not None and len(shape) - rows == 2
        commutation = form.commutation if square else None
    except LimitError:
        return None
    if matrix is None:
        return None
    names = {} if commutation is None else {commutation: _free("K", matrix)}
    return str(show_nodes([matrix], names))


def _free(name: str, matrix: Node) -> str:
    taken: set[str] = set()
    for node in topological([matrix]):
        taken |= {name for dim in node.shape if isinstance(dim, Dim) for name in dim.names}
        if isinstance(node.leaf, Variable):
            taken.add(node.leaf.name)
    further = (f"{name}{i}" for i in count(1))
    return next(each for each in joined([name], further) if each not in taken)


class _Matrix:
    """A closed form on its way to a matrix."""

    def __init__(self, table: Table, rows: int, shape: Shape) -> None:
        self.table = table
        self.rows = rows
        self.shape = shape
        self.flat = (product(shape[:rows]), product(shape[rows:]))

    @property
    def commutation(self) -> Node:
        """The commutation matrix of the columns."""
        *_, m, n = self.shape
        eyes = [self._eye(n), self._eye(m)]
        turned = matrices.einsum("il,jk->ijkl", eyes)
        return self._call("reshape", turned, shape=(self.flat[1], self.flat[1]))

    def of(self, output: Node) -> Node | None:
        """Return the matrix of a node of the full shape."""
        known: dict[Node, Layers] = {}
        for node in self._spine(output):
            layers = self._combined(node, known) if node.function in _SPINE else self._leaf(node)
            if layers is None:
                return None
            known[node] = layers
        found = _joined(known[output])
        return found if found.shape == self.flat else None

    def _spine(self, output: Node) -> list[Node]:
        """Return the nodes of the full shape above the einsums, arguments first."""
        found: dict[Node, None] = {}
        waiting = [output]
        while waiting:
            node = waiting.pop()
            if node not in found and node.shape == self.shape:
                found[node] = None
                waiting.extend(node.args if node.function in _SPINE else ())
        return sorted(found, key=lambda node: node.serial)

    def _combined(self, node: Node, known: dict[Node, Layers]) -> Layers | None:
        """Return a sum, or a multiple: its number goes into the first matrix of a chain."""
        places = [k for k, arg in enumerate(node.args) if arg in known]
        if any(arg.ndim for arg in node.args if arg not in known):
            return None
        if node.function in ("add", "subtract"):
            args = [_joined(known[arg]) if arg in known else arg for arg in node.args]
            return [self.table.call(node.function, args)]
        if places != [0] and (len(places) != 1 or node.function == "divide"):
            return None
        (place,) = places
        first, *rest = known[node.args[place]]
        args = [first if k == place else arg for k, arg in enumerate(node.args)]
        return [self.table.call(node.function, args), *rest]

    def _leaf(self, node: Node) -> Layers | None:
        if node.function in ("ones", "zeros"):
            return [self._call(node.function, shape=self.flat)]
        if node.function == "broadcast_to" and not node.args[0].ndim:
            return [self._call("broadcast_to", *node.args, shape=self.flat)]
        if node.function == "reshape":
            return self._reshaped(node.args[0])
        return self._einsum(node) if node.function == "einsum" else None

    def _reshaped(self, node: Node) -> Layers | None:
        """Return the matrix of other axes with the same entries."""
        if node.ndim <= 2:
            same = node.shape == self.flat
            return [node if same else self._call("reshape", node, shape=self.flat)]
        rows = (k for k in range(3) if product(node.shape[:k]) == self.flat[0])
        for k in rows:
            if node.shape[k:] == self.shape[self.rows :]:
                found = _Matrix(self.table, k, node.shape).of(node)
                return None if found is None else [found]
        return None

    def _einsum(self, node: Node) -> Layers | None:
        subscripts = node.params["subscripts"]
        terms, out = read(subscripts)
        if len(set(out)) < len(out) or any(len(set(term)) < len(term) for term in terms):
            return None
        words = _Words(self, dict(zip(terms, node.args, strict=True)))
        words.size.update(sizes(subscripts, [arg.shape for arg in node.args]))
        distinct = {frozenset(term) for term in terms}
        if len(distinct) < len(terms) or any(len(term) not in (1, 2) for term in terms):
            return None
        return words.layers(out[: self.rows], out[self.rows :])

    def _eye(self, dim: DimLike) -> Node:
        return self._call("eye", n=dim, m=dim)

    def _call(self, name: str, *args: Node, **params: object) -> Node:
        return self.table.call(name, args, params)


class _Words:
    """One einsum on its way to a chain of matrices."""

    def __init__(self, form: _Matrix, nodes: dict[str, Node]) -> None:
        self.form = form
        self.nodes = nodes
        self.size: dict[str, DimLike] = {}

    def layers(self, rows: str, columns: str) -> Layers | None:
        """Return the chain from the indices of the rows to those of the columns."""
        terms = list(self.nodes)
        if all(set(term) <= set(rows) or set(term) <= set(columns) for term in terms):
            sides = [self._ravelled(side) for side in (rows, columns)]
            return [self._call("outer", *sides)]
        found = chain(terms, rows, columns)
        if found is None:
            return None
        steps, after = found
        layers, state = [], tuple(rows)
        for step in steps:
            if isinstance(step, int):
                layers.append(self._call("diag", self._ravel(self._matrix(state))))
            else:
                layers.append(self._step(step, terms))
                state = tuple(move.new for move in step if move.new)
        layers = [layer for layer in layers if layer.function != "eye"]
        if "".join(after) != columns:
            layers.append(self.form.commutation)
        return layers or [self.form._eye(self.form.flat[1])]

    def _ravelled(self, side: str) -> Node:
        """Return the entries of one side in row-major order."""
        if any(set(term) == set(side) and len(term) == 2 for term in self.nodes):
            return self._ravel(self._matrix(tuple(side)))
        return reduce(lambda a, b: self._call("kron", a, b), [self._vector(i) for i in side])

    def _step(self, moves: Sequence[Move], terms: Sequence[str]) -> Node:
        """Return the matrix that moves every index."""
        factors = [self._moved(move, terms) for move in moves]
        if all(factor.function == "eye" for factor in factors):
            return self.form._eye(product(factor.shape[0] for factor in factors))
        return reduce(lambda a, b: self._call("kron", a, b), factors)

    def _moved(self, move: Move, terms: Sequence[str]) -> Node:
        """Return the matrix that leads from one index to the next."""
        if not move.factors:
            return self.form._eye(self.size[move.old])
        (first, *_) = move.factors
        if first is not None and len(terms[first]) == 2:
            return self._matrix((move.old, move.new))
        if not move.old:
            return self._vector(move.new)
        if not move.new:
            return self._column(move.old)
        if move.factors == (None, None):
            return self._ones(move.old, move.new)
        return self._call("outer", self._vector(move.old), self._vector(move.new))

    def _matrix(self, labels: Sequence[str]) -> Node:
        """Return the matrix under two indices, its rows under the first."""
        straight = self.nodes.get("".join(labels))
        if straight is not None:
            return straight
        return matrices.transposed(self.nodes["".join(labels)[::-1]])

    def _vector(self, label: str) -> Node:
        return self.nodes[label] if label in self.nodes else self._ones(label)

    def _column(self, label: str) -> Node:
        if label not in self.nodes:
            return self._call("ones", shape=(self.size[label], 1))
        return matrices.placed(self.nodes[label], (0, None))

    def _ones(self, *labels: str) -> Node:
        return self._call("ones", shape=tuple(self.size[i] for i in labels))

    def _ravel(self, node: Node) -> Node:
        return self._call("ravel", node)

    def _call(self, name: str, *args: Node, **params: object) -> Node:
        return self.form._call(name, *args, **params)


def _joined(layers: Layers) -> Node:
    return reduce(matrices.product, layers)
