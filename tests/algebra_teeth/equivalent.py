"""Mutants that nothing can notice, and why.

A key is a module, a module and function, or the whole name of a mutant. A whole function stands
here if no derivative that is shown calls it; a mutant, if it means the same.
"""

from __future__ import annotations

from tests.algebra_teeth.mutation import Mutation

_PROOF = "only proofs call it; tests/test_symbolic_proofs.py holds them"
_DIGITS = "SymPy asks for digits only where it decides about numbers, which is in proofs"
_LIMIT = "where exactly a limit lies, beyond which a text stays as it is"
_SPARED = "it only spares SymPy work that makes nothing shorter"
_WAYS = "a shorter way to the same value"
_NOWHERE = "no function of the language has a slope without a value; it only spares a look"
_PAIRED = "what was joined is asked for again only by a third product with the same factor"
_GIVEN = "only under assumptions, which are not made here; tests/test_closed_forms.py has them"
EQUIVALENT: dict[str, str] = {
    "elementwise.ew: if form.is_valueless => (left out)": _NOWHERE,
    "elementwise._form: return _Form(False, True, False, f, ONE) => "
    "return _Form(False, False, False, f, ONE)": _NOWHERE,
    "recognition.softmaxes: while term.op == 'prod' and any(map(_may_grow, term.args)) => while "
    "term.op == 'prod' or any(map(_may_grow, term.args))": _SPARED,
    "scalars.symbols_of: if len(args) == 1 => (left out)": _WAYS,
    "scalars._divides: return bool(exponent.p <= 0) => return bool(exponent.p < 0)": (
        "SymPy has no power 0"
    ),
    "scalars._divides: return not (exponent.is_Number and exponent > 0) => return not "
    "(exponent.is_Number and exponent > 1)": "a number that is not rational is no exponent here",
    "stable.stable: return expr if _is_calm(expr) else _rewritten(expr) => return "
    "_rewritten(expr)": _WAYS,
    "sumforms._Products.take: self._forget(place) => (left out)": _PAIRED,
    "sumforms._Products._forget: self._places[key].remove(place) => (left out)": _PAIRED,
    "tidying._counted": _GIVEN,
    "wording.Wording._fraction: sign, c = (-1, -c) if c.p < 0 else (1, c) => sign, c = (-1, -c) if "
    "c.p < 1 else (1, c)": "no coefficient is 0 where it is written",
    "contraction.Contraction._matmul: if set(left.labels) == set(right.labels) and len(rest) == "
    "2 => if set(left.labels) == set(right.labels) and len(rest) == 3": _WAYS,
    "contraction.Contraction._prefers: return self._turns(right, label, 1) + self._turns(left, "
    "label, 0) < straight => return self._turns(right, label, 1) + self._turns(left, label, 0) "
    "<= straight": "where both ways cost the same, either will do",
    "derive._of_function: rate = (tame_slope if term.terms.tame else slope)(f, k) => "
    "rate = tame_slope(f, k)": "for a text, terms are always tame",
    "derive._of_product: fresh = max((*out, *(i for labels in ins for i in labels)), "
    "default=-1) + 1 => fresh = max((*out, *(i for labels in ins for i in labels)), default=-1) "
    "+ 2": "an index is new if it is larger than all, by however much",
    "elementwise._shorter: if size(f) + size(inner.data) > _LONGEST => if size(f) - "
    "size(inner.data) > _LONGEST": _LIMIT,
    "elementwise.ew: if form.coefficient is not ONE => (left out)": (
        "a constant is a group of its own when a product is taken apart"
    ),
    "lift.Lift.phrase: waiting.pop() => (left out)": (
        "what has been written is taken off the pile when it is seen again"
    ),
    "matrices.permuted: if axes == (*range(rank - 2), rank - 1, rank - 2) => if axes == "
    "(*range(rank - 2), rank - 1, rank + 2)": "the language writes both as .T",
    "matrices.transposed: if node.function == 'diag' and node.args[0].ndim == 1 => if "
    "node.function == 'diag' and node.args[0].ndim == 2": (
        "a diagonal matrix and its transpose are one term already"
    ),
    "moving._of_cumprod: factors = widened(_neighbour(reshape(a, term.shape), place, 1, 0), "
    "y_bar.shape) => factors = widened(_neighbour(reshape(a, term.shape), place, 2, 0), "
    "y_bar.shape)": "of a step only the sign counts",
    "moving.distributed": _PROOF,
    "moving.moved_back: if name == 'argsort' or (name in _NUMBERED and k == 1) => if name == "
    "'argsort' or (name in _NUMBERED and k == 2)": (
        "what reaches computed indices goes on to argsort, which hands nothing back"
    ),
    "products._contract_eyes: draft.needed.add(j) => (left out)": (
        "an index of the result gets its ones in any case"
    ),
    "products._gather_powers: if abs(total) > LARGEST_POWER and len(exponents) > 1 => (left "
    "out)": _LIMIT,
    "products._gather_powers: if total.is_zero => (left out)": (
        "the power 0 is ones, and a text leaves ones out"
    ),
    "recognition._lifted: rest = _lifted(part.args[0], below, labels, kept, depth + 1) => rest "
    "= _lifted(part.args[0], below, labels, kept, depth - 1)": _LIMIT,
    "recognition._lifted: seen = tuple((names.get(i, -1 - i) for i in inner)) => seen = "
    "tuple((names.get(i, -2 - i) for i in inner))": (
        "any number below 0 tells an index apart from those of the product"
    ),
    "rules._product: ends = (a.shape[-1 if turned else -2], b.shape[-2 if back else -1]) => "
    "ends = (a.shape[-1 if turned else -2], b.shape[-2])": (
        "of a product that melts into a sum nothing reads the shape"
    ),
    "scalars._rebuilt: if not f.args or not f.free_symbols & mapping.keys() => if not f.args or "
    "not f.free_symbols | mapping.keys()": _WAYS,
    "scalars.number: return INFINITY if value is s.oo else -INFINITY if value is -s.oo else "
    "value => return INFINITY": "definitions hand on no SymPy expression but infinities",
    "scalars.number: return {'pi': s.pi, 'inf': INFINITY, '-inf': -INFINITY}[value] => return "
    "{'pi': s.pi, 'inf': INFINITY, '-inf': INFINITY}[value]": (
        "only hardtanh hands on this word, and its reverse mode refuses it"
    ),
    "scalars.power: grows = factor not in (ZERO, ONE, MINUS) and exponent.is_Rational => grows "
    "= factor not in (ZERO, MINUS, MINUS) and exponent.is_Rational": (
        "a power of 1 has no bits that grow"
    ),
    "scalars.put: if all((value.is_Symbol for value in mapping.values())) => (left out)": _WAYS,
    "special.SphericalJn._eval_evalf": _DIGITS,
    "special._sure": _DIGITS,
    "special.written_out": _PROOF,
    "stable._grown: other = expr.args[0] if expr.args[1] == ONE else expr.args[1] => other = "
    "expr.args[1]": "SymPy puts the number of a sum first",
    "stable._is_inverse: return bool(f.is_Pow and f.exp.is_Integer and (f.exp.p < 0)) => "
    "return bool(f.is_Pow and f.exp.is_Integer and (f.exp.p < 1))": "SymPy has no power 0",
    "stable._proportion: if length not in lengths or p in (1, -1) or (not p.is_Rational) => if "
    "length not in lengths or p in (1, 1) or (not p.is_Rational)": (
        "the first power of a quotient is the quotient"
    ),
    "stable._quieter: if isinstance(base, s.sinh) and n.is_Integer and (n > 0) => if "
    "isinstance(base, s.sinh) and n.is_Integer and (n >= 0)": "SymPy has no power 0",
    "stable.compact: if any((not p.exp.is_Integer or abs(p.exp) > 4 for p in powers)) or "
    "expr.atoms(s.Function) => if all((not p.exp.is_Integer or abs(p.exp) > 4 for p in powers)) "
    "or expr.atoms(s.Function)": _SPARED,
    "stable.compact: if not expr.is_Add or size(expr) > _LONGEST_QUOTIENT or "
    "len(expr.free_symbols) > _MOST_SYMBOLS => if not expr.is_Add and size(expr) > "
    "_LONGEST_QUOTIENT and (len(expr.free_symbols) > _MOST_SYMBOLS)": _SPARED,
    "tame.tame_slope: derivative = derivative.replace(ours, theirs) => derivative = "
    "derivative.replace(theirs, ours)": (
        "functions are taken apart before, and no slope of these heads has one of them left"
    ),
    "tidying._is_short: return all((arg.op is None or (arg.function == 'transpose' and "
    "arg.args[0].op is None) for arg in node.args)) => return all((arg.op is None or "
    "(arg.function == 'transpose' and arg.args[0].op is not None) for arg in node.args))": (
        "whether a shared product loses its brackets, which changes no value"
    ),
    "wording.Wording._function: if name is None => (left out)": (
        "a guard: every function of a definition has a name"
    ),
    "wording.Wording._symbol: if symbol is INFINITY => (left out)": (
        "a size of the name inf reads as infinity"
    ),
}


def reason(mutation: Mutation) -> str:
    """Return why a mutant is equivalent, "" where it is not listed."""
    whole = f"{mutation.module}.{mutation.function}"
    keys = (mutation.name, whole, mutation.module)
    return next((EQUIVALENT[key] for key in keys if key in EQUIVALENT), "")
