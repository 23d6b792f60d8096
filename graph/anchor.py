"""The Turtle of a passage, ready to be pasted into an article's file."""

from typing import Final

from pyoxigraph import Literal

from graph.quotation import Quotation
from graph.source import Source

_LABEL_CODE_POINTS: Final = 60
"""How much of the words a label repeats, at most."""


def write_passage(quotation: Quotation, source: Source, key: str | None = None) -> str:
    """Write the block of a passage, in the project's prefixes; ``key`` ends its IRI.

    The key is that of the seed and the offsets, if none is given.
    """
    seed = source.description.key if source.description else source.slug
    lines = (
        f"passage:{key or f'{seed}-{quotation.start}-{quotation.end}'}",
        "\ta alg:Passage ;",
        f"\trdfs:label {Literal(_label(quotation), language='en')} ;",
        f"\talg:ofDocument document:{source.slug} ;",
        f"\talg:start {quotation.start} ;",
        f"\talg:end {quotation.end} ;",
        f"\talg:exact {Literal(quotation.exact)} ;",
        f"\talg:prefix {Literal(quotation.prefix)} ;",
        f"\talg:suffix {Literal(quotation.suffix)} ;",
        "\t.",
    )
    return "\n".join(lines) + "\n"


def _label(quotation: Quotation) -> str:
    words = " ".join(quotation.exact.split())
    if len(words) > _LABEL_CODE_POINTS:
        words = words[: _LABEL_CODE_POINTS - 1].rstrip() + "…"
    return f"passage {quotation.start} to {quotation.end}: {words}"
