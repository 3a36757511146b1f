import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { geminiProfile, mistralProfile, openaiProfile } from '@switchyard/contract';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { speak, post, credential, messages } from '../testing/vendor-request.suite';

simulatedGateway(['a', 'b', 'org/c']);

describe('errors that a vendor reports by a code', () => {
  const generate = () => post('v1beta/models/any:generateContent', { contents: [] });
  const badKey = {
    error: {
      code: 400,
      message: `API key not valid: ${credential}`,
      status: 'INVALID_ARGUMENT',
      details: [{ reason: 'API_KEY_INVALID' }],
    },
  };

  it("Gemini's 400 for the gateway's key fails over, suspends, and never reaches the consumer", async () => {
    speak(geminiProfile);
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b'], maxAttempts: 2, suspendDurationSeconds: 60 });
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 400, body: badKey } }]);
    const targets = [await generate(), await generate()].map(({ headers }) => headers.get('x-switchyard-target'));
    expect(targets).toEqual(['production/b', 'production/b']);
    expect(simulator.requests()).toHaveLength(3);
    simulator.setBehaviours([{ answer: { status: 400, body: badKey } }]);
    for (const answer of [await generate(), await post('v1beta/files', {})]) {
      expect([answer.status, await answer.text()]).toEqual([502, expect.not.stringContaining(credential)]);
      expect(answer.headers.get('x-should-retry')).toBe('false');
    }
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('is also understood in %s, which a request that is not routed may ask for', async (coding, compress) => {
    speak(geminiProfile);
    const answer = (error: object) => ({
      status: 400,
      headers: { 'content-encoding': coding },
      bodyBase64: compress(JSON.stringify(error)).toString('base64'),
    });
    simulator.setBehaviours([{ answer: answer(badKey) }]);
    const refused = await post('v1beta/files', {});
    expect([refused.status, await refused.text()]).toEqual([502, expect.not.stringContaining(credential)]);
    const other = { error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } };
    simulator.setBehaviours([{ answer: answer(other) }]);
    const passed = await post('v1beta/files', {});
    expect([passed.status, passed.headers.get('content-encoding'), await passed.json()]).toEqual([400, coding, other]);
  });

  it('an unknown model in a 400 fails over, and any other 400 is passed on unchanged', async () => {
    speak(mistralProfile);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    const unknown = { object: 'error', message: 'Invalid model: a', type: 'invalid_model', param: null, code: '1500' };
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 400, body: unknown } }]);
    const chat = () => post('v1/chat/completions', { model: 'a', messages });
    expect((await chat()).headers.get('x-switchyard-target')).toBe('production/b');
    const other = { ...unknown, type: 'invalid_request', code: '3051' };
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 400, body: other } }]);
    const response = await chat();
    expect([response.status, await response.json()]).toEqual([400, other]);
    expect(response.headers.get('x-switchyard-attempts')).toBe('1');
  });

  it("Gemini's retryDelay counts like Retry-After", async () => {
    speak(geminiProfile);
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 1 });
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '45.57s' }];
    const body = { error: { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED', details } };
    simulator.setBehaviours([{ times: 1, answer: { status: 429, body } }]);
    await generate();
    const response = await generate();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '46']);
  });

  it("an upstream's x-should-retry is passed on only if it says not to retry", async () => {
    speak(openaiProfile);
    const wish = async (value: string) => {
      simulator.setBehaviours([{ answer: { status: 429, headers: { 'x-should-retry': value } } }]);
      return (await post('chat/completions', { model: 'a', messages })).headers.get('x-should-retry');
    };
    expect([await wish('true'), await wish('false')]).toEqual([null, 'false']);
  });
});
