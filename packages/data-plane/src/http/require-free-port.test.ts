import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { requireFreePort } from './require-free-port';

let server: Server;
beforeEach(() => {
  server = createServer();
});
afterEach(() => server.close());

async function listen(host: string): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['127.0.0.1', '0.0.0.0'],
  ['0.0.0.0', 'localhost'],
])('refuses a port on which a program listens (at %s, checked at %s)', async (listening, checked) => {
  const port = await listen(listening);
  await expect(requireFreePort(port, checked)).rejects.toMatchObject({ code: 'EADDRINUSE', address: checked, port });
});

it('accepts a port that is free, and any free port', async () => {
  const port = await listen('127.0.0.1');
  server.close();
  await once(server, 'close');
  await requireFreePort(port, '127.0.0.1');
  await requireFreePort(0, '127.0.0.1');
});

it('accepts no connection meanwhile: whoever connects is refused, and can ask another data plane', async () => {
  const port = await listen('127.0.0.1');
  server.close();
  await once(server, 'close');
  let isChecked = false;
  const checked = requireFreePort(port, '127.0.0.1').finally(() => (isChecked = true));
  const outcomes = new Set<string>();
  while (!isChecked) {
    const socket = connect(port, '127.0.0.1');
    outcomes.add(
      await new Promise<string>((resolve) => {
        socket.once('connect', () => resolve(socket.localPort === port ? 'ECONNREFUSED' : 'connected'));
        socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(String(code)));
      }),
    );
    socket.destroy();
  }
  await checked;
  expect([...outcomes]).toEqual(['ECONNREFUSED']);
});
