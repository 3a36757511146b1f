#!/usr/bin/env node
// Not compiled, so that an installation, which comes before the build, finds a program to link to. No new syntax: it runs
// before anything that an older Node cannot load.
const fs = require('node:fs');
const nodeModule = require('node:module');
const path = require('node:path');

const EXIT_CODE_USAGE = 2;
const program = path.join(__dirname, '../dist/main.js');
// Not in Node's default folder below /tmp, where another user could put code for this program to run. Node does without the
// cache where it cannot write, as in an image.
const compileCache = path.join(__dirname, '../node_modules/.cache/switchyard');

function fail(message) {
  process.stderr.write(`switchyard: ${message}\n`);
  process.exitCode = EXIT_CODE_USAGE;
}

function start() {
  if (!fs.existsSync(program))
    return fail('not built yet. Run "npm start" or "npm run build" in the project\'s folder first.');
  // Saves a sixth of the time of a command. Too old a Node lacks it; the program then says so.
  if (nodeModule.enableCompileCache !== undefined) nodeModule.enableCompileCache(compileCache);
  require(program);
}

start();
