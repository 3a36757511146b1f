import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { SilentProxy } from './silent-proxy';

let echo: Server;
let proxy: SilentProxy;
const arrived: string[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  echo = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    socket.on('data', (chunk) => {
      arrived.push(String(chunk));
      socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = await SilentProxy.start((echo.address() as AddressInfo).port);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  return socket;
}
async function answer(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return String(chunk);
}

it('passes bytes, then none without closing, and those of new connections when it is restored', async () => {
  const cutOff = await open();
  expect(await answer(cutOff, 'first')).toBe('first');
  proxy.cut();
  const seen: string[] = [];
  cutOff.on('data', (chunk) => seen.push(String(chunk)));
  cutOff.on('close', () => seen.push('closed'));
  cutOff.write('lost');
  proxy.restore();
  expect(await answer(await open(), 'second')).toBe('second');
  expect([arrived, seen]).toEqual([['first', 'second'], []]);
});

it('names a server by its own port', () => {
  expect(proxy.urlFor('postgres://user:secret@127.0.0.1:5432/switchyard')).toBe(
    `postgres://user:secret@127.0.0.1:${proxy.port}/switchyard`,
  );
});
