import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePort } from '@switchyard/local-services';
import { ControlPlaneDouble, refusal } from './control-plane.suite';
import { jsonOf, switchyard, TOKEN } from './run.suite';

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
afterAll(() => controlPlane.close());

it.each([
  ['no command', []],
  ['an unknown command', ['aply']],
  ['an unknown option', ['status', '--token', 'x']],
  ['a missing argument', ['rollback']],
  ['a missing option', ['apply']],
  ['a wait that is no number', ['status', '--wait=soon']],
  ['a revision that is no number', ['rollback', 'latest']],
  ['an address that is none', ['status', '--url', 'switchyard']],
  ['an address with a password', ['status', '--url', 'http://user:password@127.0.0.1']],
  ['a token file that is not there', ['status', '--token-file', '/no/such/file']],
])('%s is a usage error: exit code 2, printed as a line and as JSON', async (_, args) => {
  const { exitCode, errorOutput } = await switchyard(args);
  expect(errorOutput).toMatch(/^switchyard: .+\.\n$/m);
  expect(exitCode).toBe(2);
  const { error } = jsonOf(await switchyard([...args, '--json']));
  expect(error).toMatchObject({ kind: 'usage', exitCode: 2, code: null, problems: [] });
});

it.each([
  ['BAD_USER_INPUT', 3, 'refused'],
  ['NOT_FOUND', 3, 'refused'],
  ['CONFLICT', 3, 'refused'],
  ['BAD_REQUEST', 3, 'refused'],
  ['UNAUTHENTICATED', 4, 'denied'],
  ['FORBIDDEN', 4, 'denied'],
  ['RATE_LIMITED', 5, 'unavailable'],
  ['UNAVAILABLE', 5, 'unavailable'],
  ['INTERNAL_SERVER_ERROR', 7, 'fault'],
  ['GRAPHQL_VALIDATION_FAILED', 7, 'fault'],
  ['A_CODE_OF_TOMORROW', 7, 'fault'],
])("the control plane's error %s gives exit code %i", async (code, exitCode, kind) => {
  controlPlane.answer({ Status: () => refusal(code, 'The reason.', { correlationId: 'c-1' }) });
  const ended = await switchyard(['status', '--json'], { url: controlPlane.url });
  expect(ended.exitCode).toBe(exitCode);
  expect(jsonOf(ended).error).toMatchObject({ kind, exitCode, code, correlationId: 'c-1' });
  expect(ended.errorOutput).toContain(`switchyard: ${code}: The reason.`);
});

it.each([
  ['a proxy that finds nobody behind it', 503, 5],
  ['a proxy that limits', 429, 5],
  ['a proxy that wants to know who asks', 401, 4],
  ['a server that is no control plane', 404, 2],
  ['a page', 200, 2],
])('%s is not mistaken for a control plane', async (_, status, exitCode) => {
  controlPlane.raw = (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html></html>');
  };
  const ended = await switchyard(['status'], { url: controlPlane.url });
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.errorOutput).toContain(`${controlPlane.url}/graphql answered ${status}`);
});

it('redirects are not followed, so the token reaches only the given address', async () => {
  controlPlane.raw = (request, response) => {
    request.resume();
    response.writeHead(308, { location: 'https://elsewhere.example/graphql' }).end();
  };
  const ended = await switchyard(['status'], { url: controlPlane.url });
  expect(ended.exitCode).toBe(2);
  expect(ended.errorOutput).toContain('redirects to https://elsewhere.example/graphql');
});

it('if nothing listens, one line names the address and what to do', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const ended = await switchyard(['status'], { url });
  expect(ended.exitCode).toBe(5);
  expect(ended.errorOutput).toMatch(
    /^switchyard: No answer from http:\S+\/graphql \(.*ECONNREFUSED.*\). .*SWITCHYARD_URL.*\n$/,
  );
});

it('a request times out, and a mutation is not retried', async () => {
  let requests = 0;
  controlPlane.raw = (request) => {
    requests += 1;
    request.resume();
  };
  const ended = await switchyard(['keys', 'revoke', 'key-1', '--timeout', '1'], { url: controlPlane.url });
  expect(ended.exitCode).toBe(5);
  expect(ended.errorOutput).toContain('did not answer within 1 s');
  expect(ended.errorOutput).toContain('The key may or may not have been revoked');
  expect(requests).toBe(1);
});

it('if the connection breaks during the answer, the message says that the mutation may have happened', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data"'));
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const ended = await switchyard(['keys', 'revoke', 'key-1'], { url: `http://127.0.0.1:${address.port}` });
  server.close();
  expect(ended.exitCode).toBe(5);
  expect(ended.errorOutput).toContain('The key may or may not have been revoked');
});

it('an answer of an unexpected shape is a fault that says where', async () => {
  controlPlane.answer({ Status: () => ({ controlPlane: { version: 1 }, dataPlanes: [] }) });
  const ended = await switchyard(['status'], { url: controlPlane.url });
  expect(ended.exitCode).toBe(7);
  expect(ended.errorOutput).toContain('does not understand at controlPlane.version');
});

it('a refused token is named by its source and never shown', async () => {
  controlPlane.answer({ Status: () => refusal('UNAUTHENTICATED', 'The token is not valid.') });
  const { errorOutput, output } = await switchyard(['status', '--json'], { url: controlPlane.url });
  expect(controlPlane.received[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  expect(errorOutput).toContain('with the token from SWITCHYARD_TOKEN');
  expect(errorOutput + output).not.toContain(TOKEN);
});

it('an interruption aborts the request at once', async () => {
  const interruption = new AbortController();
  controlPlane.raw = (request) => {
    request.resume();
    interruption.abort();
  };
  const ended = await switchyard(['status'], { url: controlPlane.url, interrupted: interruption.signal });
  expect(ended.exitCode).toBe(130);
  expect(ended.errorOutput).toBe('switchyard: Interrupted.\n');
});

it.each([
  [],
  ['apply'],
  ['diff'],
  ['export'],
  ['status'],
  ['explain'],
  ['requests'],
  ['request'],
  ['usage'],
  ['recost'],
  ['rollback'],
  ['history'],
  ['keys', 'issue'],
  ['validate'],
  ['schema'],
  ['get'],
  ['show'],
  ['tokens', 'issue'],
  ['login'],
  ['contexts', 'use'],
  ['completion'],
])('the help of %p says the exit codes, without a token', async (...command) => {
  const { exitCode, output } = await switchyard([...command, '--help'], { environment: { SWITCHYARD_TOKEN: '' } });
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^Usage: switchyard/);
  expect(output).toContain('6    committed, but not rolled out');
});
