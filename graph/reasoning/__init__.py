"""Reasoning by OWL 2 RL: one table of rules, made into rules over data, and engines that agree.

`table` reads ``graph/rules/owl2rl.toml``. `closing` closes the ontology once and makes each of its axioms
into rules over data (`compiling`, `unfolding`). One matcher (`match`) applies them: forward to the closure
(`forward`), to what a change does (`incremental`), backward to what a fact follows from (`backward`), and to
contradictions (`clashing`). As queries (`sparql`) they run inside other engines. `publishing` says what of a
closure is published. `outcome` is what every engine gives; `engine` has them by their names.

Which engine is the default was measured at equal published closures: in seconds of CPU for all that
`Engine.reason` does, contradictions and sorting included, on a machine that others used as well.

===========================================================  =======  =======  =======
data, with its ontology                                      sparq    rules    owlrl
===========================================================  =======  =======  =======
LUBM(1), 100,838 triples                                     0.7      7.3      31
994,731 triples of made statements                           12.6     —        —
===========================================================  =======  =======  =======

sparq is the fastest, so it is the default where it is installed; where it is not, the rules are. A dash was
not run. owlrl is the reference, here with the short cuts of `by_owlrl`; without them it takes 64 seconds for
half of LUBM(1), 134 times what sparq takes. Of the million, sparq itself takes 6.3 seconds; text goes to it
and comes back at once (`sparq_graph`, `sparq_terms`), and takes the rest.

Found while comparing: owlrl compares all but the last property of a key; sparq 0.1.6 may overlook
one of two chains of the same property, knows no values of literals, and takes domain and range through
inverses, which no rule does. Each engine's module says how that is made up for.

Beyond what engines agree on: no thing is the same as a literal, and no literal is put into a class: of
literals, tests know what they are.
"""
