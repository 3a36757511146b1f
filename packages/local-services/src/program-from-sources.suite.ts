import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Lets plain Node load this package's sources, which only need their types removed. */
const LOADER = `
require.extensions['.ts'] = (module, file) => module._compile(
  require('@swc/core').transformFileSync(file, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }).code,
  file,
);
const { startPostgres, startNats } = require(${JSON.stringify(join(__dirname, 'index.ts'))});
`;

/**
 * Runs JavaScript that can use `startPostgres` and `startNats` in a separate process.
 *
 * @param fileBytesMax the largest file that the process and its children may write, in bytes; null for no limit
 */
export function spawnFromSources(
  code: string,
  fileBytesMax: number | null = null,
): ChildProcessByStdio<Writable, Readable, null> {
  // POSIX counts in blocks of 512 bytes.
  const limit = fileBytesMax === null ? '' : `ulimit -f ${fileBytesMax / 512};`;
  return spawn('/bin/sh', ['-c', `${limit} exec "$0" "$@"`, process.execPath, '-e', LOADER + code], {
    cwd: __dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
