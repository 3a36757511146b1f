#!/usr/bin/env node
// Kept free of imports and of new syntax: it runs before anything that an older Node could not load, and it is here
// before anything is built, so that an installation finds a program to link to.
const fs = require('node:fs');
const path = require('node:path');

const NODE_MAJOR_MIN = 24;
const EXIT_CODE_USAGE = 2;
const program = path.join(__dirname, '../dist/main.js');

function fail(message) {
  process.stderr.write(`switchyard: ${message}\n`);
  process.exitCode = EXIT_CODE_USAGE;
}

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  fail(`needs Node ${NODE_MAJOR_MIN} or newer, but this is ${process.version}. Install Node 26 (LTS).`);
} else if (!fs.existsSync(program)) {
  fail('not built yet. Run "npm start" or "npm run build" in the project\'s folder first.');
} else {
  require(program);
}
