/** How long what data planes report is kept. */
export interface Retention {
  readonly minuteDays: number;
  readonly hourMonths: number;
  readonly recordDays: number;
}

export const RETENTION_DEFAULTS: Retention = { minuteDays: 14, hourMonths: 13, recordDays: 7 };

/** The first moment that is kept, in ms since the epoch: partitions end at midnight, UTC. */
export function keptFrom(retention: Retention, nowMs: number): { minutes: number; hours: number; records: number } {
  const midnight = new Date(nowMs);
  midnight.setUTCHours(0, 0, 0, 0);
  const daysAgo = (days: number) =>
    Date.UTC(midnight.getUTCFullYear(), midnight.getUTCMonth(), midnight.getUTCDate() - days);
  return {
    minutes: daysAgo(retention.minuteDays),
    hours: Date.UTC(midnight.getUTCFullYear(), midnight.getUTCMonth() - retention.hourMonths, midnight.getUTCDate()),
    records: daysAgo(retention.recordDays),
  };
}
