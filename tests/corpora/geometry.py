"""Geometry."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

STEWART = "Stewart, Calculus: Early Transcendentals"

GEOMETRY = (
    Formula(
        "Heron's formula",
        "Coxeter, Introduction to Geometry, ch. 1",
        "s = (a + b + c)/2; sqrt(s*(s - a)*(s - b)*(s - c))",
        {"a": "4.2", "b": "3.9", "c": "6.3"},
        lambda a, b, c: a * b / 2 * mp.sin(mp.acos((a * a + b * b - c * c) / (2 * a * b))),
    ),
    Formula(
        "great-circle distance",
        "Snyder, Map Projections: A Working Manual, ch. 5",
        "2*R*arcsin(sqrt(sin((φ2 - φ1)/2)**2 + cos(φ1)*cos(φ2)*sin((λ2 - λ1)/2)**2))",
        {"R": "6371.0088", "φ2": "0.8527", "φ1": "0.7103", "λ2": "0.0410", "λ1": "-1.2916"},
        lambda r, p, q, a, b: (
            r * mp.acos(mp.sin(p) * mp.sin(q) + mp.cos(p) * mp.cos(q) * mp.cos(a - b))
        ),
    ),
    Formula(
        "Mercator's projection of the ellipsoid",
        "Snyder, Map Projections: A Working Manual, ch. 7",
        "a*ln(tan(pi/4 + φ/2)*((1 - e*sin(φ))/(1 + e*sin(φ)))**(e/2))",
        {"a": "6378137", "φ": "0.9163", "e": "0.08181919"},
        lambda a, p, e: a * (mp.asinh(mp.tan(p)) - e * mp.atanh(e * mp.sin(p))),
    ),
    Formula(
        "volume of a torus",
        f"{STEWART}, §6.2, exercises",
        "2*pi**2*R*r**2",
        {"R": "5.5", "r": "1.25"},
        lambda R, r: 2 * (mp.pi * r) ** 2 * R,
    ),
    Formula(
        "curvature of a torus",
        "do Carmo, Differential Geometry of Curves and Surfaces, §3.3",
        "cos(u)/(r*(a + r*cos(u)))",
        {"u": "2.1", "r": "0.8", "a": "2.5"},
        lambda u, r, a: 1 / (r * (a * mp.sec(u) + r)),
    ),
    Formula(
        "curvature of an ellipse",
        "do Carmo, Differential Geometry of Curves and Surfaces, §1.5, exercises",
        "a*b/(a**2*sin(t)**2 + b**2*cos(t)**2)**(3/2)",
        {"a": "3.4", "b": "1.9", "t": "0.66"},
        lambda a, b, t: a * b / abs(b * mp.cos(t) + 1j * a * mp.sin(t)) ** 3,
    ),
    Formula(
        "perimeter of an ellipse",
        "Ramanujan, Quart. J. Math. 45 (1914) 350, §16",
        "pi*(3*(a + b) - sqrt((a + 3*b)*(3*a + b)))",
        {"a": "3.4", "b": "1.9"},
        lambda a, b: mp.pi * (3 * (a + b) - mp.sqrt(3 * a * a + 10 * a * b + 3 * b * b)),
    ),
    Formula(
        "segment of a circle",
        "Zwillinger, CRC Standard Mathematical Tables, chapter on geometry",
        "R**2*arccos((R - h)/R) - (R - h)*sqrt(2*R*h - h**2)",
        {"R": "1.8", "h": "0.55"},
        lambda r, h: r * r * mp.acos(1 - h / r) - r * r * mp.sin(2 * mp.acos(1 - h / r)) / 2,
    ),
)
