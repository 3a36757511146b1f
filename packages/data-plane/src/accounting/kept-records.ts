import type { RequestRecord } from '@switchyard/contract';
import type { EndedRequest } from '../trace/ended-request';
import { toRequestRecord } from './request-record';

/** Of the requests that neither failed nor failed over, one in so many is recorded, for each AI API. */
export const SAMPLED_ONE_IN = 100;
/** The maximum number of records that a data plane makes per second; the rest are counted. */
export const RECORDS_PER_SECOND_MAX = 100;
/** So many records wait to be reported, those of workers included: what ten seconds make, for a disk that hangs longer. */
export const RECORDS_WAITING_MAX = 10 * RECORDS_PER_SECOND_MAX;
/** So many AI APIs can have a count of their requests. */
const AI_APIS_MAX = 10_000;

/** The records since they were last taken: of every request that failed or failed over, and of a share of the others. */
export class KeptRecords {
  readonly #recordsMax: number;
  #records: RequestRecord[] = [];
  #dropped = 0;
  /** By AI API, how many ordinary requests there were. */
  readonly #ordinary = new Map<string, number>();

  /** @param recordsMax per second: of what is taken once a second */
  constructor(recordsMax: number = RECORDS_PER_SECOND_MAX) {
    this.#recordsMax = recordsMax;
  }

  offer(request: EndedRequest): void {
    const isOrdinary = request.outcome === 'ANSWERED' && request.attempts.length <= 1;
    if (isOrdinary && !this.#isSampled(request)) return;
    if (this.#records.length >= this.#recordsMax) this.#dropped += 1;
    else this.#records.push(toRequestRecord(request));
  }

  /** Adds those of another process, which has its share of the maximum. What is beyond `RECORDS_WAITING_MAX` is counted. */
  merge(records: readonly RequestRecord[], dropped: number): void {
    const added = records.slice(0, Math.max(0, RECORDS_WAITING_MAX - this.#records.length));
    this.#records.push(...added);
    this.#dropped += dropped + records.length - added.length;
  }

  take(): { readonly records: RequestRecord[]; readonly droppedRecords: number } {
    const taken = { records: this.#records, droppedRecords: this.#dropped };
    this.#records = [];
    this.#dropped = 0;
    return taken;
  }

  /** The first of each hundred, so that an AI API with few requests has a record too. */
  #isSampled({ aiApi }: EndedRequest): boolean {
    const id = aiApi?.id ?? '';
    const count = this.#ordinary.get(id) ?? 0;
    this.#ordinary.set(id, (count + 1) % SAMPLED_ONE_IN);
    if (this.#ordinary.size > AI_APIS_MAX) this.#ordinary.clear();
    return count === 0;
  }
}
