"""Values: the small records that the passes hand on, which nobody changes once they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Record = TypeVar("Record")


@dataclass_transform(frozen_default=True)
def value(cls: type[Record]) -> type[Record]:
    """A dataclass whose fields are never set again. mypy holds everybody to that; nothing checks it at run time,
    where each numeral makes a dozen of them and the check would cost four times what making them does.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
