import { until } from '@switchyard/runtime';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { spawnFromSources } from './program-from-sources.suite';

const GONE_WITHIN_MS = 20_000;

/** Starts both servers, prints where they are, and exits on any input. */
const PROGRAM = `
process.stdin.once('data', () => process.exit(1));
void Promise.all([startPostgres(), startNats()]).then(([postgres, nats]) =>
  console.log(JSON.stringify({ ports: [postgres.port, nats.port], dataDirectory: postgres.dataDirectory })),
);
`;

test.each<[string, (program: ChildProcess) => unknown]>([
  ['is killed with -9', (program) => program.kill('SIGKILL')],
  ['is terminated', (program) => program.kill('SIGTERM')],
  ['exits without stopping them', (program) => program.stdin?.write('exit')],
])('a program that %s leaves no server and no temporary store behind', async (_, end) => {
  const program = spawnFromSources(PROGRAM);
  const [line] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
  const { ports, dataDirectory } = JSON.parse(line) as { ports: number[]; dataDirectory: string };
  expect(await Promise.all(ports.map(isOpen))).toEqual([true, true]);
  expect(existsSync(dataDirectory)).toBe(true);

  end(program);
  await once(program, 'exit');

  const isGone = async () => !existsSync(dataDirectory) && !(await Promise.all(ports.map(isOpen))).includes(true);
  await until(isGone, 'the server and its folder are gone', { withinMs: GONE_WITHIN_MS });
  expect(await Promise.all(ports.map(isOpen))).toEqual([false, false]);
  expect(existsSync(dataDirectory)).toBe(false);
});

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
