"""Why something stands in the graph: proofs, from what follows back to what is asserted.

`grounds` are the facts, and tell which of them are asserted; `rulebook` has the rules by what they conclude,
those of `deriving` among them. `explaining` finds a `proof` (`search`, and `dive` where that takes too long)
or all of them (`every`), and `missing` says what is not there for a fact to follow. `axioms` and `telling`
put it into words, `passages` gives the words of an article; `text`, `mermaid`, `provenance` and `data` write
it.

`asking` is what the command and the page ask; `knowledge` is where they get facts and rules from. The content
of propositions is never a premise, a conclusion, or what is missing.
"""
