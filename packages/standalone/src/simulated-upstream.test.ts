import { freePort } from '@switchyard/local-services';
import { startSimulator } from '@switchyard/simulator';
import { startSimulatedUpstream } from './simulated-upstream';

test('it comes back on the port that it had, and goes to another one only where that is taken', async () => {
  const port = await freePort();
  const first = await startSimulatedUpstream(null, port);
  expect(first.port).toBe(port);
  const second = await startSimulatedUpstream(null, port);
  expect(second.port).not.toBe(port);
  await Promise.all([first.close(), second.close()]);
});

test('a port that was asked for and is taken is refused in one line', async () => {
  const holder = await startSimulator();
  const refusal = new RegExp(
    `^Cannot start the simulator on port ${holder.port} .*SWITCHYARD_SIMULATOR_PORT`,
  );
  await expect(startSimulatedUpstream(holder.port, null)).rejects.toThrow(refusal);
  await holder.close();
});
