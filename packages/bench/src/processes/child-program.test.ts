import { readFileSync } from 'node:fs';
import { allowedCores } from './cores';
import { ChildProgram } from './child-program';
import { pidsOf } from './process-tree';

const FOR_EVER = 'setInterval(() => {}, 1000)';

it('runs a program on the given cores and stops it, even if it ignores SIGTERM', async () => {
  const core = String(allowedCores()[0]);
  const program = new ChildProgram(
    process.execPath,
    ['-e', `process.on('SIGTERM', () => {}); console.log('ready'); ${FOR_EVER}`],
    { cores: core },
  );
  await program.until(() => program.output === 'ready\n', 'the program is ready');
  expect(readFileSync(`/proc/${program.pid}/status`, 'utf8')).toContain(`Cpus_allowed_list:\t${core}\n`);

  await program.stop();

  expect(program.isRunning).toBe(false);
  expect(pidsOf(program.pid)).toEqual([]);
});

it('says how a program failed, with what it wrote', async () => {
  const failing = new ChildProgram(process.execPath, ['-e', 'console.error("no such port"); process.exitCode = 3']);
  await expect(failing.succeeds(60_000)).rejects.toThrow(/ended with 3\nno such port/);
  const gone = new ChildProgram(process.execPath, ['-e', 'console.error("port in use")']);
  await expect(gone.until(() => null, 'it listens')).rejects.toThrow(
    /ended while waiting until it listens\nport in use/,
  );
  const slow = new ChildProgram(process.execPath, ['-e', FOR_EVER]);
  await expect(slow.succeeds(50)).rejects.toThrow('timed out after 50 ms');
  expect(slow.isRunning).toBe(false);
});
