"""Arrays as tables: many values travel to a statement as one, which each engine opens in its own way."""

from typing import Any

from sqlalchemy import ARRAY, JSON, TableValuedAlias, bindparam, column, func
from sqlalchemy.types import TypeEngine


def opened(engine: str, name: str, kind: type[TypeEngine[Any]]) -> TableValuedAlias:
    """Make the table, with one column `value`, of the array that a statement is given under *name*."""
    value = column("value", kind)
    if engine == "sqlite":
        return func.json_each(bindparam(name, type_=JSON)).table_valued(value, name=f"given_{name}")
    given = func.unnest(bindparam(name, type_=ARRAY(kind)))
    return given.table_valued(value, name=f"given_{name}").render_derived()
