import type { SeededRandom } from '../harness/seeded-random';

/** What goes wrong while requests are sent. */
export type LedgerFault =
  | { readonly kind: 'kill-control-plane' | 'kill-postgres' | 'kill-nats'; readonly downMs: number }
  /** With NATS away, what the data plane has counted stays in its folder until it starts again. */
  | { readonly kind: 'terminate-data-plane'; readonly isNatsAway: boolean; readonly downMs: number }
  /** @param ticket a number from 0 to 1, which chooses the worker */
  | { readonly kind: 'kill-worker'; readonly ticket: number };

export interface ScheduledFault {
  /** How many requests have begun then. */
  readonly afterRequests: number;
  readonly fault: LedgerFault;
}

const DOWN_MS = { least: 500, most: 5_000 };
/** Of all requests: when the first fault comes, and the last. */
const FIRST = 0.08;
const LAST = 0.88;
/** Of the time between two faults, how much either may be off. */
const JITTER = 0.3;

/** Control plane, Postgres and NATS are killed twice each, one data plane is told to stop, and one worker is killed. */
export function ledgerFaults(random: SeededRandom, requests: number): ScheduledFault[] {
  const downMs = () => random.whole(DOWN_MS.least, DOWN_MS.most);
  const kills = (['kill-control-plane', 'kill-postgres', 'kill-nats'] as const).flatMap((kind) =>
    [1, 2].map((): LedgerFault => ({ kind, downMs: downMs() })),
  );
  const faults = random.shuffled<LedgerFault>([
    ...kills,
    { kind: 'terminate-data-plane', isNatsAway: random.next() < 0.5, downMs: downMs() },
    { kind: 'kill-worker', ticket: random.next() },
  ]);
  const gap = (LAST - FIRST) / (faults.length - 1);
  return faults.map((fault, index) => {
    const share = FIRST + gap * (index + (random.next() - 0.5) * JITTER);
    return { afterRequests: Math.round(share * requests), fault };
  });
}
