#!/usr/bin/env node
import { startOnSupportedNode } from '@switchyard/runtime/supported-node';

startOnSupportedNode(() => import('./program.js').then(({ runProgram }) => runProgram(process.argv.slice(2))));
