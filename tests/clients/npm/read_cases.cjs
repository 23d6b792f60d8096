// Reads cases in JSON from standard input, runs them one after the other, and writes what came of each.
const { text } = require('node:stream/consumers');

module.exports = async function runCases(run) {
  const outcomes = [];
  for (const found of JSON.parse(await text(process.stdin))) {
    try {
      outcomes.push({ value: await run(found) });
    } catch (error) {
      outcomes.push({ error: String(error.message) });
    }
  }
  process.stdout.write(JSON.stringify(outcomes));
};
