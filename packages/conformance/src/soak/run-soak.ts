import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, until } from '@switchyard/runtime';
import { startImpatientVendor } from './impatient-vendor';
import { SoakResult } from './soak-result';
import { type SoakFigures, SoakedStack } from './soaked-stack';
import { flap, MODELS, policiesOf, visitOf } from './visits';

export interface SoakOptions {
  readonly minutes: number;
  readonly requestsPerSecond: number;
  /** For temporary files. */
  readonly folder: string;
  /** Ends it early. */
  readonly stopping: AbortSignal;
  /** Called with each sample as it is taken. */
  readonly onSample: (figures: SoakFigures) => void;
}

const MS_PER_MINUTE = 60_000;
const SAMPLE_MS = 10_000;
/** More are not sent until some have ended, on a machine that cannot keep up. */
const OPEN_VISITS_MAX = 1_000;
const FLAP_MS = 2_000;
/** The wall clock goes ahead and back in turn. */
const CLOCK_STEP_MS = 45_000;
const CLOCK_STEPS_MS = [700_000, 0, -700_000, 0, 90_000_000, 0];
/** The log is not read for this long, then for as long. */
const LOG_STALL_MS = 180_000;
/** Until the idle connections of both sides have timed out. */
const IDLE_MS = 90_000;
const VENDOR_IDLE_MS = 100;
/** Usage is reported each second. */
const USAGE_MS_MAX = 30_000;

/** Soaks both planes in traffic, and says what they held, and which requests and accounts came to something else than scripted. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { folder, stopping } = options;
  const clockFile = join(folder, 'clock');
  writeFileSync(clockFile, '0');
  const vendor = await startImpatientVendor(VENDOR_IDLE_MS);
  const gateway = await SoakedStack.start(settingsOf(clockFile), MODELS, policiesOf(vendor.url)).catch(
    async (error: unknown) => {
      await vendor.close();
      throw error;
    },
  );
  const disturbances = disturb(gateway, clockFile);
  try {
    const result = new SoakResult(gateway.figures(performance.now()));
    await sendVisits(gateway, result, options);
    for (const timer of disturbances) clearInterval(timer);
    gateway.dataPlane.readOutput(true);
    await pause(IDLE_MS, stopping);
    result.end(gateway.figures(performance.now()), vendor.closedIdle(), gateway.dataPlane.output);
    if (!stopping.aborted) await account(gateway, result);
    return result;
  } finally {
    for (const timer of disturbances) clearInterval(timer);
    await gateway.stop();
    await vendor.close();
  }
}

/** Waits for the last usage, and holds it against what was sent. */
async function account(gateway: SoakedStack, result: SoakResult): Promise<void> {
  const isWhole = async () => {
    result.account(await gateway.requestsByOutcome(), await gateway.gapCauses());
    return result.accountingFaults().length === 0;
  };
  await until(isWhole, 'all usage is reported', { withinMs: USAGE_MS_MAX, everyMs: 1_000 }).catch(() => undefined);
}

function settingsOf(clockFile: string): Record<string, string> {
  return {
    // A line for each request, so that a stalled reader of the log matters.
    SWITCHYARD_LOG_LEVEL: 'debug',
    SWITCHYARD_REQUEST_BODY_MIB_MAX: '8',
    // What is sampled is one process.
    SWITCHYARD_DATA_PLANE_WORKERS: '1',
    NODE_OPTIONS: `--require ${join(__dirname, '../harness/stepped-clock.js')}`,
    STEPPED_CLOCK_FILE: clockFile,
  };
}

/** Lets the vendors flap, steps the clock, and stops reading the log now and then. */
function disturb(gateway: SoakedStack, clockFile: string): NodeJS.Timeout[] {
  const every = (ms: number, act: (turn: number) => void) => {
    let turn = 0;
    return setInterval(() => act(turn++), ms);
  };
  return [
    every(FLAP_MS, (turn) => flap(gateway, turn)),
    every(CLOCK_STEP_MS, (turn) => {
      writeFileSync(clockFile, String(CLOCK_STEPS_MS[turn % CLOCK_STEPS_MS.length]));
      gateway.dataPlane.signal('SIGUSR2');
    }),
    every(LOG_STALL_MS, (turn) => gateway.dataPlane.readOutput(turn % 2 === 1)),
  ];
}

async function sendVisits(gateway: SoakedStack, result: SoakResult, options: SoakOptions): Promise<void> {
  flap(gateway, 0);
  const startedAtMs = performance.now();
  const elapsedMs = () => performance.now() - startedAtMs;
  const running = new Set<Promise<void>>();
  let sent = 0;
  let samples = 0;
  while (elapsedMs() < options.minutes * MS_PER_MINUTE && !options.stopping.aborted) {
    const due = (elapsedMs() / 1_000) * options.requestsPerSecond;
    for (; sent < due && running.size < OPEN_VISITS_MAX; sent += 1) {
      const visit = visitOf(sent);
      const outcome = visit.send(gateway, sent).catch((error: unknown) => String(error));
      const one = outcome.then((came) => result.count(visit, came)).finally(() => running.delete(one));
      running.add(one);
    }
    if (elapsedMs() >= samples * SAMPLE_MS) {
      samples += 1;
      const figures = gateway.figures(startedAtMs);
      result.addSample(figures);
      options.onSample(figures);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(running);
}
