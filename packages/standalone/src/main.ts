#!/usr/bin/env node
import { nodeVersionProblem } from './node-version';

const problem = nodeVersionProblem(process.version);
if (problem === null) {
  // Loaded only now, because its imports need a newer Node than the one that may be running.
  void import('./program.js').then(({ runProgram }) => runProgram(process.env, process.argv.slice(2)));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
