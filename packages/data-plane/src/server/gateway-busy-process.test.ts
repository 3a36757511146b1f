import { CONTENT, DONE, FINISH, ROLE } from '../testing/consumer-stream.suite';
import {
  EVENT_STREAM,
  gateway,
  JSON_TYPE,
  scriptedGateway,
  serve,
  suspensions,
} from '../testing/scripted-gateway.suite';
import { VENDORS } from '../testing/vendors.suite';

const FINISHED_MS = 300;
scriptedGateway(['a', 'b'], { ending: { terminatedMs: FINISHED_MS, finishedMs: FINISHED_MS, awaitedMs: FINISHED_MS } });

const TIMEOUT_SECONDS = 1;
const USAGE = `data: ${JSON.stringify({ choices: [], usage: { total_tokens: 3 } })}\n\n`;

/** Reads nothing for so long, while timers become due, like a process that the machine suspended. */
function beBusy(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

/** When the gateway has passed on what it got so far, and so that the next to happen is that timers become due. */
const later = (act: () => void) => void setTimeout(() => setImmediate(act), 50);

/** The answer of the first target to a request, and what it suspended. */
async function answered(stream: boolean) {
  const response = await gateway.chat({ model: 'a', stream, stream_options: { include_usage: true } });
  const text = await response.text();
  return { status: response.status, target: response.headers.get('x-switchyard-target'), text, held: suspensions() };
}
const well = (text: string) => ({ status: 200, target: 'production/a', text, held: [] });

describe('what a vendor sent while the process was busy for longer than a timeout is not late:', () => {
  it('response headers', async () => {
    const text = '{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}';
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, JSON_TYPE).end(text);
      beBusy(1_500 * TIMEOUT_SECONDS);
    });
    gateway.setPolicies({
      kind: 'FAILOVER',
      production: ['a', 'b'],
      maxAttempts: 2,
      suspendDurationSeconds: 60,
      requestTimeoutSeconds: TIMEOUT_SECONDS,
    });
    expect(await answered(false)).toEqual(well(text));
  });

  it('the next part of a stream', async () => {
    gateway.entry.streamIdleTimeoutSeconds = TIMEOUT_SECONDS;
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, EVENT_STREAM).write(ROLE + CONTENT);
      later(() => {
        response.write(CONTENT);
        beBusy(1_500 * TIMEOUT_SECONDS);
        response.end(FINISH + DONE);
      });
    });
    expect(await answered(true)).toEqual(well(ROLE + CONTENT + CONTENT + FINISH + DONE));
  });

  it('usage behind a finished answer', async () => {
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, EVENT_STREAM).write(ROLE + CONTENT + FINISH);
      later(() => {
        response.write(USAGE);
        beBusy(2 * FINISHED_MS);
        response.end(DONE);
      });
    });
    expect(await answered(true)).toEqual(well(ROLE + CONTENT + FINISH + USAGE + DONE));
  });
});
