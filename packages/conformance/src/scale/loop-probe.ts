import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type LoopReport, PROBE_SOCKET_SETTING } from './loop-report';

const PROBE = join(__dirname, 'event-loop-probe.js');
const ANSWER_MS_MAX = 60_000;

/** The event-loop probe of one program. */
export class LoopProbe {
  readonly #socketPath: string;

  /** @param folder where the probe's socket is created */
  constructor(folder: string, name: string) {
    this.#socketPath = join(folder, `${name}.sock`);
  }

  /** The settings with which the program has the probe. */
  get settings(): Record<string, string> {
    return { NODE_OPTIONS: `--require ${JSON.stringify(PROBE)}`, [PROBE_SOCKET_SETTING]: this.#socketPath };
  }

  /** What the probe saw since it was last asked. @throws Error if the program does not answer */
  async take(): Promise<LoopReport> {
    const socket = connect(this.#socketPath);
    socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error('the event-loop probe does not answer')));
    return JSON.parse(await text(socket)) as LoopReport;
  }
}
