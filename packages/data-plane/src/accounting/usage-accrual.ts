import type { UsageGap } from '@switchyard/contract';
import type { UsageContent } from '../spool/usage-outbox';
import type { EndedRequest, RequestSink } from '../trace/ended-request';
import { KeptRecords } from './kept-records';
import { UsageSums } from './usage-sums';

/** What has been counted and is still to be reported: by this process, and by its workers. */
export class UsageAccrual implements RequestSink {
  readonly #sums = new UsageSums();
  readonly #records: KeptRecords;
  #gaps: UsageGap[] = [];

  /** @param recordsMax per second; that of a data plane by default */
  constructor(recordsMax?: number) {
    this.#records = new KeptRecords(recordsMax);
  }

  onRequestEnded(request: EndedRequest): void {
    this.#sums.add(request);
    this.#records.offer(request);
  }

  /** Adds what a worker has counted. */
  merge(content: UsageContent): void {
    this.#sums.merge(content);
    this.#records.merge(content.records, content.droppedRecords);
    this.#gaps.push(...content.gaps);
  }

  noteGap(gap: UsageGap): void {
    this.#gaps.push(gap);
  }

  /** Hands over all of it; null if there is nothing. */
  take(): UsageContent | null {
    const content = { ...this.#sums.take(), ...this.#records.take(), gaps: this.#gaps };
    this.#gaps = [];
    const { requests, attempts, latencies, records, gaps, droppedRecords } = content;
    const isEmpty = [requests, attempts, latencies, records, gaps].every((rows) => rows.length === 0);
    return isEmpty && droppedRecords === 0 ? null : content;
  }
}
