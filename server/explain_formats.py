"""The formats of explanations beside those of graphs."""

from typing import Final

from server.formats import Format

TEXT: Final = Format(("txt", "text"), "text/plain", "text")

# https://www.iana.org/assignments/media-types/text/vnd.mermaid
MERMAID: Final = Format(("mmd", "mermaid"), "text/vnd.mermaid", "Mermaid")

DATA: Final = "application/json"
"""The media type of what pages are made from."""
