import {
  type MessageBus,
  TARGET_HEALTH_SUBJECT,
  type TargetHealthMessage,
  targetHealthMessageSchema,
  TOLD_SUSPENSIONS_MAX,
  type ToldSuspension,
} from '@switchyard/contract';
import { RETRY_AFTER_MAX_MS, targetKey } from '@switchyard/routing';
import type { Logger } from 'pino';
import type { CausedSuspension, ServedAiApi } from '../gateway/served-ai-api';

/** A data plane sends one message in this time at most; what comes together goes together. */
const TELL_INTERVAL_MS = 50;
/** How many suspensions may wait to be told; beyond that the oldest ones are not told at all. */
const UNTOLD_SUSPENSIONS_MAX = 1_000;
/** A larger message is no sister's. */
const MESSAGE_BYTES_MAX = 65_536;

export interface SisterSuspensionsOptions {
  readonly bus: MessageBus;
  readonly dataPlaneId: string;
  readonly aiApis: ReadonlyMap<string, { readonly served: ServedAiApi }>;
  readonly nowMs: () => number;
  readonly log: Logger;
  readonly tellIntervalMs?: number;
}

/**
 * Tells sister data planes which targets this one has suspended, and takes their word in turn, so that a failing target
 * is met once by one of them and not once by each. Best effort: nothing waits for it and nothing depends on it. What a
 * sister told is not told on. That a target is well again is not told at all: each data plane finds out by its own
 * probe, because a way that works for one need not work for the other.
 */
export class SisterSuspensions {
  readonly #options: SisterSuspensionsOptions;
  readonly #unsubscribe: () => void;
  /** By policy, side and target, from the oldest to the newest. */
  readonly #untold = new Map<string, CausedSuspension>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: SisterSuspensionsOptions) {
    this.#options = options;
    this.#unsubscribe = options.bus.subscribe(TARGET_HEALTH_SUBJECT, (message) => this.#hear(message));
  }

  /** Takes note of a suspension, to be told soon. */
  note(suspension: CausedSuspension): void {
    if (this.#closed) return;
    const key = `${suspension.policyId}/${suspension.environment}/${suspension.target.key}`;
    this.#untold.delete(key);
    this.#untold.set(key, suspension);
    if (this.#untold.size > UNTOLD_SUSPENSIONS_MAX) this.#forgetOldest();
    this.#tellSoon();
  }

  close(): void {
    this.#closed = true;
    this.#untold.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #forgetOldest(): void {
    for (const key of this.#untold.keys()) {
      this.#untold.delete(key);
      break;
    }
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
      if (this.#untold.size > 0) this.#tellSoon();
    }, this.#options.tellIntervalMs ?? TELL_INTERVAL_MS).unref();
  }

  #tell(): void {
    const { bus, dataPlaneId, nowMs } = this.#options;
    const suspensions: ToldSuspension[] = [];
    for (const [key, { aiApiId, policyId, environment, target, untilMs }] of this.#untold) {
      if (suspensions.length === TOLD_SUSPENSIONS_MAX) break;
      this.#untold.delete(key);
      const remainingMs = Math.ceil(untilMs - nowMs());
      if (remainingMs <= 0) continue;
      const [modelId, endpointId] = [target.model.id, target.endpoint.id];
      suspensions.push({ aiApiId, policyId, environment, modelId, endpointId, remainingMs });
    }
    if (suspensions.length === 0) return;
    const message: TargetHealthMessage = { dataPlaneId, suspensions };
    bus.publish(TARGET_HEALTH_SUBJECT, Buffer.from(JSON.stringify(message)));
  }

  #hear(bytes: Uint8Array): void {
    const message = decode(bytes);
    if (message === null) {
      this.#options.log.debug({ bytes: bytes.byteLength }, 'a message of target health could not be read');
    } else if (message.dataPlaneId !== this.#options.dataPlaneId) {
      for (const suspension of message.suspensions) this.#apply(suspension);
    }
  }

  /** What this data plane does not have, a revision that it has not seen yet may have brought to the sister. */
  #apply({ aiApiId, policyId, environment, modelId, endpointId, remainingMs }: ToldSuspension): void {
    const states = this.#options.aiApis.get(aiApiId)?.served.policyStates ?? [];
    for (const [policy, state] of states) {
      if (policy.id !== policyId || policy.environment !== environment || policy.suspendDurationMs === 0) continue;
      const target = policy.targets.find(({ key }) => key === targetKey(modelId, endpointId));
      // No longer than this data plane would suspend it of its own accord.
      const durationMs = Math.min(remainingMs, Math.max(policy.suspendDurationMs, RETRY_AFTER_MAX_MS));
      if (target !== undefined) state.suspendAsTold(policy.targets, target, this.#options.nowMs(), durationMs);
    }
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
