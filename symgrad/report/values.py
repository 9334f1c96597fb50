"""A value as plain data, the object that `eval --json` prints. May import `report`."""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.show import show
from symgrad.report.json import SCHEMA, listed


def value_object(
    graph: Graph, value: Any, dtype: str, reason: str, certified: Any = None
) -> dict[str, Any]:
    """Return the object for `eval`.

    Args:
        graph: the question. value: its value. reason: why it is undefined, "" where it is not.
        certified: the value as texts of certified digits, where those were asked for.
    """
    more = {} if certified is None else {"certified": certified.tolist()}
    return {
        "schema": SCHEMA,
        "command": "eval",
        "expression": show(graph),
        "value": listed(value),
        **more,
        "shape": list(np.shape(value)),
        "dtype": dtype,
        "status": "undefined" if reason else "defined",
        "reason": reason,
    }
