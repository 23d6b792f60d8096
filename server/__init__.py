"""The SPARQL endpoint and the pages over a store, and the processes that keep it up.

A request comes by `server.http` to `server.shell`, which answers queries and reads of graphs itself and
hands the rest to the Flask application of `server.app`. A query passes `server.gate`, where
`server.federation` lets it ask other endpoints if they are allowed, and goes to one of `server.readers`; a
change goes to `server.writer`. Where the data stand on another engine, `server.remote` asks it.
`server.assembly` puts these together, `server.run` runs them, `server.settings` has what can be chosen.

What differs from the first design, and what was measured for it, on two cores:

- Readers are forked by a process that has loaded all they need, in 10 to 30 ms of processor time each; a
  program of its own took 120 to 170.
- A slow query that finds no room is stopped, not refused: with 20 hostile queries beside 8 honest clients
  the honest ones' 99th percentile was 191 ms so, 410 ms when they were refused.
- No more queries begin at once than there are processors: beside other work, 2,270 small distinct ones were
  answered a second instead of 1,470, for fewer processes have to be woken; alone, as many as before.
- Only the thread of a slow query is put behind the others, and the next one gets a new thread: without root
  nobody can raise a priority again.
- The writer's store is a copy of the newest generation and never trusted at the start: the pointer to the
  newest generation is the one commit, for small writes as for large ones.
- The event loop is uvloop: cached answers come half as often again.
- HTTP is spoken by `server.http`, not by granian: a kept answer takes half the processor time, all included,
  and a request offering another protocol keeps its body. HTTP/2 is left to a proxy.
"""
