const { QueryEngine } = require('@comunica/query-sparql');
const runCases = require('./read_cases.cjs');

runCases(async ({ sources, query, kind, token }) => {
  const engine = new QueryEngine(); // knows nothing of the case before
  const context = { sources, destination: undefined, lenient: false };
  if (token) context.fetch = (address, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(address, { ...init, headers });
  };
  if (kind === 'ask') return engine.queryBoolean(query, context);
  if (kind === 'update') {
    await engine.queryVoid(query, { ...context, destination: sources[0] });
    return 'made';
  }
  if (kind === 'triples') {
    const triples = await (await engine.queryQuads(query, context)).toArray();
    return triples.map((t) => [t.subject.value, t.predicate.value, t.object.value]);
  }
  const rows = await (await engine.queryBindings(query, context)).toArray();
  return rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
});
