import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { errorDetail } from './error-detail';

const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

it('has the code and the message', () => {
  expect(errorDetail(coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9'))).toBe(
    'ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9',
  );
  expect(errorDetail(new Error('other side closed'))).toBe('other side closed');
});

it('has what went wrong at each address of a host', () => {
  const errors = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:9`));
  expect(errorDetail(Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' }))).toBe(
    'ECONNREFUSED: connect ECONNREFUSED ::1:9, connect ECONNREFUSED 127.0.0.1:9',
  );
});

const openssl = (reason: string, more = '') =>
  `80CCE558A17F0000:error:0A00042E:SSL routines:ssl3_read_bytes:${reason}:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:${more}\n`;

it.each([
  [openssl('tlsv1 alert protocol version', 'SSL alert number 70'), 'EPROTO: tlsv1 alert protocol version'],
  [`write EPROTO ${openssl('unsupported protocol')}`, 'EPROTO: write EPROTO unsupported protocol'],
  [openssl('bad signature') + openssl('internal error'), 'EPROTO: bad signature\ninternal error'],
])('has only the reason of what OpenSSL writes: %j', (message, detail) => {
  expect(errorDetail(coded('EPROTO', message))).toBe(detail);
});

it.each(['wrong version number', 'packet length too long'])('says when the server may not speak TLS: %s', (reason) => {
  const detail = errorDetail(coded('ERR_SSL', openssl(reason)));
  expect(detail).toMatch(new RegExp(`^ERR_SSL: ${reason}; the server may not speak TLS .* begin with \`http://\`\\?$`));
});

it('says so of a server that speaks HTTP without TLS', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const [error] = (await once(client, 'error').catch((thrown: unknown) => [thrown])) as [Error];
  expect(errorDetail(error)).toMatch(/^ERR_SSL_[A-Z_]+: [a-z ]+; the server may not speak TLS/);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});
