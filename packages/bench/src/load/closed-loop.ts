import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildProgram } from '../processes/child-program';
import type { CleanUps } from '../processes/clean-ups';
import type { ConsumerRequest } from './consumer-request';
import { readWrkSummary, wrkScript } from './wrk-script';

/** More than wrk needs to end after its time. */
const WRK_GRACE_MS = 20_000;
/** By default wrk counts an answer as lost after two seconds, which a slow gateway on a busy machine can take. */
const ANSWER_MAX = '15s';

export interface ClosedLoopResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
}

/**
 * Load by wrk: each connection sends the next request as soon as the last one is answered, so that the gateway is
 * saturated. The files that wrk reads are written once.
 */
export class ClosedLoop {
  readonly #script: string;
  readonly #origin: string;
  readonly #connections: number;
  #answered = 0;

  private constructor(script: string, origin: string, connections: number) {
    this.#script = script;
    this.#origin = origin;
    this.#connections = connections;
  }

  /** @param origin the gateway's, such as `http://127.0.0.1:8080` */
  static async prepare(
    origin: string,
    requests: readonly ConsumerRequest[],
    body: string,
    connections: number,
    cleanUps: CleanUps,
  ): Promise<ClosedLoop> {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-wrk-'));
    cleanUps.add(() => rm(folder, { recursive: true, force: true }));
    const bodyFile = join(folder, 'body.json');
    const script = join(folder, 'requests.lua');
    await writeFile(bodyFile, body);
    await writeFile(script, wrkScript(requests, bodyFile));
    return new ClosedLoop(script, origin, connections);
  }

  /** How many requests were answered in all runs together. */
  get answered(): number {
    return this.#answered;
  }

  /** @param seconds a whole number. @throws Error if any request fails */
  async run(seconds: number): Promise<ClosedLoopResult> {
    const args = [
      '-t1',
      `-c${this.#connections}`,
      `-d${seconds}s`,
      '--timeout',
      ANSWER_MAX,
      '-s',
      this.#script,
      this.#origin,
    ];
    const wrk = new ChildProgram('wrk', args);
    try {
      await wrk.succeeds(seconds * 1_000 + WRK_GRACE_MS);
    } finally {
      await wrk.stop();
    }
    const { requests, microseconds, ...errors } = readWrkSummary(wrk.output);
    if (requests === 0 || Object.values(errors).some((count) => count > 0)) {
      throw new Error(`${this.#origin} failed under load: ${requests} answers, ${JSON.stringify(errors)}`);
    }
    this.#answered += requests;
    return { requests, requestsPerSecond: requests / (microseconds / 1_000_000) };
  }
}
