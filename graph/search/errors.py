"""What can go wrong with an index; a branch of the tree in ``graph.errors``.

::

    AllegataError
    └── DamagedIndexError    an index that is not there, not whole, or of another form: it is made anew
"""

from graph.errors import AllegataError


class DamagedIndexError(AllegataError):
    """An index that is not there, not whole, or of another form: it is made anew from the data."""
