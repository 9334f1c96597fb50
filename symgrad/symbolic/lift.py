"""The lift: from terms of the algebra back to text a person would write.

The idea. Every term becomes a phrase (see `phrases`): a short elementwise expression in
atoms, each atom a node of the language. Elementwise functions and sums put the phrases of
their operands into one SymPy expression, which merges like terms and cancels ratios.
Everything else, first of all the products (see `contraction`), turns phrases into nodes,
and those nodes are the atoms of what comes after. At the end the expression is put into
words (see `wording`).

Two things keep the work linear and the text short: an expression that has become long is
made a node, and so is one that several terms use; equal nodes are one node, so nothing is
written out twice that was shared.

Before a product is written, single-use products in it are melted in, so that chains of
matrices are seen as a whole, and the definitions of softmax, logsumexp and norm are
recognised, which neither overflow nor read badly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import sympy as s

from symgrad.graph.node import Node, Table
from symgrad.ops.dims import product
from symgrad.ops.table import OPS
from symgrad.symbolic.contraction import LONGEST, Contraction
from symgrad.symbolic.likeness import applied
from symgrad.symbolic.phrases import Atoms, Phrase, constant_phrase, zero_phrase
from symgrad.symbolic.products import numbered, opened, prod
from symgrad.symbolic.recognition import log_sum_exp, norm_of, softmaxes
from symgrad.symbolic.scalars import ONE, Expr, compares, has_value, multiplied, placeholder, size
from symgrad.symbolic.sumforms import SumForms
from symgrad.symbolic.term import Term, topological
from symgrad.symbolic.wording import Wording

_SHARED = 6
_MOST_OPERANDS = 12


class Lift:
    """Writes terms into one table of the language."""

    def __init__(self, table: Table, outputs: list[Term]) -> None:
        self.table = table
        self.atoms = Atoms(table)
        self.wording = Wording(self.atoms)
        order = topological(outputs)
        self.uses = Counter(arg for term in order for arg in term.args)
        self.uses.update(outputs)
        self.sums = SumForms(self.atoms)
        self.phrases: dict[Term, Phrase] = {}
        self._products: dict[Term, Term] = {}

    def node(self, term: Term) -> Node:
        """Return the node of a term, in the term's exact shape."""
        return self.full(self.phrase(term))

    def phrase(self, output: Term) -> Phrase:
        """Return the phrase of a term; operands come first, on an explicit pile."""
        waiting = [output]
        while waiting:
            term = waiting[-1]
            if term not in self.phrases:
                ready = self._ready(term)
                missing = [arg for arg in ready.args if arg not in self.phrases]
                if missing:
                    waiting += missing[::-1]
                    continue
                self.phrases[term] = self._written(ready)
            waiting.pop()
        return self.phrases[output]

    def _ready(self, term: Term) -> Term:
        """Return a term as it will be written: it is looked at again after its operands."""
        if term.op != "prod":
            return term
        if term not in self._products:
            self._products[term] = self._melted(term)
        return self._products[term]

    def _written(self, term: Term) -> Phrase:
        if term in self.phrases:
            return self.phrases[term]
        return _WRITERS[term.op](self, term)

    def full(self, phrase: Phrase) -> Node:
        """Return a node of exactly the phrase's shape."""
        shape = phrase.shape
        if phrase.coefficient is not ONE and phrase.coefficient.is_zero:
            return self.table.call("zeros", (), {"shape": shape}) if shape else self.table.number(0)
        if phrase.expr is ONE and shape:
            ones = self.table.call("ones", (), {"shape": shape})
            return self.wording.node(phrase.coefficient, self.atoms.of(ones))
        node = self.wording.node(phrase.coefficient, phrase.expr)
        if node.shape == shape:
            return node
        if product(node.shape) == product(shape):
            return self.table.call("reshape", (node,), {"shape": shape})
        return self.table.call("broadcast_to", (node,), {"shape": shape})

    def short(self, term: Term) -> Phrase:
        """Return the phrase of an operand, as an atom where it is long or shared."""
        phrase = self.phrases[term]
        if phrase.expr.is_Symbol:
            return phrase
        most = _SHARED if self.uses[term] > 1 else LONGEST // 2
        if size(phrase.expr) <= most:
            return phrase
        node = self.wording.node(ONE, phrase.expr)
        return Phrase(phrase.coefficient, self.atoms.of(node), phrase.shape)

    def operand(self, term: Term) -> Node:
        """Return the node of an operand that has been written already."""
        return self.full(self.phrases[term])

    def _melted(self, term: Term) -> Term:
        """Put products that are used only here into their user."""
        while term.op == "prod":
            term = softmaxes(term)
            if term.op != "prod":
                return term
            out, ins = term.data
            inner = next((k for k, a in enumerate(term.args) if self._melts(term, a)), None)
            if inner is None:
                return term
            operands = list(zip(term.args, ins, strict=True))
            sizes = [i for labels in (out, *ins) for i in labels]
            parts = opened(term.args[inner], ins[inner], numbered(max(sizes, default=0) + 1))
            operands[inner : inner + 1] = parts
            term = prod(term.terms, out, operands, term.shape)
        return term

    def _melts(self, user: Term, a: Term) -> bool:
        if a.op != "prod" or self.uses[a] > 1:
            return False
        return len(user.args) + len(a.args) <= _MOST_OPERANDS

    def _variable(self, term: Term) -> Phrase:
        return self.atoms.phrase(self.table.variable(term.data, term.shape))

    def _zero(self, term: Term) -> Phrase:
        return zero_phrase(term.shape)

    def _ones(self, term: Term) -> Phrase:
        return constant_phrase(1, term.shape)

    def _eye(self, term: Term) -> Phrase:
        n = term.shape[0]
        return self.atoms.phrase(self.table.call("eye", (), {"n": n, "m": n}))

    def _opaque(self, term: Term) -> Phrase:
        name, params = term.data
        if name == "array":
            return self.atoms.phrase(self.table.array(dict(params)["entries"], term.shape))
        return self.atoms.phrase(self.table.call(name, (), dict(params)))

    def _scale(self, term: Term) -> Phrase:
        return self.phrases[term.args[0]].times(term.data)

    def _add(self, term: Term) -> Phrase:
        parts = []
        for c, arg in zip(term.data, term.args, strict=True):
            phrase = self.short(arg)
            if not phrase.coefficient.is_zero:
                parts.append((multiplied(c, phrase.coefficient), phrase.expr))
        parts = self.sums.told(parts)
        shared = _common(parts)
        whole = s.Add(*(multiplied(c / shared, expr) for c, expr in parts))
        c, expr = whole.as_coeff_Mul()
        if c.is_zero:
            return zero_phrase(term.shape)
        return Phrase(multiplied(shared, c), expr, term.shape)

    def _prod(self, term: Term) -> Phrase:
        out, ins = term.data
        work = Contraction(self.atoms, self.wording, self.full, out, term.shape)
        for arg, labels in zip(term.args, ins, strict=True):
            work.take(self.short(arg), labels, arg)
        return work.finished()

    def _ew(self, term: Term) -> Phrase:
        # What is compared must be computed as it is elsewhere: `x == max(x)` holds to the bit.
        values = [self._recognised(term, k) or self.short(a).whole for k, a in enumerate(term.args)]
        total = size(term.data) + 2 * sum(map(size, values))
        most = 0 if compares(term.data) else _SHARED if total > LONGEST else LONGEST
        for k, value in enumerate(values):
            if not value.is_Symbol and size(value) > most:
                values[k] = self._as_atom(term.args[k])
        expr = applied(term.data, {placeholder(k): value for k, value in enumerate(values)})
        if not has_value(expr):
            atoms = {placeholder(k): self._as_atom(arg) for k, arg in enumerate(term.args)}
            expr = term.data.xreplace(atoms)
        c, rest = expr.as_coeff_Mul()
        return Phrase(c, rest, term.shape)

    def _as_atom(self, arg: Term) -> Expr:
        phrase = self.phrases[arg]
        return self.atoms.of(self.wording.node(phrase.coefficient, phrase.expr))

    def _recognised(self, term: Term, k: int) -> Expr | None:
        """Return an operand as the power of a norm or the exponential of a logsumexp."""
        found = log_sum_exp(term, k)
        if found is not None:
            inner, axes = found
            node = self._reduced("logsumexp", inner, axes)
            return s.exp(self.atoms.of(node))
        length = norm_of(term, k)
        if length is not None:
            inner, axes, p = length
            order = {} if p == 2 else {"ord": Fraction(int(p.p), int(p.q))}
            node = self._reduced("norm", inner, axes, **order)
            return self.atoms.of(node, sure=True) ** p
        return None

    def _reduced(self, name: str, inner: Term, axes: tuple[int, ...], **params: object) -> Node:
        node = self.full(self.phrase(inner))
        return self.table.call(name, (node,), {"axis": axes, **params})

    def _lin(self, term: Term) -> Phrase:
        name, *params = term.data
        written = self._thin if name == "scatter" else self.operand
        nodes = [written(arg) for arg in term.args]
        settled = dict(zip((p.name for p in OPS[name].params), params, strict=True))
        return self.atoms.phrase(self.table.call(name, nodes, settled))

    def _thin(self, term: Term) -> Node:
        phrase = self.phrases[term]
        return self.wording.node(phrase.coefficient, phrase.expr)

    def _extreme(self, term: Term) -> Phrase:
        kind, axes = term.data
        return self._call(kind, term, axis=axes)

    def _multiply(self, term: Term) -> Phrase:
        return self._call("prod", term, axis=term.data[0])

    def _others(self, term: Term) -> Phrase:
        return self._call("prod_others", term, axis=term.data[0])

    def _rule(self, term: Term) -> Phrase:
        return self._call(term.data[0], term)

    def _stopped(self, term: Term) -> Phrase:
        return self._call("detach", term)

    def _named(self, term: Term) -> Phrase:
        name, params = term.data
        return self._call(name, term, **dict(params))

    def _call(self, name: str, term: Term, **params: object) -> Phrase:
        nodes = [self.operand(arg) for arg in term.args]
        return self.atoms.phrase(self.table.call(name, nodes, params))


def _common(parts: list[tuple[Expr, Expr]]) -> Expr:
    """Return the size of the coefficients where all terms of a sum have the same."""
    sizes = {abs(c) for c, expr in parts}
    if len(sizes) == 1 and len(parts) > 1 and all(expr != ONE for _, expr in parts):
        (found,) = sizes
        return found
    return ONE


_WRITERS: dict[str, Callable[[Lift, Term], Phrase]] = {
    "var": Lift._variable, "zero": Lift._zero, "ones": Lift._ones, "eye": Lift._eye,
    "opaque": Lift._opaque, "scale": Lift._scale, "add": Lift._add, "prod": Lift._prod,
    "ew": Lift._ew, "lin": Lift._lin, "extreme": Lift._extreme, "multiply": Lift._multiply,
    "others": Lift._others, "rule": Lift._rule, "stopped": Lift._stopped, "named": Lift._named,
}  # fmt: skip
