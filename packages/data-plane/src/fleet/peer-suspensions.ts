import {
  type MessageBus,
  type SharedSuspension,
  TARGET_HEALTH_SUBJECT,
  type TargetHealthMessage,
  targetHealthMessageSchema,
} from '@switchyard/contract';
import type { Logger } from 'pino';

/** Larger messages are ignored; no peer sends them. */
const MESSAGE_BYTES_MAX = 65_536;

export interface PeerSuspensionsOptions {
  readonly bus: MessageBus;
  readonly dataPlaneId: string;
  /** Called with what a peer has reported. */
  readonly onReported: (suspensions: readonly SharedSuspension[]) => void;
  readonly log: Logger;
}

/**
 * Reports the targets that this data plane suspends to its peers, and receives what they report, so that
 * not every data plane has to run into a failing target. Best effort: nothing waits for it and nothing depends on it.
 * Reports are not forwarded. The return of a target is not reported: each data plane finds out by its own probe,
 * because a network path that works for one may not work for another.
 */
export class PeerSuspensions {
  readonly #options: PeerSuspensionsOptions;
  readonly #unsubscribe: () => void;
  #closed = false;

  constructor(options: PeerSuspensionsOptions) {
    this.#options = options;
    this.#unsubscribe = options.bus.subscribe(TARGET_HEALTH_SUBJECT, (message) => this.#receive(message));
  }

  /** Reports suspensions that requests of this data plane have caused. */
  report(suspensions: readonly SharedSuspension[]): void {
    if (this.#closed) return;
    const { bus, dataPlaneId } = this.#options;
    const message: TargetHealthMessage = { dataPlaneId, suspensions: [...suspensions] };
    bus.publish(TARGET_HEALTH_SUBJECT, Buffer.from(JSON.stringify(message)));
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
  }

  #receive(bytes: Uint8Array): void {
    const { dataPlaneId, onReported, log } = this.#options;
    const message = decode(bytes);
    if (message === null) log.debug({ bytes: bytes.byteLength }, 'invalid target health message ignored');
    else if (message.dataPlaneId !== dataPlaneId) onReported(message.suspensions);
  }
}

function decode(bytes: Uint8Array): TargetHealthMessage | null {
  if (bytes.byteLength > MESSAGE_BYTES_MAX) return null;
  try {
    return targetHealthMessageSchema.safeParse(JSON.parse(Buffer.from(bytes).toString())).data ?? null;
  } catch {
    return null;
  }
}
