"""The search for what is named: by words, beginnings of words, and words spelled a little differently.

It reads the names, aliases and labels of the default graph (`properties`), never what only a proposition
says. The engine finds names that have the words; these are compared with the words once more, and ranked.

Compared for 39,443 names of the list of 20 August 2026, with 31,000 different words, on two busy cores: one
typo by the clock, the rest by the processor's time; the median (p50) of 20 hits for names with a word or two
misspelled, as in the tests, and how often the name is among the first five:

=============================================  ===========  ===========  ==========  ==========  ========
index                                          to make      one typo     p50         p95         recall@5
=============================================  ===========  ===========  ==========  ==========  ========
tantivy 0.27, Levenshtein automata             3.0 s        0.2 ms       6 ms        10 ms       1.00
SQLite 3.40 FTS5, trigrams of the names        0.6 s        -            49 ms       135 ms      1.00
SQLite 3.40 FTS5, bigrams of its vocabulary    7 s          2 to 11 ms   -           -           -
all words compared by rapidfuzz                -            8 ms         -           -           -
=============================================  ===========  ===========  ==========  ==========  ========

Two typos take tantivy 1 to 5 ms a word, the bigrams 10 to 33 ms. The first line's times are those of 81,555
names, the labels of entries and designations with them. FTS5 has no typos: what it lacks, it must be
given by a second index. So tantivy (MIT) it is, and rapidfuzz (MIT) to compare. The index is 10 MB; its
module 17 MB, loaded in 20 ms by the readers that search. Import this package only where that is done.

It is made at first use, in 6 s of processor; after a small write it follows in 0.4 to 1.1 s by the clock of
a busy machine, with the first search.
"""
