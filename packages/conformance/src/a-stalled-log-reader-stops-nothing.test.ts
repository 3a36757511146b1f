import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { GatewayAlone } from './harness/gateway-alone';
import { ownSettings } from './harness/npm-start';
import { Program, type ProgramOutput } from './harness/program';

/** A line names every target, so many long names make long lines: the requests write more than buffer and pipe can hold. */
const MODELS = Array.from({ length: 32 }, (_, index) => `model-${index}-`.padEnd(120, 'x'));
const REQUESTS = 400;
const CONCURRENT = 20;
const BUFFERS_BYTES = 2_500_000;

interface LogLine {
  pid: number;
  msg: string;
  /** Of a request. */
  attempts?: unknown[];
  linesDropped?: number;
}

let gateway: GatewayAlone | null = null;
afterEach(async () => {
  gateway?.program.readOutput(true);
  await gateway?.stop();
  gateway = null;
});

/** The whole lines of the log that are JSON; `torn` are the others. */
function logOf({ program }: { readonly program: Program }): { lines: LogLine[]; torn: string[] } {
  const lines: LogLine[] = [];
  const torn: string[] = [];
  for (const line of program.output.split(/\r?\n/).slice(0, -1)) {
    try {
      lines.push(JSON.parse(line) as LogLine);
    } catch {
      torn.push(line);
    }
  }
  return { lines, torn };
}

/** Sends requests that fail, each of which is logged. @returns how many were answered by the vendor's error */
async function failingRequests(send: () => Promise<{ status: number }>, count = REQUESTS): Promise<number> {
  let started = 0;
  let answered = 0;
  const client = async () => {
    while (started < count) {
      started += 1;
      const { status } = await send();
      if (status === 500) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, client));
  return answered;
}

it.each<ProgramOutput>(['socket', 'pipe', 'terminal'])(
  'while nobody reads its log (a %s), a data plane answers every request; then it says how many lines it dropped',
  async (output) => {
    const started = await GatewayAlone.start({}, { output });
    gateway = started;
    await started.configure(MODELS, [{ kind: 'ROUND_ROBIN', production: MODELS }]);
    started.simulator.setBehaviours([{ answer: { status: 500 } }]);

    started.program.readOutput(false);
    const fail = () => started.chat({ model: 'any' });
    expect(await failingRequests(fail)).toBe(REQUESTS);
    started.program.readOutput(true);
    const dropped = await until(
      () => logOf(started).lines.find(({ linesDropped }) => linesDropped !== undefined)?.linesDropped ?? null,
      'the dropped lines are told',
    );
    // While there was no table, requests were refused without an attempt.
    const failed = () => logOf(started).lines.filter(({ attempts = [] }) => attempts.length > 0).length;
    await until(() => failed() + dropped === REQUESTS, 'each line was written or counted');
    expect(logOf(started).torn).toEqual([]);
    expect(dropped).toBeGreaterThan(0);
    expect(started.program.output.length).toBeLessThan(BUFFERS_BYTES);

    // It ends, although nobody reads its last lines.
    started.program.readOutput(false);
    await failingRequests(fail);
    process.kill(logOf(started).lines[0]!.pid, 'SIGTERM');
    await until(
      () =>
        fetch(`${started.adminUrl}/healthz`).then(
          () => false,
          () => true,
        ),
      'the data plane has ended',
    );
    started.program.readOutput(true);
    expect(await started.program.ended()).toBe(0);
  },
);

it('in a terminal that stands still, npm start serves both planes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-terminal-'));
  const settings = { ...(await ownSettings(folder)), SWITCHYARD_LOG_LEVEL: 'info' };
  const program = new Program('standalone/dist/main.js', settings, process.execPath, ['--json'], {
    output: 'terminal',
  });
  try {
    const announced = await until(() => {
      if (!program.isRunning) throw new Error(program.output);
      return program.output.split(/\r?\n/).find((line) => line.startsWith('{"graphqlUrl"')) ?? null;
    }, 'the program is ready');
    const { graphqlUrl, dataPlaneUrl, simulatorUrl, demonstration } = JSON.parse(announced) as {
      graphqlUrl: string;
      dataPlaneUrl: string;
      simulatorUrl: string;
      demonstration: { basePath: string; model: string; consumerKey: string };
    };
    const { pid } = logOf({ program }).lines.find((line) => line.pid !== undefined)!;
    await fetch(`${simulatorUrl}/simulator/behaviours`, {
      method: 'PUT',
      body: JSON.stringify({ behaviours: [{ answer: { status: 500 } }] }),
    });
    program.readOutput(false);
    const chat = async () => {
      const response = await fetch(`${dataPlaneUrl}${demonstration.basePath}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${demonstration.consumerKey}` },
        body: JSON.stringify({ model: demonstration.model, messages: [] }),
      });
      await response.text();
      return response;
    };
    // More than a terminal and a socket hold.
    expect(await failingRequests(chat, 1_000)).toBe(1_000);
    expect((await fetch(new URL('/healthz', graphqlUrl))).status).toBe(200);

    // It also stops: the line that says so is not read either.
    process.kill(pid, 'SIGTERM');
    await until(() => !isRunning(pid), 'the program has ended');
    program.readOutput(true);
    expect(await program.ended()).toBe(0);
  } finally {
    program.readOutput(true);
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
