// Reads cases from standard input, each a line of JSON, and answers each with a line that tells what came of it.
const { createInterface } = require('node:readline');

module.exports = async function runCases(run) {
  for await (const line of createInterface({ input: process.stdin })) {
    let outcome;
    try {
      outcome = { value: await run(JSON.parse(line)) };
    } catch (error) {
      outcome = { error: String(error.message) };
    }
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
};
