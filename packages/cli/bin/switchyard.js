#!/usr/bin/env node
// Not compiled, so that an installation, which comes before the build, finds a program to link to. No new syntax: it runs
// before anything that an older Node cannot load.
const fs = require('node:fs');
const path = require('node:path');

const EXIT_CODE_USAGE = 2;
const program = path.join(__dirname, '../dist/main.js');

function fail(message) {
  process.stderr.write(`switchyard: ${message}\n`);
  process.exitCode = EXIT_CODE_USAGE;
}

function start() {
  if (!fs.existsSync(program))
    return fail('not built yet. Run "npm start" or "npm run build" in the project\'s folder first.');
  const problem = require('@switchyard/runtime/supported-node').nodeVersionProblem(process.version);
  if (problem !== null) return fail(problem);
  require(program);
}

start();
