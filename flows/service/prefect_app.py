"""Prefect's server application, made to schedule runs under SQLAlchemy 2.1; what `uvicorn --factory` is given.

Prefect 3.8.8 inserts scheduled runs with a `state` among their values, which is a hybrid attribute and no column.
SQLAlchemy 2.0 passed over it; 2.1 raises unless the attribute says what is to become of it, and no schedule would ever
lead to a run. What becomes of it is: nothing; Prefect stores the states by another statement, right after.
"""

from collections.abc import MutableMapping
from typing import Any

from prefect.server.api.server import create_app
from prefect.server.database.orm_models import FlowRun

__all__ = ["create_app"]


def _drop(_class: type, values: MutableMapping[str, Any], _value: Any) -> None:
    values.pop("state", None)


_state: Any = FlowRun.__mapper__.all_orm_descriptors["state"]
if getattr(_state, "bulk_dml_setter", _drop) is None:
    _state.bulk_dml_setter = _drop
