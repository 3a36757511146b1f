import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GatewayAlone } from './harness/gateway-alone';
import { reservedPort } from './harness/reserved-port';

/**
 * A soak test of the built data plane: a steady rate of plain and streamed requests, some of them aborted, through flapping
 * targets. Prints the process's memory and sockets. Not part of the test suite:
 *
 *   npm run soak -- --minutes 10 --rate 100
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '100' } },
});
const MINUTES = Math.min(60, Number(values.minutes));
const REQUESTS_PER_SECOND = Math.min(1_000, Number(values.rate));
const SAMPLE_MS = 10_000;
const IDLE_MS = 90_000;
const MODELS = ['a', 'b', 'c', 'd'];

interface Sample {
  readonly second: number;
  readonly rssMib: number;
  readonly sockets: number;
  readonly requests: number;
}

const outcomes: Record<string, number> = {};
const count = (outcome: string) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);

async function request(gateway: GatewayAlone, number: number): Promise<void> {
  const stream = number % 2 === 0;
  const aborting = new AbortController();
  if (number % 10 === 0) setTimeout(() => aborting.abort(), 20 + (number % 7) * 10);
  try {
    const response = await gateway.send('chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'any', stream, messages: [{ role: 'user', content: 'x'.repeat(number % 5_000) }] }),
      signal: aborting.signal,
    });
    await response.arrayBuffer();
    count(`${stream ? 'streamed' : 'plain'} ${response.status}`);
  } catch {
    count(aborting.signal.aborted ? 'aborted by the client' : 'cut by the gateway');
  }
}

function flap(gateway: GatewayAlone, turn: number): void {
  const model = MODELS[turn % MODELS.length] ?? 'a';
  const faults = [
    { status: 500 },
    { reset: true },
    { status: 429 },
    { cutAfterEvents: 2 },
    { stallAfterEvents: 3 },
  ] as const;
  gateway.simulator.clearRequests();
  gateway.simulator.setBehaviours([
    { match: { model }, answer: faults[turn % faults.length] ?? {} },
    { answer: { contentChunks: 8, eventDelayMs: 15 } },
  ]);
}

function sample(pid: number, startedAtMs: number, requests: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const sockets = readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false; // Closed in the meantime.
    }
  });
  return {
    second: Math.round((Date.now() - startedAtMs) / 1_000),
    rssMib: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024),
    sockets: sockets.length,
    requests,
  };
}

async function soak(): Promise<void> {
  const gateway = await GatewayAlone.start({
    SWITCHYARD_LOG_LEVEL: 'error',
    SWITCHYARD_DATA_PLANE_PORT: String(await reservedPort()),
    SWITCHYARD_DATA_PLANE_ADMIN_PORT: String(await reservedPort()),
  });
  try {
    await gateway.configure(MODELS, [], undefined, (aiApi) => {
      aiApi.streamIdleTimeoutSeconds = 2;
    });
    await gateway.setPolicies({
      kind: 'ROUND_ROBIN',
      production: MODELS,
      maxAttempts: 3,
      suspendDurationSeconds: 1,
      requestTimeoutSeconds: 2,
    });
    const startedAtMs = Date.now();
    const endMs = startedAtMs + MINUTES * 60_000;
    const samples: Sample[] = [];
    const running = new Set<Promise<void>>();
    let sent = 0;
    while (Date.now() < endMs) {
      const due = Math.floor(((Date.now() - startedAtMs) / 1_000) * REQUESTS_PER_SECOND);
      while (sent < due) {
        sent += 1;
        const one = request(gateway, sent).finally(() => running.delete(one));
        running.add(one);
        if (sent % (REQUESTS_PER_SECOND * 2) === 0) flap(gateway, sent / (REQUESTS_PER_SECOND * 2));
      }
      if (Date.now() - startedAtMs >= samples.length * SAMPLE_MS) {
        const taken = sample(gateway.program.pid, startedAtMs, sent);
        samples.push(taken);
        process.stdout.write(`${JSON.stringify(taken)}\n`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(running);
    // Idle connections on both sides time out.
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    report(samples, sample(gateway.program.pid, startedAtMs, sent));
  } finally {
    await gateway.stop();
  }
}

/** Memory is flat if the last third of the run uses about as much as the middle third. */
function report(samples: readonly Sample[], afterwards: Sample): void {
  const third = Math.floor(samples.length / 3);
  const rssOf = (part: readonly Sample[]) => {
    const sorted = part.map(({ rssMib }) => rssMib).toSorted((a, b) => a - b);
    return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) };
  };
  process.stdout.write(
    `${JSON.stringify({ rssMib: { first: rssOf(samples.slice(0, third)), middle: rssOf(samples.slice(third, 2 * third)), last: rssOf(samples.slice(2 * third)) }, afterwards, outcomes }, null, 2)}\n`,
  );
}

void soak();
