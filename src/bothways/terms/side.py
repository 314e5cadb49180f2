"""The two sides. The manager stands between and belongs to neither."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Who a text is for, or whose voice it is."""

    STAFF = "staff"
    EXECUTIVES = "executives"

    @property
    def other(self) -> Side:
        """Return the other side.

        >>> Side.STAFF.other
        <Side.EXECUTIVES: 'executives'>
        """
        return Side.EXECUTIVES if self is Side.STAFF else Side.STAFF
