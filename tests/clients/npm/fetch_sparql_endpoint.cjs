const { SparqlEndpointFetcher } = require('fetch-sparql-endpoint');
const runCases = require('./read_cases.cjs');

async function values(stream, value) {
  const found = [];
  for await (const item of stream) found.push(value(item));
  return found;
}

runCases(async ({ endpoint, query, kind, options, headers }) => {
  const fetcher = new SparqlEndpointFetcher({ ...options, defaultHeaders: new Headers(headers) });
  if (kind === 'ask') return fetcher.fetchAsk(endpoint, query);
  if (kind === 'update') return fetcher.fetchUpdate(endpoint, query).then(() => 'made');
  if (kind === 'triples') {
    return values(await fetcher.fetchTriples(endpoint, query), (t) => [t.subject.value, t.predicate.value, t.object.value]);
  }
  return values(await fetcher.fetchBindings(endpoint, query), (row) =>
    Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));
});
