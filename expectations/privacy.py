"""The expectation that nothing private is published. It shows ids and offsets, never a value."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from expectations.private import find_private, mask_private
from expectations.rows import RowExpectation


class ExpectNothingPrivate(RowExpectation):
    """No text holds a telephone number, an e-mail address or an identity number."""

    rule: ClassVar[str] = (
        "No text holds a telephone number, an e-mail address or an identity number (shown by id and offset only)."
    )
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Where a text of `frame` (table, id, bulletin_id, column, text) holds something private, without the text."""
        rows = [
            {
                "table": row.table,
                "id": mask_private(str(row.id)),
                "bulletin_id": row.bulletin_id,
                "column": row.column,
                "char_start": private.char_start,
                "char_end": private.char_end,
                "why": private.kind,
            }
            for row in frame.itertuples(index=False)
            for private in find_private(str(row.text))
        ]
        return pd.DataFrame(rows, columns=["table", "id", "bulletin_id", "column", "char_start", "char_end", "why"])
