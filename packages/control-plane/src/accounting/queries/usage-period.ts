import { registerEnumType } from 'type-graphql';
import { badInput } from '../../kernel/errors/domain-error';
import type { Grain } from '../tables/usage-sums';

export const UsageInterval = { MINUTE: 'MINUTE', HOUR: 'HOUR', DAY: 'DAY', PERIOD: 'PERIOD' } as const;
export type UsageInterval = keyof typeof UsageInterval;
registerEnumType(UsageInterval, {
  name: 'UsageInterval',
  description: 'The length of the steps of a series, which begin at whole minutes, hours or days in UTC.',
  valuesConfig: {
    MINUTE: { description: 'A minute. For at most 6 hours, and as long as sums per minute are kept.' },
    HOUR: { description: 'An hour.' },
    DAY: { description: 'A day.' },
    PERIOD: { description: 'The whole period: one step, for reports with many groups.' },
  },
});

const INTERVAL_MS = {
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
} satisfies Partial<Record<UsageInterval, number>>;
/** Up to this length minutes are read, if they are still kept; beyond it hours, which are fewer. */
const MINUTES_READ_MS_MAX = 6 * INTERVAL_MS.HOUR;
const PERIOD_DAYS_MAX = 400;

/** A period as it is read. */
export interface UsagePeriod {
  readonly interval: UsageInterval;
  /** Widened to whole minutes or hours, whichever are read. `to` is exclusive. */
  readonly from: Date;
  readonly to: Date;
  readonly grain: Grain;
}

/** The begin of the step that a row of a table of sums belongs to, in SQL. The first parameter of the statement is the begin of the period. */
export function stepSql(interval: UsageInterval): string {
  if (interval === 'PERIOD') return '$1::timestamptz';
  return `date_bin('1 ${interval.toLowerCase()}'::interval, at, 'epoch')`;
}

/**
 * @param minutesFromMs since when sums per minute are kept, in ms since the epoch
 * @throws DomainError BAD_USER_INPUT
 */
export function usagePeriod(from: Date, to: Date, interval: UsageInterval, minutesFromMs: number): UsagePeriod {
  const lengthMs = to.getTime() - from.getTime();
  if (lengthMs <= 0) throw badInput([{ path: 'to', message: 'must be after `from`', reason: 'OUT_OF_RANGE' }]);
  if (lengthMs > PERIOD_DAYS_MAX * INTERVAL_MS.DAY) {
    throw badInput([
      { path: 'to', message: `must be at most ${PERIOD_DAYS_MAX} days after \`from\``, reason: 'OUT_OF_RANGE' },
    ]);
  }
  const isLong = lengthMs > MINUTES_READ_MS_MAX;
  const isOld = from.getTime() < minutesFromMs;
  const grain: Grain = isLong || isOld ? 'hour' : 'minute';
  if (interval === 'MINUTE' && grain === 'hour') {
    const message = isLong
      ? 'must be HOUR, DAY or PERIOD for periods longer than 6 hours'
      : `must be HOUR, DAY or PERIOD for periods before ${new Date(minutesFromMs).toISOString()}, because sums per minute are not kept for longer`;
    throw badInput([{ path: 'interval', message, reason: 'OUT_OF_RANGE' }]);
  }
  const stepMs = grain === 'minute' ? INTERVAL_MS.MINUTE : INTERVAL_MS.HOUR;
  return {
    interval,
    grain,
    from: new Date(Math.floor(from.getTime() / stepMs) * stepMs),
    to: new Date(Math.ceil(to.getTime() / stepMs) * stepMs),
  };
}
