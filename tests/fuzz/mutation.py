"""Texts and bytes, spoilt by chance."""

from random import Random
from typing import Final

from server.gate.lexer import tokens

SNIPPETS: Final = (
    "{", "}", "(", ")", "<<", ">>", "<", ">", "'", '"', "'''", "\\", "\\u0000", "\x00", "\r", "#", "SERVICE",
    "SERVICE <http://127.0.0.1:9/> {}", "SILENT", "?", "$", "_:", ":", "\ufeff", "é", "\U0001f9ff", "^^", "@",
    "/*", "*", "!", "%zz", "999999999999999999999999999", "{" * 250, "\u202e", "FROM <a:b>", ";", "LOAD",
)  # fmt: skip


def spoil(text: str, random: Random) -> str:
    """Return a text with a few tokens left out, doubled, exchanged or put in between."""
    parts = [token.text for token in tokens(text)]
    for _ in range(random.randint(1, 3)):
        if not parts:
            break
        place = random.randrange(len(parts))
        action = random.randrange(5)
        if action == 0:
            del parts[place]
        elif action == 1:
            parts.insert(place, random.choice(parts))
        elif action == 2:
            other = random.randrange(len(parts))
            parts[place], parts[other] = parts[other], parts[place]
        elif action == 3:
            parts.insert(place, random.choice(SNIPPETS))
        else:
            parts[place:] = []
    return random.choice([" ", " ", "\n", ""]).join(parts)


def spoil_bytes(data: bytes, random: Random) -> bytes:
    """Return bytes of which a few are others, more, or gone."""
    spoilt = bytearray(data)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(spoilt) + 1)
        action = random.randrange(4)
        if action == 0:
            spoilt[place : place + 1] = bytes([random.randrange(256)])
        elif action == 1:
            spoilt[place:place] = random.randbytes(random.randint(1, 8))
        elif action == 2:
            del spoilt[place : place + random.randint(1, 20)]
        else:
            spoilt[place:place] = spoilt[place : place + 30] * random.randint(1, 5)
    return bytes(spoilt)
