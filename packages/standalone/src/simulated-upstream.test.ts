import { freePort } from '@switchyard/local-services';
import { startSimulator } from '@switchyard/simulator';
import { startSimulatedUpstream } from './simulated-upstream';

test('restarts on its previous port, and uses another one only if that is in use', async () => {
  const port = await freePort();
  const first = await startSimulatedUpstream(null, port);
  expect(first.port).toBe(port);
  const second = await startSimulatedUpstream(null, port);
  expect(second.port).not.toBe(port);
  await Promise.all([first.close(), second.close()]);
});

test('a requested port that is in use is refused in one line', async () => {
  const holder = await startSimulator();
  const refusal = new RegExp(`^The simulator cannot listen on port ${holder.port} .*SWITCHYARD_SIMULATOR_PORT`);
  await expect(startSimulatedUpstream(holder.port, null)).rejects.toThrow(refusal);
  await holder.close();
});
