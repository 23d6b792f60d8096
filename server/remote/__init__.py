"""Data that stand in another SPARQL server: how it is asked, filled, and judged before it is relied on.

`push` sends what was built, validated and reasoned over; readers ask for it by `service`. The derived default
graph is the server's own, or, where that is the union of all graphs, a graph that every query names. Whoever
asks such a server itself, past this one, sees that union, with what is only claimed: do not publish it.
"""
