import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { createBareProxy } from './bare-proxy';

const listening = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

it('passes path, headers and body on with the vendor’s key, and the answer back', async () => {
  const vendor = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { authorization, host, 'x-own': own } = incoming.headers;
      response.writeHead(201, { 'x-vendor': 'yes', 'content-type': 'application/json' });
      response.end(JSON.stringify({ url: incoming.url, authorization, host, own, body }));
    });
  });
  const vendorOrigin = await listening(vendor);
  const proxy = createBareProxy(vendorOrigin, 'vendor-key');
  const origin = await listening(proxy);
  const answer = await request(`${origin}/v1/chat?x=1`, {
    method: 'POST',
    headers: { authorization: 'Bearer consumer-key', 'x-own': '1' },
    body: 'hello',
  });
  expect([answer.statusCode, answer.headers['x-vendor']]).toEqual([201, 'yes']);
  expect(await answer.body.json()).toEqual({
    url: '/v1/chat?x=1',
    authorization: 'Bearer vendor-key',
    host: new URL(vendorOrigin).host,
    own: '1',
    body: 'hello',
  });

  vendor.closeAllConnections();
  vendor.close();
  expect((await request(`${origin}/`, { method: 'POST', body: '{}' })).statusCode).toBe(502);
  proxy.closeAllConnections();
  proxy.close();
});
