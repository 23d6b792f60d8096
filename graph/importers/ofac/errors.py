"""What can go wrong in reading a list; a branch of the tree in ``graph.errors``.

::

    AllegataError
    └── ListError            a file that is no state of the list, or breaks off
        └── RowError         one row that cannot be read; the others can
"""

from graph.errors import AllegataError


class ListError(AllegataError):
    """A file that is no state of the list: of no known layout, broken as a whole, or without a date."""


class RowError(ListError):
    """A row that cannot be read: it has a file and a line, and can be skipped."""
