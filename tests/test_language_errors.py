"""Every mistake is one error: its code, the characters under the caret, and a mend."""

from __future__ import annotations

import pytest

from symgrad.errors import LimitError, ParseError, SymgradError, UnknownNameError
from symgrad.language.parser import parse
from symgrad.source import Source

# text, code, the characters under the caret (the first such in the text), words of the mend
MISTAKES = [
    ("", "empty-program", "", "sum"),
    ("  # only a comment", "empty-program", "  # only a comment", "sum"),
    (";;\n", "empty-program", ";;\n", "sum"),
    ("2x", "implicit-product", "2x", "2*x"),
    ("2 x", "implicit-product", "2 x", "2*x"),
    ("2(x+1)", "implicit-product", "2(", "2*("),
    ("(x+1)(x-1)", "implicit-product", ")(", "(...)*(...)"),
    ("f(x) y", "implicit-product", ") y", "*y"),
    ("x[0](y)", "implicit-product", "](", "*("),
    ("pi(x)", "implicit-product", "pi(", "pi*("),
    ("x y", "missing-operator", "x y", "x*y"),
    ("x 2", "missing-operator", "x 2", "x*2"),
    ("lambda x: x", "missing-operator", "lambda x", "lambda*x"),
    ("a not b", "missing-operator", "not", "and not"),
    ("f(x y)", "missing-comma", "y", "comma"),
    ("[1 2]", "missing-comma", "2", "comma"),
    ("[[1, 2] [3, 4]]", "missing-comma", "[3"[:1], "comma"),
    ("x'", "prime", "'", "x.T"),
    ("A.T'", "prime", "'", "x.T"),
    ("x % 2", "foreign-operator", "%", "mod(x, y)"),
    ("x // 2", "foreign-operator", "//", "floor(x/y)"),
    ("x & y", "foreign-operator", "&", "'and'"),
    ("x && y", "foreign-operator", "&&", "'and'"),
    ("x | y", "foreign-operator", "|", "abs(x)"),
    ("x || y", "foreign-operator", "||", "'or'"),
    ("!x", "foreign-operator", "!", "'not'"),
    ("x <> y", "foreign-operator", "<>", "'!='"),
    ("x =< y", "foreign-operator", "=<", "'<='"),
    ("x === y", "foreign-operator", "===", "'=='"),
    ("x ? y", "foreign-operator", "?", "where"),
    ("x := 2; x", "foreign-binding", ":=", "name = expression"),
    ("x += 1", "foreign-binding", "+=", "x = x +"),
    ("x **= 2", "foreign-binding", "**=", "x = x **"),
    ("x + \\", "stray-character", "\\", "brackets"),
    ("x +", "missing-operand", "+", "after"),
    ("x +\n3", "missing-operand", "+", "brackets let"),
    ("* x", "missing-operand", "*", "before"),
    ("-", "missing-operand", "-", "after"),
    ("(x *)", "missing-operand", "*", "after"),
    ("f(,a)", "missing-operand", ",", "before"),
    ("f(a,,b)", "missing-operand", ",", "before"),
    ("f(axis=)", "missing-operand", "=", "after"),
    ("a = ", "missing-operand", "=", "after"),
    ("= 3", "missing-operand", "=", "before"),
    ("x + * y", "doubled-operator", "+ *", "operand"),
    ("x * * y", "doubled-operator", "* *", "'**'"),
    ("x < = y", "doubled-operator", "< =", "'<='"),
    ("x = = y", "doubled-operator", "= =", "'=='"),
    ("(x", "unclosed-bracket", "(", "')'"),
    ("f(x, [1, 2)", "mismatched-bracket", "[", "']'"),
    ("f(x; y)", "unclosed-bracket", "(", "')'"),
    ("sum((x + 1)\ny", "unclosed-bracket", "(", "')'"),
    ("x)", "unopened-bracket", ")", "remove"),
    ("(x]", "mismatched-bracket", "(", "')'"),
    ("[1, (2]", "mismatched-bracket", "(", "')'"),
    ("{x}", "foreign-bracket", "{", "( )"),
    ("x, y", "misplaced-comma", ",", "[a, b]"),
    ("pi = 3; pi", "reserved-name", "pi", "pi_"),
    ("π = 3; π", "reserved-name", "π", "pi_"),
    ("true = 3; x", "reserved-name", "true", "true_"),
    ("and = 3; x", "reserved-name", "and", "and_"),
    ("f(inf=3)", "reserved-name", "inf", "inf_"),
    ("(a = 3)", "misplaced-equals", "=", "'=='"),
    ("x + 1 = y", "misplaced-equals", "=", "'=='"),
    ("a = b = 3; a", "misplaced-equals", "= 3"[:1], "'=='"),
    ("where(x = 0, 1, 2)", "positional-after-keyword", "1", "'=='"),
    ("f(axis=0, x)", "positional-after-keyword", "x", "last"),
    ("f(axis=0, axis=1)", "duplicate-keyword", "axis", "remove"),
    ("x = 3", "no-output", "x", "x = ...; x"),
    ("a = 1; b = 2", "no-output", "b", "b = ...; b"),
    ("x + 1; y", "missing-binding", "x + 1", "name = ..."),
    ("x\n+ 1", "missing-binding", "x", "brackets"),
    ("x.foo", "unknown-attribute", "foo", ".foo(...)"),
    ("x.T()", "called-transpose", "T", "x.T"),
    ("x.", "missing-attribute", ".", "x.T"),
    ("x.pi()", "reserved-name", "pi", "pi_"),
    ("true + 1", "misplaced-word", "true", "keepdims"),
    ("a = None; x", "misplaced-word", "None", "x[None]"),
    ("x[true]", "misplaced-word", "true", "x[None]"),
    ("(1, 2) + x", "misplaced-tuple", "(1, 2)", "[1, 2]"),
    ("x[(0, 1)]", "misplaced-tuple", "(0, 1)", "[1, 2]"),
    ('"fro"', "misplaced-text", '"fro"', "einsum"),
    ('f(["a"])', "misplaced-text", '"a"', "einsum"),
    ('f("a" + 1)', "misplaced-text", '"a"', "einsum"),
    ('x.f("abc)', "unterminated-string", '"', "closing"),
    ("f(1:2)", "misplaced-slice", ":", "x[1:3]"),
    ("[1:2]", "misplaced-slice", "1:2", "x[1:3]"),
    ("[1:2] + x", "misplaced-slice", "1:2", "x[1:3]"),
    ("f([[1:2]])", "misplaced-slice", "1:2", "x[1:3]"),
    ("x[1:2:3:4]", "slice-parts", ":4"[:1], "start:stop:step"),
    ("x[]", "empty-index", "[]", "x[0]"),
    ("...", "misplaced-dots", "...", "x[..., 0]"),
    ("f(...)", "misplaced-dots", "...", "x[..., 0]"),
    ("a == not b", "misplaced-not", "not", "(not c)"),
    ("-not b", "misplaced-not", "not", "(not c)"),
    ("x in y", "misplaced-in", "in", "0 < x < 1"),
    ("[[1, 2], [3]]", "ragged-array", "[3]", "same length"),
    ("[1, [2]] + x", "ragged-array", "[2]", "same length"),
    ("f([[[1], [2, 3]]])", "ragged-array", "[2, 3]", "same length"),
    ("1.2.3", "malformed-number", "1.2.3", "decimals"),
    ("0x1F", "malformed-number", "0x1F", "decimals"),
    ("1_000", "malformed-number", "1_000", "decimals"),
    ("хy", "lookalike", "х", "'x' (U+0078)"),
    ("ο + 1", "lookalike", "ο", "'o' (U+006F)"),
    ("Α", "lookalike", "Α", "'A' (U+0041)"),
    ("１ + x", "lookalike", "１", "'1' (U+0031)"),
    ("x（1）", "lookalike", "（", "'(' (U+0028)"),
    ("𝑥", "lookalike", "𝑥", "'x' (U+0078)"),
    ("é", "lookalike", "é", "'e'"),
    ("ϕ", "lookalike", "ϕ", "'φ'"),
    ("x − 1", "stray-character", "−", "write -"),
    ("x × y", "stray-character", "×", "write *"),
    ("x ≤ y", "stray-character", "≤", "write <="),
    ("x²", "stray-character", "²", "write **2"),
    ("xᵀ", "stray-character", "ᵀ", "write .T"),
    ("∞", "stray-character", "∞", "write inf"),
    ("f(“a”)", "smart-quote", "“", 'write "'),
    ("x\u00a0+ 1", "stray-character", "\u00a0", "ordinary blank"),
    ("x\u200b", "control-character", "\u200b", "remove"),
    ("x\x00", "control-character", "\x00", "remove"),
    ("x\x1b[31m", "control-character", "\x1b", "remove"),
    ("x\ufeff", "control-character", "\ufeff", "remove"),
    ("字", "stray-character", "字", "Greek"),
]  # fmt: skip
LAST = {
    "[[1, 2] [3, 4]]": 8,
    "a = b = 3; a": 6,
    "x[1:2:3:4]": 7,
    "f(a,,b)": 4,
    "f(axis=0, axis=1)": 10,
    "f(axis=0, x)": 10,
    "sum((x + 1)\ny": 3,
}


def complaint(text: str, **options: object) -> SymgradError:
    with pytest.raises(SymgradError) as caught:
        parse(Source(text), **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(("text", "code", "marked", "mend"), MISTAKES)
def test_a_mistake_is_named_marked_and_mended(text: str, code: str, marked: str, mend: str) -> None:
    error = complaint(text)
    assert error.code == code
    assert error.span is not None
    assert error.source is not None
    assert error.source.cut(error.span) == marked
    assert error.span.start == LAST.get(text, text.index(marked))
    assert mend in error.help
    assert f"error[{code}]" in str(error)


def test_the_classes_say_what_kind_of_mistake_it_is() -> None:
    assert type(complaint("2x")) is ParseError
    assert type(complaint("x.foo")) is UnknownNameError
    assert type(complaint("(" * 500)) is LimitError


def test_a_strange_letter_is_named_by_its_code_point() -> None:
    assert "U+0445 CYRILLIC SMALL LETTER HA" in complaint("х").message


def test_the_left_one_of_two_mistakes_is_reported() -> None:
    assert complaint("x + * y % 2").code == "doubled-operator"
    assert complaint("x % 2 + * y").code == "foreign-operator"


def test_the_message_draws_a_caret_under_the_place() -> None:
    assert str(complaint("a = 1\nsum(x y)")) == (
        "error[missing-comma]: a comma or an operator is missing before 'y'\n"
        "  sum(x y)\n"
        "        ^  put a comma between the two"
    )
