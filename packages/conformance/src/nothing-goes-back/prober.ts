import type { Simulator } from '@switchyard/simulator';
import { pause } from '@switchyard/runtime';
import { LASTING_KEY } from './change';
import { type ChangedConfiguration, headerIn, receivedBy } from './changed-configuration';
import type { Received } from './expected-table';
import type { KillableDataPlane } from './killable-data-plane';
import type { Observation, RevisionChecker } from './revision-checker';

const PROBE_HEADER = 'x-probe';
const BETWEEN_PROBES_MS = 15;
/** How often what the upstream has received is looked up. */
const MATCH_INTERVAL_MS = 500;
const ANSWER_MS_MAX = 240_000;
/** The keys that were issued last, which are asked for more often. */
const NEWEST_KEYS = 8;

type Answered = Omit<Observation, 'received'> & { readonly probe: number };

/** Sends chat completions to data planes, and gives a checker each answer with what the upstream received for it. */
export class Prober {
  readonly #configuration: ChangedConfiguration;
  readonly #checker: RevisionChecker;
  readonly #simulator: Simulator;
  #probes = 0;
  #answered: Answered[] = [];

  constructor(configuration: ChangedConfiguration, checker: RevisionChecker, simulator: Simulator) {
    this.#configuration = configuration;
    this.#checker = checker;
    this.#simulator = simulator;
  }

  /** Probes a data plane whenever it runs, with each key in its turn, until the signal. */
  async follow(dataPlane: KillableDataPlane, aiApis: number, signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const aiApi = turn % aiApis;
      await this.probe(dataPlane, aiApi, this.#keyInTurn(aiApi, Math.floor(turn / aiApis)));
      await pause(BETWEEN_PROBES_MS, signal);
    }
  }

  /** Checks answers as they come, until the signal. */
  async match(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(MATCH_INTERVAL_MS, signal);
      this.matchNow();
    }
  }

  /** Checks the answers that have come. */
  matchNow(): void {
    const received = this.#received();
    for (const { probe, ...answer } of this.#answered) {
      this.#checker.note({ ...answer, received: received.get(probe) ?? [] });
    }
    this.#answered = [];
  }

  /** Sends one request, unless the data plane does not run. A request breaks only where it has died. */
  async probe(dataPlane: KillableDataPlane, aiApi: number, key: number): Promise<void> {
    const { running } = dataPlane;
    if (running === null) return;
    this.#probes += 1;
    const probe = this.#probes;
    const reportedRevision = this.#checker.reportedBy(dataPlane.number);
    try {
      const response = await fetch(`${running.url}${this.#configuration.basePath(aiApi)}/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${this.#configuration.secret(aiApi, key)}`,
          [PROBE_HEADER]: String(probe),
        },
        body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'hello' }] }),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      await response.arrayBuffer();
      const revision = response.headers.get('x-switchyard-revision');
      this.#answered.push({
        probe,
        dataPlane: dataPlane.number,
        aiApi,
        key,
        reportedRevision,
        status: response.status,
        revision: revision === null ? null : Number(revision),
      });
    } catch (error) {
      if (dataPlane.running !== running) return;
      this.#checker.noteFault(`data plane ${dataPlane.number} runs, but did not answer: ${String(error)}`);
    }
  }

  /** Every other time the key that always works, then one of the newest, then any. */
  #keyInTurn(aiApi: number, turn: number): number {
    const count = this.#configuration.keyCount(aiApi);
    const round = Math.floor(turn / 4);
    if (turn % 2 === 0) return LASTING_KEY;
    return turn % 4 === 1 ? Math.max(0, count - 1 - (round % NEWEST_KEYS)) : round % count;
  }

  /** What the upstream has received, by probe. */
  #received(): Map<number, Received[]> {
    const received = new Map<number, Received[]>();
    for (const { path, rawHeaders, model } of this.#simulator.requests()) {
      const probe = Number(headerIn(rawHeaders, PROBE_HEADER));
      received.set(probe, [...(received.get(probe) ?? []), receivedBy(path, rawHeaders, model)]);
    }
    return received;
  }
}
