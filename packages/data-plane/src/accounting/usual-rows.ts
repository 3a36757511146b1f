import type { AttemptRecord, AttemptUsage } from '../trace/attempt-record';
import type { EndedRequest } from '../trace/ended-request';

/** Per consumer key: targets take turns, and a few outcomes are usual. */
const PER_KEY_MAX = 8;
const KEYS_MAX = 1_000;

/** What says in which rows a request counts, besides its attempt. */
export type UsualDimensions = Pick<
  EndedRequest,
  'consumerKeyId' | 'outcome' | 'isStreamed' | 'aiApi' | 'policyId' | 'consumer' | 'environment'
>;

/** Without the rest of the request, which would hold its body in memory. */
export function usualDimensions(request: EndedRequest): UsualDimensions {
  const { consumerKeyId, outcome, isStreamed, aiApi, policyId, consumer, environment } = request;
  return { consumerKeyId, outcome, isStreamed, aiApi, policyId, consumer, environment };
}

/** A request with one attempt, and the minute in which it ended. */
export interface UsualRequest {
  readonly request: UsualDimensions;
  readonly attempt: AttemptRecord;
  readonly minute: number;
}

/** Finds what was kept for a request that counts in the same rows, by comparing what both refer to. */
export class UsualRows<Kept extends UsualRequest> {
  readonly #byKey = new Map<string | null, Kept[]>();

  find(request: EndedRequest, attempt: AttemptRecord, minute: number): Kept | null {
    const kept = this.#byKey.get(request.consumerKeyId);
    if (kept === undefined) return null;
    for (const each of kept) {
      if (each.minute === minute && isAlike(each.request, request) && isSameTarget(each.attempt, attempt)) return each;
    }
    return null;
  }

  keep(one: Kept): void {
    const key = one.request.consumerKeyId;
    const kept = this.#byKey.get(key);
    if (kept !== undefined) {
      if (kept.length === PER_KEY_MAX) kept.shift();
      kept.push(one);
    } else if (this.#byKey.size < KEYS_MAX) this.#byKey.set(key, [one]);
  }

  clear(): void {
    this.#byKey.clear();
  }
}

function isAlike(one: UsualDimensions, other: UsualDimensions): boolean {
  return (
    one.outcome === other.outcome &&
    one.isStreamed === other.isStreamed &&
    one.aiApi?.id === other.aiApi?.id &&
    one.policyId === other.policyId &&
    one.consumer?.id === other.consumer?.id &&
    one.environment === other.environment
  );
}

function isSameTarget(one: AttemptRecord, other: AttemptRecord): boolean {
  const [first, second] = [one.asked, other.asked];
  return (
    one.outcome === other.outcome &&
    first.endpoint.id === second.endpoint.id &&
    first.model?.id === second.model?.id &&
    first.provider.id === second.provider.id &&
    isSamePrice(one.usage, other.usage)
  );
}

function isSamePrice(one: AttemptUsage | null, other: AttemptUsage | null): boolean {
  const [cost, otherCost] = [one?.cost ?? null, other?.cost ?? null];
  if (cost === null || otherCost === null) return cost === otherCost && one?.serviceTier === other?.serviceTier;
  return cost.tier === otherCost.tier && cost.isAboveStep === otherCost.isAboveStep;
}
