import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalHttpProxy } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { makeCertificate } from '@switchyard/test-entries';
import { GatewayAlone } from '../harness/gateway-alone';

const ANSWER = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { content: 'hello' }, finish_reason: 'stop' }],
};
const VENDOR = 'vendor.test';
const certificate = makeCertificate(VENDOR);
const PASSWORD = 'pass-word-of-the-proxy';

let folder: string;
let vendor: Server;
let proxy: LocalHttpProxy;
let gateway: GatewayAlone | null = null;
/** The requests that the vendor received. */
let received: IncomingHttpHeaders[];

beforeEach(async () => {
  received = [];
  folder = mkdtempSync(join(tmpdir(), 'switchyard-ca-'));
  vendor = createServer(certificate, (request, response) => {
    received.push(request.headers);
    request
      .resume()
      .on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWER)));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  proxy = await LocalHttpProxy.start((vendor.address() as AddressInfo).port);
});
afterEach(async () => {
  await gateway?.stop();
  gateway = null;
  await proxy.stop();
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
  rmSync(folder, { recursive: true });
});

/** A data plane that reaches `vendor.test` by the proxy alone. */
async function start(settings: Record<string, string>): Promise<GatewayAlone> {
  gateway = await GatewayAlone.start({ HTTPS_PROXY: proxy.url(`operator:${PASSWORD}`), ...settings });
  await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 }]);
  gateway.moveEndpoints(`https://${VENDOR}/v1`);
  await gateway.publish();
  return gateway;
}

function trusted(): Record<string, string> {
  const file = join(folder, 'ca.pem');
  writeFileSync(file, certificate.cert);
  return { NODE_EXTRA_CA_CERTS: file };
}

it('HTTPS_PROXY leads to a vendor, whose certificate NODE_EXTRA_CA_CERTS makes trusted; one tunnel serves many requests', async () => {
  const { program } = await start(trusted());
  for (let times = 0; times < 3; times += 1) expect((await gateway!.chat({ model: 'a' })).status).toBe(200);
  expect(proxy.requests).toEqual([
    {
      method: 'CONNECT',
      target: 'vendor.test:443',
      host: 'vendor.test:443',
      authorization: `Basic ${Buffer.from(`operator:${PASSWORD}`).toString('base64')}`,
    },
  ]);
  expect(received.map(({ host }) => host)).toEqual(['vendor.test', 'vendor.test', 'vendor.test']);
  expect(received[0]).not.toHaveProperty('proxy-authorization');
  expect(program.output).not.toContain(PASSWORD);
});

it('a certificate that nobody trusts is refused behind a proxy as well', async () => {
  const { program } = await start({});
  expect((await gateway!.chat({ model: 'a' })).status).toBe(502);
  await until(() => program.output.includes('self-signed certificate'), 'the log says why');
  expect(received).toEqual([]);
});

it('while the proxy is away requests fail, no target is suspended, and nothing quotes its password', async () => {
  const { program } = await start(trusted());
  await proxy.stop();
  for (let times = 0; times < 2; times += 1) {
    const { status, attempts, text } = await gateway!.chat({ model: 'a' });
    expect([status, attempts, text.includes('upstream_unreachable')]).toEqual([502, 1, true]);
  }
  await until(() => program.output.split('"outcome":"PROXY_FAILED"').length === 3, 'both are logged');
  expect(program.output).not.toContain(PASSWORD);
  proxy = await LocalHttpProxy.start((vendor.address() as AddressInfo).port);
});
