import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { stopListening } from './stop-listening';

const WAIT_MS = 500;

let server: Server;
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

it('stops at once where no connection arrives', async () => {
  const { ended, resetsPossible } = await stopListening(server);
  await ended;
  expect([server.listening, resetsPossible]).toEqual([false, false]);
});

it('stops after a limited time where the program is never quiet, says so, and takes little CPU time until then', async () => {
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const { ended, resetsPossible } = await stopListening(server, { turnMsMax: 0, waitMsMax: WAIT_MS });
  const { user, system } = process.cpuUsage(before);
  await ended;
  expect([server.listening, resetsPossible]).toEqual([false, true]);
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(WAIT_MS);
  expect((user + system) / 1_000).toBeLessThan(WAIT_MS / 2);
});
