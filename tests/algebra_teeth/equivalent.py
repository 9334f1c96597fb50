"""Mutants that nothing can notice, and why.

A key is a module, a module and function, a statement of it, or the whole name of a mutant. A whole
function stands here if no derivative that is shown calls it; a statement, if what nothing notices
of its mutants means the same.
"""

from __future__ import annotations

from tests.algebra_teeth.mutation import Mutation

_PROOF = "only proofs call it; tests/test_symbolic_proofs.py holds them"
_DIGITS = "SymPy asks for digits only where it decides about numbers, which is in proofs"
_LIMIT = "where exactly a limit lies, beyond which a text stays as it is"
_SPARED = "it only spares SymPy work that makes nothing shorter"
_WAYS = "a shorter way to the same value"
_SPARES = "it only spares work for the same value"
_ONES = "a factor of ones is left out when text is written"
_ANY_NEW = "any index will do that no other axis has"
_NO_POWER = "SymPy has no power 0, and none of 1"
_COSTS = "what a transpose costs only chooses between two ways to write one product"
_OWNED = "an identity has no index that is summed: it would have renamed it"
_FRONT = "a number in front of what is written, or behind it, is one product"
_MERGED = "like terms are merged again when text is written"
_TREE = "any pairs that tie a class together say the same"
_SQUARE = "the matrix is square"
_FULL = "of a square matrix of full rank the parts that are left out are zero"
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
    "matrices.transposed: if node.function == 'diag' and node.args[0].ndim == 1 => if "
    "node.function == 'diag' and node.args[0].ndim == 2": (
        "a diagonal matrix and its transpose are one term already"
    ),
    "moving.distributed": _PROOF,
    "moving.moved_back: if name == 'argsort' or (name in _NUMBERED and k == 1) => if name == "
    "'argsort' or (name in _NUMBERED and k == 2)": (
        "what reaches computed indices goes on to argsort, which hands nothing back"
    ),
    "products._contract_eyes: draft.needed.add(j) => (left out)": (
        "an index of the result gets its ones in any case"
    ),
    "products._gather_powers: if total.is_zero => (left out)": (
        "the power 0 is ones, and a text leaves ones out"
    ),
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
    "stable._is_inverse: return bool(f.is_Pow and f.exp.is_Integer and (f.exp.p < 0)) => "
    "return bool(f.is_Pow and f.exp.is_Integer and (f.exp.p < 1))": "SymPy has no power 0",
    "stable._proportion: if length not in lengths or p in (1, -1) or (not p.is_Rational) => if "
    "length not in lengths or p in (1, 1) or (not p.is_Rational)": (
        "the first power of a quotient is the quotient"
    ),
    "stable._quieter: if isinstance(base, s.sinh) and n.is_Integer and (n > 0) => if "
    "isinstance(base, s.sinh) and n.is_Integer and (n >= 0)": "SymPy has no power 0",
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
    "derive._swept: if y_bar.op == 'zero'": _SPARES,
    "derive._of_product: label, fresh = (fresh, fresh + 1)": _ANY_NEW,
    "moving.moved_back: return term.terms.zero((*_lead(term, y_bar), *term.args[k].shape))": (
        "a cotangent of zeros goes no further, whatever its shape"
    ),
    "products._divide_cofactors: if draft.parts[k][0].op == 'ones'": _ONES,
    "products._gather_powers: if len({labels for _, labels in draft.parts}) == "
    "len(draft.parts)": _SPARES,
    "products._gather_powers: if len(groups) == len(draft.parts)": _SPARES,
    "products.power_of: if exponent.is_zero": "the power 0 is written as ones in any case",
    "products._finished: if all((a.op == 'ones' for a, _ in parts))": _ONES,
    "products._cancelled: if len(total.args) > _FEW or not any((_has_ones(part) for part in "
    "total.args))": _SPARES,
    "products._has_ones": "it only spares work: what gets no shorter is not taken",
    "rules._product: ends = (a.shape[-1 if turned else -2], b.shape[-2 if back else -1])": (
        "of a product that melts into a sum nothing reads the shape"
    ),
    "rules._of_cofactor: n, terms = (x.shape[-1], term.terms)": _SQUARE,
    "rules._corner: zero, n, axis = (x.terms.zero(x.shape), x.shape[-1], x.rank - 1)": _SQUARE,
    "rules._of_pinv: if not (isinstance(rows, int) and isinstance(columns, int) and (rows < "
    "columns))": _FULL,
    "rules._of_pinv: if not (isinstance(rows, int) and isinstance(columns, int) and (rows > "
    "columns))": _FULL,
    "reshaping._respaced: out = [next(kept) if dim != 1 else count + axis for axis, dim in "
    "enumerate(shape)]": _ANY_NEW,
    "special.Gammaln._eval_evalf": _DIGITS,
    "special.Polygamma._eval_evalf": _DIGITS,
    "special.held: if not expr.has(s.loggamma, s.polygamma, s.jn, s.sinc)": _SPARES,
    "sumforms._Products.take: if not self._factors": _SPARES,
    "views.widened: if a.shape == shape": _WAYS,
    "tidying.tidied: if node.op is None": _WAYS,
    "tidying.tidied: if all(map(is_, args, node.args))": _WAYS,
    "elementwise._form: own = f.free_symbols & _symbols(count)": (
        "the symbols of sizes stand in no sum of their own"
    ),
    "scalars.number: return INFINITY if value > 0 else -INFINITY": (
        "what compares with infinity is a function with a name, which the text has"
    ),
    "scalars.bits: return 0": "a bit more or less is nowhere near the limit",
    "scalars.power: if grows and abs(exponent) * (bits(factor) - 1) > MOST_BITS": _LIMIT,
    "scalars.multiplied: if len(rest) > 1": _WAYS,
    "scalars.put: if not mapping": _WAYS,
    "scalars.put: if all((value.is_Symbol for value in mapping.values()))": _WAYS,
    "scalars._rebuilt: if not f.args or not f.free_symbols & mapping.keys()": _WAYS,
    "scalars._rebuilt: return checked(result) if isinstance(f, s.Mul | s.Add) else result": _SPARES,
    "scalars.size: if f.is_Symbol or f is ONE": _WAYS,
    "scalars._size_of_product: if not any(map(_divides, f.args))": _WAYS,
    "scalars._size_of_product: if _is_plain_quotient(f.args)": _WAYS,
    "scalars._is_plain_quotient": "the longer way counts the same",
    "scalars.is_negative: return bool(c.p < 0 if c.is_Rational else c.is_Number and c < 0)": (
        "no part of a sum or a product is 0, and no number there is a Float"
    ),
    "stable._is_calm: if type(expr) in _REWRITTEN or (expr.is_Pow and (not "
    "expr.exp.is_number))": _SPARES,
    "stable._is_calm: if expr.is_Mul and _spread(expr) is not expr": _SPARES,
    "stable._rewritten: return expr.func(*args) if tuple(args) != expr.args else expr": _SPARES,
    "stable._divides_by: if not grown and (not any(map(_is_inverse, parts)))": _SPARES,
    "stable._quotient: if not growths or not 0 < len(powers) <= _MOST": _SPARES,
    "stable._quotient: paid = [range(min(int(-f.exp), _MOST), -1, -1) for f in powers] => "
    "paid = [range(min(int(-f.exp), _MOST), -2, -1) for f in powers]": (
        "paying for less than nothing is never the best"
    ),
    "stable._is_inverse": _NO_POWER,
    "stable._harmless: return bool(factor.exp.is_Integer and factor.exp > 0 and "
    "_harmless(factor.base))": _NO_POWER,
    "stable._is_risky: if factor.is_Pow and (not (factor.exp.is_Integer and factor.exp > 0))": (
        _NO_POWER
    ),
    "stable._length": "lengths are only compared",
    "stable._one_power: if not same": _WAYS,
    "stable.proportions: if not lengths": _WAYS,
    "stable._proportion": "a pair is found from either side, and no factor has the power 0",
    "recognition._roots: if c.is_Integer and c > 1": "exp(x) itself comes first",
    "recognition._roots: if n.is_Integer and n > 1 and (len(a.args) == 1) and _is_exp(a.args[0])": (
        "exp(x) itself comes first"
    ),
    "recognition._may_grow": _SPARES,
    "recognition._is_inverse": _NO_POWER,
    "recognition._takes_roots: if (1 / p).is_Integer and p > 0": _NO_POWER,
    "recognition._factored: if not _is_exp(above)": (
        "any factor that all terms have may be taken out"
    ),
    "recognition._factored: for below in _inverses(total.args[0])": (
        "what all terms have, each of them has"
    ),
    "recognition._lifted: rest = _lifted(arg, below, seen, kept, depth + 1)": _LIMIT,
    "scalars.number: if isinstance(value, float) and isinf(value)": (
        "a number that is no float is not infinite"
    ),
    "scalars.power: grows = factor not in (ZERO, ONE, MINUS) and exponent.is_Rational": (
        "a power of 1 or -1 has no bits that grow"
    ),
    "elementwise._form: return _Form(True, False, False, ONE, f)": (
        "a function without a value is asked nothing else, and is refused at last"
    ),
    "elementwise._form: return _Form(False, True, False, f, ONE)": (
        "a constant is asked nothing else"
    ),
    "elementwise._renumbered: return (f.xreplace(moved) if moved else f, kept)": _WAYS,
    "elementwise._shorter: if any((abs(p.exp) > LARGEST_POWER for p in composed.atoms(s.Pow) "
    "if p.exp.is_Rational))": _LIMIT,
    "elementwise._shorter: if composed.has(s.zoo, s.nan)": (
        "a function without a value is refused at last"
    ),
    "elementwise._ordered: return terms.make('ew', (args[k] for k in order), "
    "f.xreplace(names) if names else f, shape)": _WAYS,
    "scalars._divides: if exponent.is_Rational": _WAYS,
    "scalars._divides: return not (exponent.is_Number and exponent > 0)": _NO_POWER,
    "scalars.slope: if derivative.has(s.Derivative, s.Subs, s.DiracDelta)": (
        "what is no function of the language is refused when it is written, too"
    ),
    "scalars.slope: held = {step: s.Dummy(f'step{i}', real=True) for i, step in "
    "enumerate(flat)}": "of a constant factor nothing is asked",
    "reshaping._identities: eyes = [a.terms.eye(dim) for dim in shape[:2]]": (
        "only the first two are used"
    ),
    "contraction.Contraction._split": _WAYS,
    "contraction.Contraction._sum: if not owned": _WAYS,
    "contraction.Contraction._multiply_pair: *_, label, (left, right) = min(pairs, key=lambda"
    " pair: pair[:2])": "of two that cost the same, either will do",
    "contraction.Contraction._matmul: b = self._turned(right, (label, rest[-1]) if "
    "len(right.labels) == 2 else right.labels)": "two matrices leave two indices",
    "contraction.Contraction._prefers: straight = self._turns(left, label, 1) + "
    "self._turns(right, label, 0)": _COSTS,
    "contraction.Contraction._prefers: return self._turns(right, label, 1) + "
    "self._turns(left, label, 0) < straight": _COSTS,
    "contraction.Contraction._turns": _COSTS,
    "contraction.Contraction._multiply_batch: if len(owners) != 2 or any((f.is_eye for f in "
    "owners))": _OWNED,
    "contraction.Contraction._scale_matrix: owners = [f for f in self._summed(label) if f is "
    "not vector and (not f.is_eye)]": _OWNED,
    "contraction.Contraction._scale_matrix: owners.sort(key=lambda f: f.labels[-1] != label) "
    "=> owners.sort(key=lambda f: f.labels[1] != label)": (
        "a second vector has been multiplied into the first one"
    ),
    "contraction.Contraction._scaled: places[place] = 0": "of a place only None counts",
    "contraction.Contraction._with_places: if None not in places": _WAYS,
    "factors.batched: batch = a if len(a) >= len(b) else b": (
        "of the same length they are the same"
    ),
    "lift.Lift._ready: if term.op != 'prod'": _WAYS,
    "lift.Lift._written: if term in self.phrases": _WAYS,
    "lift.Lift.full: return self.wording.node(phrase.coefficient, self.atoms.of(ones))": _FRONT,
    "lift.Lift._as_atom: return self.atoms.of(self.wording.node(phrase.coefficient, "
    "phrase.expr))": _FRONT,
    "lift.Lift.short: if phrase.expr.is_Symbol": _WAYS,
    "lift.Lift._melted: parts = opened(term.args[inner], ins[inner], numbered(max(sizes, "
    "default=0) + 1))": _ANY_NEW,
    "lift.Lift._melts: return len(user.args) + len(a.args) <= _MOST_OPERANDS": _LIMIT,
    "lift.Lift._eye: n = term.shape[0]": _SQUARE,
    "lift.Lift._add: if c.is_zero": _WAYS,
    "lift.Lift._ew: total = size(term.data) + 2 * sum(map(size, values))": _LIMIT,
    "lift.Lift._ew: most = 0 if compares(term.data) else _SHARED if total > LONGEST else "
    "LONGEST": _LIMIT,
    "lift.Lift._ew: if not value.is_Symbol and size(value) > most": _LIMIT,
    "lift._common": "of one term the coefficient stands in front in any case",
    "namespace.Namespace.__getattr__: if row is None": (
        "only for a definition that says what is no function"
    ),
    "namespace.Namespace.scalar: f = tamed(f) if self.terms.tame else f": _PROOF,
    "namespace.Namespace.einsum: fresh = count(2 ** 32)": _ANY_NEW,
    "namespace.Namespace._reduced: value = how(a, axes) if axes else a": _WAYS,
    "namespace._shifted": _WAYS,
    "phrases.Atoms.of: symbol = _atom(f\"a{node.serial}{('+' if sure else '')}{mark}\", sure)": (
        "a name only has to tell atoms apart"
    ),
    "phrases.Atoms.lengths: return self._lengths & symbols_of(expr) if self._lengths else "
    "set()": _SPARES,
    "phrases.Atoms.thin: if expr.is_Symbol": _WAYS,
    "phrases.Atoms.thin: return () if node is None else node.shape": (
        "sizes with names stand in coefficients"
    ),
    "wording.Wording.node: if expr.is_Symbol and coefficient is ONE": _WAYS,
    "wording.Wording._word: return self._product(ONE, expr)": _FRONT,
    "wording.Wording._composed: if expr.is_number or not expr.args": "both errors have one code",
    "wording.Wording._sum: result = result - self._product(-c, rest)": _FRONT,
    "wording.Wording._sum: result = result + self._product(c, rest)": _FRONT,
    "wording.Wording._order": "in which order factors stand changes no value",
    "wording.Wording._kind": "in which order factors stand changes no value",
    "wording.Wording._product: if coefficient is ONE and (not (expr.is_Mul or "
    "expr.is_Number))": _WAYS,
    "wording.Wording._product: if not c.is_Rational": ("what has no value has been refused before"),
    "wording.Wording._product: below = [f for f in factors if f.is_Pow and f.exp.is_Rational "
    "and (f.exp.p < 0)]": _NO_POWER,
    "wording.Wording._power: if exponent.is_Rational and exponent.p < 0": _NO_POWER,
    "wording._sorted: if len(items) < 2": _WAYS,
    "wording._sorted: if len(set(numbers)) == len(numbers)": _WAYS,
    "wording._as_float: return float(value.p) if value.q == 1 else float(value)": _WAYS,
    "wording._power_of: return exponent if found == base and exponent.is_Rational and "
    "(exponent > 0) else ZERO": _NO_POWER,
    "wording._named_choice: (second, opposite), (tie, _) = (rest[0], rest[-1])": (
        "of two the last is the second"
    ),
    "reshaping._identities: return prod(a.terms, range(4), [(eyes[0], (0, 2)), (eyes[1], (1, "
    "3))], shape) => return prod(a.terms, range(4), [(eyes[1], (0, 2)), (eyes[1], (1, 3))], "
    "shape)": "the sizes of indices come from the shape of the result",
    "matrices.transposed: left, right = (transposed(arg, depth + 1) for arg in node.args)": (
        _LIMIT
    ),
    "matrices._is_symmetric: return all((arg.ndim == 2 and arg.shape == node.shape and "
    "_same(transposed(arg, depth + 1), arg) for arg in arrays))": _LIMIT,
    "matrices._chain: waiting += each.args[::-1]": "both chains are taken apart in one order",
    "matrices.permuted: if axes == (*range(rank - 2), rank - 1, rank - 2)": (
        "the language writes both as .T"
    ),
    "assuming._simplified: if not there": _WAYS,
    "symmetry.is_symmetric: waiting = [] if term in known else [term]": _SPARES,
    "symmetry._told: if term.rank != 2 or term.shape[0] != term.shape[1]": (
        "what is its own mirror image is square"
    ),
    "symmetry._flat: waiting = pairs[::-1]": (
        "in which order operands are looked at makes no difference"
    ),
    "symmetry._flat: if a.op != 'prod' or len(found) + len(waiting) > _MOST_OPERANDS": _LIMIT,
    "symmetry._flat: fresh = count(1 + max((label for _, labels in pairs for label in "
    "labels), default=0)) => fresh = count(2 + max((label for _, labels in pairs for label in"
    " labels), default=0))": _ANY_NEW,
    "assuming._rebuilt: if term.op == 'scale'": _MERGED,
    "assuming._rebuilt: if term.op == 'add'": _MERGED,
    "sumforms._variance: if square.function != 'power' or getattr(square.args[1].leaf, "
    "'value', 0) != 2": "what is no number is not 2",
    "sumforms._Products._partner": "of two partners, either will do",
    "tame._choice: if f.args[-1][0] == away and f == s.Piecewise((0, s.And(s.Eq(u, 0), "
    "s.Eq(v, 0))), (away, True)) => if f.args[1][0] == away and f == s.Piecewise((0, "
    "s.And(s.Eq(u, 0), s.Eq(v, 0))), (away, True))": "of two the last is the second",
    "multilinear._multiplied_out: if len(found) + len(waiting) > _MOST_PARTS": _LIMIT,
    "multilinear._opened: fresh = max((i for labels in (out, *ins) for i in labels)) + 1": (
        _ANY_NEW
    ),
    "multilinear._part: names[i] = fresh(0)": _ANY_NEW,
    "likeness": "answers are remembered, and asked for where they are not",
    "identities._classes": _TREE,
    "identities._told": _TREE,
    "identities._member": _TREE,
    "multilinear._part: if term.op == 'ones'": (
        "a constant is written without parts in the same way"
    ),
    "multilinear._part: if len(set(out)) < len(out)": "no index stands twice in a result",
    "multilinear._part: if any((a.op == 'zero' for a, _ in factors))": (
        "a product with a zero is zero, and no part"
    ),
    "multilinear._pair: if len(labels) != 1 or not (scaling or labels[0] >= rank)": _WAYS,
    "multilinear._is_eye": "an identity is a cluster of its own",
    "multilinear._straight": "products order the indices of what is symmetric already",
    "parts._sum_of: if a.op == 'ones'": _ONES,
    "parts._sum_of: common = abs(left.coefficient) if abs(left.coefficient) == "
    "abs(right.coefficient) else ONE => common = ONE": _WAYS,
    "parts._sum_of: if len(labels) > 2 or labels[-1] >= len(shape) or kept & set(labels) or "
    "(not (mine or other))": "an index that is summed stands in one factor",
    "parts._without_common: if a.op != 'add' or len({abs(each) for each in a.data}) > 1": (_MERGED),
    "parts._without_common: common = abs(a.data[0])": "all have the same size",
    "parts._added: terms = parts[0][1].terms": "all terms are of one table",
    "parts._added: return prod(terms, (0, 1), [(terms.eye(dims[0]), (0, 1)), (vector, (0,))],"
    " dims)": "a diagonal matrix is square and its own transpose",
    "parts._diagonal: return scale(c, a.terms.ones(a.shape[:1]))": (
        "a constant is written as a number, whatever its shape"
    ),
    "contraction.Contraction._short: exprs = tuple((self.atoms.of(self.wording.node(ONE, e)) "
    "for e in exprs))": _FRONT,
    "matrices._is_product": "of a product with two axes both are matrices, or none",
    "matrices._is_symmetric: return False => return True": _LIMIT,
    "contraction.Contraction._aligned: if factor.labels == self.out and "
    "self._is_whole(factor)": _WAYS,
    "contraction.Contraction._is_whole": _WAYS,
    "contraction.Contraction._outer: if len(self.out) != 2 or len(self.factors) != 2": _WAYS,
    "contraction.Contraction.finished: if any((factor.labels != self.out for factor in "
    "self.factors))": _WAYS,
    "contraction.Contraction.take: same = rest is phrase.expr and phrase.coefficient is ONE": (
        _WAYS
    ),
    "contraction.Contraction.take: plain = phrase if same else Phrase(ONE, rest, "
    "phrase.shape)": _WAYS,
    "products._finished: if len(parts) > 1": _WAYS,
    "symmetry.is_symmetric: if term.rank != 2 or term.shape[0] != term.shape[1]": _SPARES,
    "wording.Wording._product: if expr is ONE and coefficient.is_Integer and (not "
    "is_negative(coefficient))": _WAYS,
    "elementwise._composed: k = 0 => k = 1 (place 2)": (
        "what is not put together here is put together when text is written"
    ),
}


def reason(mutation: Mutation) -> str:
    """Return why a mutant is equivalent, "" where it is not listed."""
    whole = f"{mutation.module}.{mutation.function}"
    keys = (mutation.name, f"{whole}: {mutation.before}", whole, mutation.module)
    return next((EQUIVALENT[key] for key in keys if key in EQUIVALENT), "")
