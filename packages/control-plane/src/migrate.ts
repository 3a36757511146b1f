#!/usr/bin/env node
import { startOnSupportedNode } from '@switchyard/runtime/supported-node';

startOnSupportedNode(() => import('./migrate-program.js').then(({ runMigrations }) => runMigrations(process.env)));
