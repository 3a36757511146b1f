import { ERROR_BYTES_MAX } from '../upstream/decode-error';
import {
  answering,
  cut,
  type Ending,
  gateway,
  JSON_TYPE,
  reset,
  scriptedGateway,
  serve,
  silent,
} from '../testing/scripted-gateway.suite';
import { ask, received, VENDORS } from '../testing/vendors.suite';

scriptedGateway(['a']);

interface LoggedAttempt {
  readonly outcome: string;
  readonly status: number;
  readonly detail: string | null;
}

/** The attempt in the log line of a request whose vendor answers so. */
async function logged(status: number, body: string, end: Ending, headers: Record<string, string> = JSON_TYPE) {
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'] });
  serve(VENDORS.openai, (response) => {
    response.writeHead(status, headers).write(body, () => setImmediate(() => end(response)));
  });
  gateway.entry.policies[0]!.requestTimeoutSeconds = 1;
  gateway.serve();
  const answer = await received(await ask(gateway, VENDORS.openai));
  const [line] = gateway.log.map((each) => JSON.parse(each) as { attempts: LoggedAttempt[] });
  return { answer, attempt: line!.attempts[0]! };
}
const HALF = '{"error":{"message":"a long';

describe('the log says what happened to an error', () => {
  it.each<[string, Ending, Record<string, string>, RegExp]>([
    ['is cut', cut, JSON_TYPE, /: 27 bytes of its body came within \d+ ms$/],
    ['is reset', reset, JSON_TYPE, /ECONNRESET.*: 27 bytes of its body came within \d+ ms$/],
    ['is cut short', cut, { ...JSON_TYPE, 'content-length': '99' }, /: 27 of 99 bytes of its body came within \d+ ms$/],
    [
      'stalls',
      silent,
      JSON_TYPE,
      /^the body of the error did not arrive in time: 27 bytes of its body came within (999|1\d{3}) ms$/,
    ],
  ])('that %s', async (_title, end, headers, detail) => {
    for (const status of [500, 400]) {
      gateway.log.length = 0;
      const { answer, attempt } = await logged(status, HALF, end, headers);
      expect(attempt).toMatchObject({ outcome: status === 500 ? 'FAILURE_STATUS' : 'REQUEST_INVALID', status });
      expect(attempt.detail).toMatch(detail);
      expect([answer.status, answer.text.includes('upstream_error_withheld')]).toEqual([status, true]);
      // A detail can name the vendor's host, so it is for the log alone.
      expect(answer.text).not.toContain(attempt.detail);
    }
  });

  it('that is too large', async () => {
    const { attempt } = await logged(500, 'x'.repeat(ERROR_BYTES_MAX + 1), silent);
    expect(attempt.detail).toBe(`the error is larger than ${ERROR_BYTES_MAX} bytes`);
  });

  it('that has a good status', async () => {
    const { attempt } = await logged(200, '{"error":{"code":503}}', (response) => response.end());
    expect(attempt).toMatchObject({
      outcome: 'FAILURE_STATUS',
      status: 503,
      detail: 'a response with the status 200 has an error and no content',
    });
  });

  it('and nothing of one that came whole, even if its connection breaks then', async () => {
    const body = `${HALF}"}}`;
    const { attempt } = await logged(500, body, cut, { ...JSON_TYPE, 'content-length': String(body.length) });
    expect(attempt).toMatchObject({ outcome: 'FAILURE_STATUS', status: 500, detail: null });
    serve(VENDORS.openai, answering(500, body));
    gateway.log.length = 0;
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 500, text: body });
    expect(gateway.log.join()).toContain('"detail":null');
  });
});
