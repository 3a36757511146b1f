#!/usr/bin/env node
import { startOnSupportedNode } from '@switchyard/runtime/supported-node';

startOnSupportedNode(() =>
  import('./migrate-program.js').then(({ runMigrations }) => runMigrations(process.env, process.argv.slice(2))),
);
