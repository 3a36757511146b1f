import {
  type MessageBus,
  TARGET_HEALTH_SUBJECT,
  type TargetHealthMessage,
  targetHealthMessageSchema,
  SHARED_SUSPENSIONS_MAX,
  type SharedSuspension,
} from '@switchyard/contract';
import { RETRY_AFTER_MAX_MS, targetKey } from '@switchyard/routing';
import type { Logger } from 'pino';
import type { CausedSuspension } from '../health/policy-states';
import type { RoutingTable } from '../table/routing-table';

/** A data plane sends at most one message in this time, with all suspensions in it. */
const SEND_INTERVAL_MS = 50;
/** How many suspensions may be queued; beyond that the oldest are dropped. */
const UNSENT_SUSPENSIONS_MAX = 1_000;
/** Larger messages are ignored; no peer sends them. */
const MESSAGE_BYTES_MAX = 65_536;

export interface PeerSuspensionsOptions {
  readonly bus: MessageBus;
  readonly dataPlaneId: string;
  readonly table: Pick<RoutingTable, 'policySide' | 'policyStates'>;
  /** The monotonic clock. */
  readonly nowMs: () => number;
  readonly log: Logger;
  readonly sendIntervalMs?: number;
}

/**
 * Reports the targets that this data plane suspends to its peers, and suspends the targets that they report, so that
 * not every data plane has to run into a failing target. Best effort: nothing waits for it and nothing depends on it.
 * Reports are not forwarded. The return of a target is not reported: each data plane finds out by its own probe,
 * because a network path that works for one may not work for another.
 */
export class PeerSuspensions {
  readonly #options: PeerSuspensionsOptions;
  readonly #unsubscribe: () => void;
  /** By policy, side and target, oldest first. */
  readonly #unsent = new Map<string, CausedSuspension>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: PeerSuspensionsOptions) {
    this.#options = options;
    this.#unsubscribe = options.bus.subscribe(TARGET_HEALTH_SUBJECT, (message) => this.#receive(message));
  }

  /** Queues a suspension, to be sent soon. */
  note(suspension: CausedSuspension): void {
    if (this.#closed) return;
    const key = `${suspension.policyId}/${suspension.environment}/${suspension.target.key}`;
    this.#unsent.delete(key);
    this.#unsent.set(key, suspension);
    if (this.#unsent.size > UNSENT_SUSPENSIONS_MAX) this.#forgetOldest();
    this.#sendSoon();
  }

  close(): void {
    this.#closed = true;
    this.#unsent.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #forgetOldest(): void {
    for (const key of this.#unsent.keys()) {
      this.#unsent.delete(key);
      break;
    }
  }

  #sendSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#send();
      if (this.#unsent.size > 0) this.#sendSoon();
    }, this.#options.sendIntervalMs ?? SEND_INTERVAL_MS).unref();
  }

  #send(): void {
    const { bus, dataPlaneId, nowMs } = this.#options;
    const suspensions: SharedSuspension[] = [];
    for (const [key, { aiApiId, policyId, environment, target, untilMs, isHeld }] of this.#unsent) {
      if (suspensions.length === SHARED_SUSPENSIONS_MAX) break;
      this.#unsent.delete(key);
      const remainingMs = Math.ceil(untilMs - nowMs());
      if (remainingMs <= 0 || !isHeld()) continue;
      const [modelId, endpointId] = [target.model.id, target.endpoint.id];
      suspensions.push({ aiApiId, policyId, environment, modelId, endpointId, remainingMs });
    }
    if (suspensions.length === 0) return;
    const message: TargetHealthMessage = { dataPlaneId, suspensions };
    bus.publish(TARGET_HEALTH_SUBJECT, Buffer.from(JSON.stringify(message)));
  }

  #receive(bytes: Uint8Array): void {
    const message = decode(bytes);
    if (message === null) {
      this.#options.log.debug({ bytes: bytes.byteLength }, 'invalid target health message ignored');
    } else if (message.dataPlaneId !== this.#options.dataPlaneId) {
      for (const suspension of message.suspensions) this.#apply(suspension);
    }
  }

  /** Unknown policies and targets are ignored: they may be of a revision that only the peer serves so far. */
  #apply({ modelId, endpointId, remainingMs, ...side }: SharedSuspension): void {
    const { table, nowMs } = this.#options;
    const found = table.policySide(side);
    if (found === null || found.policy.suspendDurationMs === 0) return;
    const inRotation = found.targets.filter((target) => found.isInRotation(target));
    const target = inRotation.find(({ key }) => key === targetKey(modelId, endpointId));
    if (target === undefined) return;
    // At most as long as this data plane itself would suspend it.
    const durationMs = Math.min(remainingMs, Math.max(found.policy.suspendDurationMs, RETRY_AFTER_MAX_MS));
    table.policyStates.of(side).suspendReportedByPeer(inRotation, target, nowMs(), durationMs);
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
