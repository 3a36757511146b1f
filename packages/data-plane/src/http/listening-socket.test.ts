import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { listenOn } from './listen';
import { openListeningSocket } from './listening-socket';

it('is a socket that a server can listen on', async () => {
  const socket = await openListeningSocket(0, 'localhost');
  const server = createServer((_, response) => response.end('hello'));
  expect(await listenOn(server, socket.handle)).toBe(socket.port);
  const response = await fetch(`http://localhost:${socket.port}`, { headers: { connection: 'close' } });
  expect(await response.text()).toBe('hello');
  server.close();
});

it('refuses a port in use as a listener does', async () => {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const listening = createTcpServer().listen(port, '127.0.0.1');
  const [{ message }] = (await once(listening, 'error')) as [Error];
  await expect(openListeningSocket(port, '127.0.0.1')).rejects.toMatchObject({
    code: 'EADDRINUSE',
    syscall: 'listen',
    address: '127.0.0.1',
    port,
    message,
  });
  server.close();
});
