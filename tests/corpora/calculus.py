"""Exercises of calculus books."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

STEWART = "Stewart, Calculus: Early Transcendentals"
SPIVAK = "Spivak, Calculus"
THOMAS = "Thomas' Calculus, §14.3, exercises"

ONE_VARIABLE = (
    Formula(
        "nested square roots",
        f"{STEWART}, §3.4, exercises",
        "sqrt(x + sqrt(x + sqrt(x)))",
        {"x": "2.3"},
        lambda x: mp.sqrt(x + mp.sqrt(x + mp.sqrt(x))),
    ),
    Formula(
        "cosine of a root",
        f"{STEWART}, §3.4, exercises",
        "cos(sqrt(sin(tan(pi*x))))",
        {"x": "0.21"},
        lambda x: mp.cos(mp.sqrt(mp.sin(mp.sinpi(x) / mp.cospi(x)))),
    ),
    Formula(
        "logarithmic differentiation",
        f"{STEWART}, §3.6, example",
        "x**(3/4)*sqrt(x**2 + 1)/(3*x + 2)**5",
        {"x": "1.9"},
        lambda x: mp.exp(0.75 * mp.log(x) + mp.log(x * x + 1) / 2 - 5 * mp.log(3 * x + 2)),
    ),
    Formula(
        "a power of its root",
        f"{STEWART}, §3.6, example",
        "x**sqrt(x)",
        {"x": "3.7"},
        lambda x: mp.exp(mp.sqrt(x) * mp.log(x)),
    ),
    Formula(
        "x to the x",
        f"{STEWART}, §3.6, exercises",
        "x^x",
        {"x": "0.37"},
        lambda x: mp.exp(x * mp.log(x)),
    ),
    Formula(
        "x to its sine",
        f"{STEWART}, §3.6, exercises",
        "x^(sin(x))",
        {"x": "4.4"},
        lambda x: mp.exp(mp.sin(x) * mp.log(x)),
    ),
    Formula(
        "root of a tangent",
        f"{STEWART}, §3.6, exercises",
        "tan(x)**(1/x)",
        {"x": "1.1"},
        lambda x: mp.exp((mp.log(mp.sin(x)) - mp.log(mp.cos(x))) / x),
    ),
    Formula(
        "root of a quotient",
        f"{STEWART}, §3.6, exercises",
        "sqrt((x - 1)/(x**4 + 1))",
        {"x": "1.83"},
        lambda x: mp.sqrt(x - 1) / mp.sqrt(1 + x**4),
    ),
    Formula(
        "catenary",
        f"{STEWART}, §3.11",
        "c + a*cosh(x/a)",
        {"c": "-3.5", "a": "20", "x": "7"},
        lambda c, a, x: c + a * (mp.exp(x / a) + mp.exp(-x / a)) / 2,
    ),
    Formula(
        "sines of sums and squares",
        f"{SPIVAK}, ch. 10, problem 1",
        "sin(x) + sin(x**2)",
        {"x": "1.27"},
        lambda x: 2 * mp.sin((x + x * x) / 2) * mp.cos((x - x * x) / 2),
    ),
    Formula(
        "sine of a quotient",
        f"{SPIVAK}, ch. 10, problem 1",
        "sin(cos(x)/x)",
        {"x": "0.43"},
        lambda x: mp.im(mp.expj(mp.cos(x) / x)),
    ),
    Formula(
        "three squares of sines",
        f"{SPIVAK}, ch. 10, problem 2",
        "sin(x)**2*sin(x**2)*sin(x**2)**2",
        {"x": "0.91"},
        lambda x: mp.sin(x) ** 2 * mp.sin(x * x) ** 3,
    ),
    Formula(
        "cubes inside cubes",
        f"{SPIVAK}, ch. 10, problem 2",
        "sin(sin(sin(x))**2)**3",
        {"x": "2.2"},
        lambda x: (3 * mp.sin(mp.sin(mp.sin(x)) ** 2) - mp.sin(3 * mp.sin(mp.sin(x)) ** 2)) / 4,
    ),
    Formula(
        "cosine to the 961st",
        f"{SPIVAK}, ch. 10, problem 2",
        "cos(x)**(31**2)",
        {"x": "0.071"},
        lambda x: mp.exp(961 * mp.log(mp.cos(x))),
    ),
    Formula(
        "tower of exponentials",
        f"{SPIVAK}, ch. 18, problem 1",
        "exp(exp(exp(exp(x))))",
        {"x": "-1.4"},
        lambda x: mp.e ** (mp.e ** (mp.e ** (mp.e**x))),
    ),
    Formula(
        "nested logarithms",
        f"{SPIVAK}, ch. 18, problem 1",
        "log(1 + log(1 + log(1 + exp(1 + exp(1 + x)))))",
        {"x": "0.6"},
        lambda x: mp.log1p(mp.log1p(mp.log1p(mp.exp(1 + mp.exp(1 + x))))),
    ),
    Formula(
        "sine to a sine",
        f"{SPIVAK}, ch. 18, problem 1",
        "sin(x)**sin(sin(x))",
        {"x": "0.77"},
        lambda x: mp.exp(mp.sin(mp.sin(x)) * mp.log(mp.sin(x))),
    ),
    Formula(
        "arcsine to a logarithm",
        f"{SPIVAK}, ch. 18, problem 1",
        "log(3 + exp(4))*exp(4*x) + arcsin(x)**log(3)",
        {"x": "0.29"},
        lambda x: mp.log(3 + mp.e**4) * mp.exp(4 * x) + mp.exp(mp.log(3) * mp.log(mp.asin(x))),
    ),
    Formula(
        "logarithm to itself",
        f"{SPIVAK}, ch. 18, problem 1",
        "log(x)**log(x)",
        {"x": "5.5"},
        lambda x: mp.exp(mp.log(x) * mp.log(mp.log(x))),
    ),
    Formula(
        "sine of a tower",
        f"{SPIVAK}, ch. 18, problem 1",
        "sin(x**sin(x**sin(x)))",
        {"x": "1.9"},
        lambda x: mp.sin(mp.power(x, mp.sin(mp.power(x, mp.sin(x))))),
    ),
    Formula(
        "exponential of an error integral",
        f"{SPIVAK}, ch. 18, problem 1",
        "exp(sqrt(pi)/2*erf(x))",
        {"x": "0.83"},
        lambda x: mp.exp(x * mp.hyp1f1(0.5, 1.5, -x * x)),
    ),
)

SEVERAL_VARIABLES = (
    Formula(
        "quotient of sum and product",
        THOMAS,
        "(x + y)/(x*y - 1)",
        {"x": "1.7", "y": "-2.3"},
        lambda x, y: (x + y) / (x * y - 1),
    ),
    Formula(
        "angle of a point",
        THOMAS,
        "arctan(y/x)",
        {"y": "2.9", "x": "-1.3"},
        lambda y, x: mp.arg(x + 1j * y) - mp.pi,
    ),
    Formula(
        "damped sine of a sum",
        THOMAS,
        "exp(-x)*sin(x + y)",
        {"x": "0.48", "y": "2.16"},
        lambda x, y: mp.im(mp.exp(-x + 1j * (x + y))),
    ),
    Formula(
        "exponential times logarithm",
        THOMAS,
        "exp(x*y)*ln(y)",
        {"x": "-0.9", "y": "2.4"},
        lambda x, y: mp.log(y) * mp.exp(x * y),
    ),
    Formula(
        "square of a cosine",
        THOMAS,
        "cos(3*x - y**2)**2",
        {"x": "1.21", "y": "0.87"},
        lambda x, y: (1 + mp.cos(6 * x - 2 * y * y)) / 2,
    ),
    Formula(
        "x to the y",
        THOMAS,
        "x**y",
        {"x": "2.31", "y": "-1.47"},
        lambda x, y: mp.exp(y * mp.log(x)),
    ),
    Formula(
        "logarithm to the base y",
        THOMAS,
        "log(x)/log(y)",
        {"x": "7.7", "y": "1.6"},
        lambda x, y: mp.log(x, y),
    ),
    Formula(
        "work of the heart",
        THOMAS,
        "P*V + V*δ*v**2/(2*g)",
        {"P": "13300", "V": "7.1e-5", "δ": "1060", "v": "0.41", "g": "9.81"},
        lambda p, V, d, v, g: V * (p + d * v * v / (2 * g)),
    ),
    Formula(
        "Wilson lot size",
        THOMAS,
        "k*m/q + c*m + h*q/2",
        {"k": "55", "m": "1200", "q": "140", "c": "3.2", "h": "0.75"},
        lambda k, m, q, c, h: (2 * m * (k + c * q) + h * q * q) / (2 * q),
    ),
    Formula(
        "wind chill",
        f"{STEWART}, §14.3, exercises",
        "13.12 + 0.6215*T - 11.37*v**0.16 + 0.3965*T*v**0.16",
        {"T": "-15", "v": "30"},
        lambda t, v: (
            mp.mpf("13.12")
            + mp.mpf("0.6215") * t
            + (mp.mpf("0.3965") * t - mp.mpf("11.37")) * mp.exp(mp.mpf("0.16") * mp.log(v))
        ),
    ),
    Formula(
        "surface of a body",
        f"{STEWART}, §14.3, exercises",
        "0.1091*w**0.425*h**0.725",
        {"w": "160", "h": "70"},
        lambda w, h: mp.mpf("0.1091") * w ** mp.mpf("0.425") * h ** mp.mpf("0.725"),
    ),
    Formula(
        "three resistors in parallel",
        f"{STEWART}, §14.3, exercises",
        "1/(1/R1 + 1/R2 + 1/R3)",
        {"R1": "25", "R2": "40", "R3": "50"},
        lambda a, b, c: a * b * c / (a * b + b * c + c * a),
    ),
    Formula(
        "logarithm of a sum with a distance",
        f"{STEWART}, §14.3, exercises",
        "ln(x + sqrt(x**2 + y**2))",
        {"x": "3", "y": "4.1"},
        lambda x, y: mp.log(y) + mp.asinh(x / y),
    ),
)
