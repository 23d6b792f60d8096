"""The world according to somebody: what they affirm and what they reject, closed under the ontology.

`claims` reads who says what. `choosing` tells which claims count. `world` makes of them what is so and what
is not so for a holder, `negation` words the latter in OWL, `closing` adds what follows, and `clashing` finds
what contradicts: inside one world, which is reported and kept, and between two. `exporting` writes a world
as an ontology of its own, `text` and `summary` tell what is in it.

`sharing.Viewpoints` has all of it for one state of the data. It is a function of that state alone, so a
server may keep one for each generation that it serves, in the process that reads its store, and let it go
together with the store. Nothing of it goes into the dataset: what somebody claims is no fact, and what
follows from it is none either.
"""
