"""Retries: for a network or store that hiccups, for nothing else."""

from __future__ import annotations

import pytest
from prefect.states import Failed

from flows.retry import is_io_error
from pipeline.errors import BadInput, GateFailed

BotoError = type("EndpointConnectionError", (Exception,), {"__module__": "botocore.exceptions"})


@pytest.mark.parametrize("error", [OSError("reset"), TimeoutError(), ConnectionResetError(), BotoError()])
def test_input_and_output_is_tried_again(error: Exception) -> None:
    assert is_io_error(None, None, Failed(data=error))


@pytest.mark.parametrize(
    "error", [FileNotFoundError(), PermissionError(), BadInput("x"), GateFailed("x"), ValueError("parsing")]
)
def test_nothing_else_is(error: Exception) -> None:
    assert not is_io_error(None, None, Failed(data=error))
