import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openFilesLimit } from './open-files-limit';

it('the limit of this process is the same however it is read', () => {
  const limit = openFilesLimit();
  expect(limit).toBeGreaterThan(0);
  expect(openFilesLimit('darwin')).toBe(limit);
});

it('the limit is the one that the process was started with', () => {
  const program = `require('@swc/core').transformFile(${JSON.stringify(join(__dirname, 'open-files-limit.ts'))}, {
    module: { type: 'commonjs' }, jsc: { parser: { syntax: 'typescript' } },
  }).then(({ code }) => {
    const module = { exports: {} };
    new Function('require', 'module', 'exports', code)(require, module, module.exports);
    process.stdout.write(['linux', 'darwin'].map((platform) => module.exports.openFilesLimit(platform)).join(' '));
  })`;
  const output = execFileSync('sh', ['-c', 'ulimit -n 300 && exec "$0" -e "$1"', process.execPath, program]);
  expect(output.toString()).toBe('300 300');
});
