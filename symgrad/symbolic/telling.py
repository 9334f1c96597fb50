"""Telling: the sweep that makes a closed form, step by step in named values.

The very sweep that finds the gradient is asked which terms it visited (see `landmarks` for those
that are told). Each landmark v is copied with the landmarks below it as variables: that is its
definition, `v = ...`. The same rules, run on this copy from a cotangent that is a variable
`dv`, say what v hands on to each operand w: a step, `dw = ...`, in the names of the values. What
several users hand on to one value is added up in a step of its own.

May import `graph`, `ops` and its own package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Table
from symgrad.graph.rebuild import transplant
from symgrad.graph.show import Shared, show_nodes
from symgrad.graph.walk import topological as nodes_below
from symgrad.symbolic.account import Account
from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.derive import dependents, pulled_back
from symgrad.symbolic.landmarks import Landmarks, copied
from symgrad.symbolic.lift import Lift
from symgrad.symbolic.lowering import lower
from symgrad.symbolic.naming import Names
from symgrad.symbolic.rulenames import Way, rule_name
from symgrad.symbolic.steps import ADDING_UP, Step, Text, Value
from symgrad.symbolic.term import Term, Terms, topological
from symgrad.symbolic.tidying import tidied


def tell(
    graph: Graph,
    forms: Mapping[str, Derivation],
    visited: Mapping[Term, Term],
    *,
    output: str = "f",
    opened: bool = False,
) -> Account:
    """Return the account of a sweep.

    A function with a long derivative is taken apart into the steps of its definition, and so is
    one that would be the only step.

    Args:
        graph: the question, an output of one entry. forms: the closed forms, by variable.
        visited: for each term that the sweep visited, the value first, its cotangent.
        output: what the output is called, unless something else is called so.
        opened: whether every function is taken apart.
    """
    if not visited:
        return Account("", (), (), forms, {}, {})
    telling = _Telling(graph, forms, visited, output, visited if opened else ())
    account = telling.told()
    parts = set() if opened else telling.parts_to_open(account)
    return _Telling(graph, forms, visited, output, parts).told() if parts else account


class _Telling:
    """The work of telling one sweep.

    Args:
        graph: the question. forms: the closed forms that it ends in, by variable.
        visited: for each term that the sweep visited, the value first, its cotangent.
        output: what the output is called.
        opened: parts of definitions that are told, too.
    """

    def __init__(
        self,
        graph: Graph,
        forms: Mapping[str, Derivation],
        visited: Mapping[Term, Term],
        output: str,
        opened: Collection[Term],
    ) -> None:
        self.graph, self.forms, self.visited = graph, forms, visited
        value = next(iter(visited))
        nodes = [node for node in graph.nodes if _is_value(node)]
        self.term_of = dict(zip(nodes, lower(nodes, value.terms), strict=True))
        self.node_of: dict[Term, Node] = {}
        for node in sorted(nodes, key=lambda node: (node not in graph.names, node.serial)):
            self.node_of.setdefault(self.term_of[node], node)
        self.node_of[value] = graph.output
        self.wrt = [value.terms.var(name, graph.shapes[name]) for name in forms]
        named = {self.term_of[node] for node in graph.names if node in self.term_of}
        known = {*self.node_of, *opened}
        self.marks = Landmarks(value, self.wrt, visited, known, named)
        self.names = Names(graph)
        self.called = self._called(output)
        self.values = {term: self.called[term] for term in self.marks.kept}
        self.cotangents = {
            term: self.names.fresh(f"d{self.called[term]}")
            for term in (*self.marks.kept, *self.wrt)
            if term in self.marks.reached and term is not value
        }
        self.moving = {self.called[term]: term for term in self.cotangents}
        self.copies = copied(self.marks.order, self.values)
        self.originals = {copy: term for term, copy in self.copies.items()}
        self.shared = Shared({*self.names.taken, *_bound(forms)})
        self.told_values = {term: self._value(term) for term in self.marks.kept}

    def _called(self, output: str) -> dict[Term, str]:
        """Return the names of the values and of the variables."""
        called = {term: term.data for term in self.wrt}
        if self.marks.value.args:
            called[self.marks.value] = self.names.fresh(output)
        for term in self.marks.kept:
            if term not in called:
                node = self.node_of.get(term)
                given = self.graph.names.get(node) if node is not None else None
                called[term] = self.names.kept(given) if given else self.names.numbered()
        return called

    def told(self) -> Account:
        """Return the steps, with the closed forms that they end in."""
        wanted = [term for term in self.cotangents if term in self.visited]
        lift = Lift(Table(self.graph.table.limits), [self.visited[term] for term in wanted])
        return Account(
            self.called.get(self.marks.value, ""),
            tuple(self.told_values.values()),
            tuple(self._backwards()),
            self.forms,
            {self.called[term]: name for term, name in self.cotangents.items()},
            {self.cotangents[term]: Graph(lift.node(self.visited[term])) for term in wanted},
        )

    def parts_to_open(self, account: Account) -> set[Term]:
        """Return the terms inside of values that have a step nobody could follow."""
        walls = {step.value for step in account.steps if len(step.text) > LONGEST_STEP}
        if len(account.steps) == 1:
            walls.add(account.output)
        inside = [topological([self.copies[t]]) for t, name in self.values.items() if name in walls]
        parts = {self.originals[copy] for order in inside for copy in order if copy.args}
        return (parts & self.visited.keys()) - self.node_of.keys()

    def _value(self, term: Term) -> Value:
        node, lifted = self.node_of.get(term), self._definition(term)
        first, again, span = lifted, None, None
        if node is not None:
            typed = self._typed(node)
            same = _are_one(typed, lifted)
            first, again = (typed, lifted) if same else (lifted, typed)
            again = None if same and not self._has_melted(node) else again
            span = next(iter(self.graph.spans.get(node, ())), None)
        again = None if again is not None and again.text == first.text else again
        name, cotangent = self.values[term], self.cotangents.get(term, "")
        return Value(name, cotangent, term.shape, first, again, span)

    def _typed(self, node: Node) -> Text:
        """Return a value as it was typed, with names for the values below it."""
        table, copies = node.table, dict[Node, Node]()
        for each in self._parts(node):
            if self._is_below(each, node):
                copies[each] = table.variable(self.values[self.term_of[each]], each.shape)
            elif each.op is not None:
                copies[each] = table.call(each.op, [copies[arg] for arg in each.args], each.params)
            else:
                copies[each] = each
        return self._text(copies[node])

    def _parts(self, node: Node) -> list[Node]:
        """Return what a value is typed as, down to the values below it and with these."""
        seen, waiting = {node}, [node]
        while waiting:
            each = waiting.pop()
            if not self._is_below(each, node):
                waiting += [arg for arg in each.args if arg not in seen]
                seen.update(each.args)
        return sorted(seen, key=lambda each: each.serial)

    def _is_below(self, each: Node, node: Node) -> bool:
        term = self.term_of.get(each)
        return term in self.values and term is not self.term_of[node]

    def _has_melted(self, node: Node) -> bool:
        """Tell whether a part of a value was no value of its own to the sweep."""
        terms = [self.term_of[each] for each in self._parts(node) if each in self.term_of]
        return any(term not in self.copies for term in terms)

    def _backwards(self) -> Iterator[Step]:
        """Give the steps; a value's shares are added up before it hands on."""
        handed = {term: self._handed_on(term) for term in reversed(self.marks.kept)}
        count = Counter(operand for found in handed.values() for operand, _, _ in found)
        shares: dict[Term, list[str]] = {}
        for term, found in handed.items():
            yield from self._added(term, shares)
            for operand, rule, claim in found:
                name = self.cotangents[operand]
                if count[operand] > 1:
                    name = self.names.fresh(f"{name}_{len(shares.get(operand, ())) + 1}")
                shares.setdefault(operand, []).append(name)
                yield Step(rule, self.called[term], self.called[operand], name, claim)
        for term in self.wrt:
            yield from self._added(term, shares)

    def _added(self, term: Term, shares: Mapping[Term, Sequence[str]]) -> Iterator[Step]:
        """Give the step in which the shares of a value are added up, if it has several."""
        names = shares.get(term, ())
        if len(names) > 1:
            table, called = Table(self.graph.table.limits), self.called[term]
            first, *rest = [table.variable(name, term.shape) for name in names]
            claim = self._text(sum(rest, first))
            yield Step(ADDING_UP, called, called, self.cotangents[term], claim)

    def _handed_on(self, term: Term) -> list[tuple[Term, str, Text]]:
        """Return the operands of a value, each with the rule and with what it gets."""
        y_bar = self.visited.get(term)
        if y_bar is None or y_bar.op == "zero":
            return []
        copy = self.copies[term]
        order = topological([copy])
        below = {part.data: part for part in order if part.op == "var"}
        operands = [self.moving[name] for name in below if name in self.moving]
        operands.sort(key=lambda operand: (operand.op == "var", operand.serial))
        leaves = {operand: below[self.called[operand]] for operand in operands}
        moving = dependents(order, list(leaves.values()))
        ways = {operand: self._way(order, leaf, moving) for operand, leaf in leaves.items()}
        ways = {operand: way for operand, way in ways.items() if copy in way.terms}
        seed = copy.terms.ones(copy.shape)
        if term is not self.marks.value:
            seed = copy.terms.var(self.cotangents[term], copy.shape)
        shares = pulled_back(copy, [way.operand for way in ways.values()], seed)
        return [
            (operand, rule_name(way), self._claim(term, share))
            for (operand, way), share in zip(ways.items(), shares, strict=True)
        ]

    def _way(self, order: Sequence[Term], leaf: Term, moving: Collection[Term]) -> Way:
        reached = dependents(order, [leaf])
        return Way(leaf, [p for p in order if p.args and p in reached], moving, self._function)

    def _function(self, copy: Term) -> str:
        """Return the outermost function of a value that is more than a sum or a multiple."""
        term = self.originals[copy]
        node = self.node_of.get(term)
        while node is not None and node.function in _PLAIN:
            if self.term_of.get(node.args[0]) in (*self.values.keys() - {term}, *self.wrt):
                break
            node = node.args[0]
        return "" if node is None else node.function

    def _definition(self, term: Term) -> Text:
        table = Table(self.graph.table.limits)
        return self._text(Lift(table, [self.copies[term]]).node(self.copies[term]))

    def _claim(self, term: Term, share: Term) -> Text:
        """Write a share in the cotangent of an operand; where the value stands in it, by name."""
        table = Table(self.graph.table.limits)
        lifted = Lift(table, [share]).node(share)
        if term is self.marks.value:
            return self._text(lifted)
        return self._text(_renamed(lifted, self.told_values[term], self.called[term]))

    def _text(self, node: Node) -> Text:
        (tidy,) = tidied([node], node.table)
        return Text(Graph(tidy), str(show_nodes([tidy], shared=self.shared)))


LONGEST_STEP = 72
# What is passed over to find the function that a rule is named after.
_PLAIN = frozenset({"sum", "mean", "trace", "negative", "transpose", "reshape", "ravel"})


def _is_value(node: Node) -> bool:
    return node.op is None or node.op.result != "condition"


def _renamed(node: Node, value: Value, name: str) -> Node:
    """Return a node of the same value, with a value by its name wherever it stands in it."""
    table = node.table
    texts = [value.definition, *([] if value.again is None else [value.again])]
    copies = [transplant([t.graph.output], table)[t.graph.output] for t in texts]
    found: dict[Node, Node] = {copy: table.variable(name, value.shape) for copy in copies}
    for each in nodes_below([node]):
        if each not in found:
            args = [found[arg] for arg in each.args]
            found[each] = each if each.op is None else table.call(each.op, args, each.params)
    return found[node]


def _bound(forms: Mapping[str, Derivation]) -> Iterator[str]:
    """Give the names of shared parts in closed forms."""
    for form in forms.values():
        for binding in form.text.split("; ")[:-1]:
            yield binding.partition(" = ")[0]


def _are_one(typed: Text, lifted: Text) -> bool:
    """Tell whether two texts are the same function of the names in them.

    To have one value is not enough: of two names one may stand for a function of the other.
    """
    node, other = typed.graph.output, lifted.graph.output
    other = transplant([other], node.table)[other]
    one, two = lower([node, other], Terms(tame=True))
    return one is two
