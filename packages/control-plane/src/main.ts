#!/usr/bin/env node
import { nodeVersionProblem } from './node-version';

const problem = nodeVersionProblem(process.version);
if (problem === null) {
  // Loaded after the check, because its imports may not load in an older Node.
  void import('./program.js').then(({ runProgram }) => runProgram(process.env));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
