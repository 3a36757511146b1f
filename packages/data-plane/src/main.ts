#!/usr/bin/env node
import { nodeVersionProblem } from './node-version';

const problem = nodeVersionProblem(process.version);
if (problem === null) {
  // Loaded only now, because its imports may need a newer Node than the one running.
  void import('./program.js').then(({ runProgram }) => runProgram(process.env));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
