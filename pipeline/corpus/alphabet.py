"""Values in alphabetical order: compared as numbers from there on."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

IntArray: TypeAlias = npt.NDArray[np.signedinteger[Any]]


def alphabetical(values: pa.Array) -> tuple[pa.Array, IntArray]:
    """The places of values in alphabetical order (by code point), from 0, and for each value its rank in that order."""
    order = pc.array_sort_indices(values)
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order.to_numpy()] = np.arange(len(values))
    return order, ranks
