const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A period that ends now. */
export interface Period {
  readonly value: string;
  readonly label: string;
  readonly ms: number;
  /** The steps in which the API sums it. */
  readonly interval: 'MINUTE' | 'HOUR' | 'DAY';
  /** The steps in which it is drawn: whole ones of the API's. */
  readonly stepMs: number;
}

export const PERIODS = [
  { value: '1h', label: '1 hour', ms: HOUR_MS, interval: 'MINUTE', stepMs: MINUTE_MS },
  { value: '6h', label: '6 hours', ms: 6 * HOUR_MS, interval: 'MINUTE', stepMs: 5 * MINUTE_MS },
  { value: '24h', label: '24 hours', ms: DAY_MS, interval: 'HOUR', stepMs: HOUR_MS },
  { value: '7d', label: '7 days', ms: 7 * DAY_MS, interval: 'HOUR', stepMs: 3 * HOUR_MS },
  { value: '30d', label: '30 days', ms: 30 * DAY_MS, interval: 'DAY', stepMs: DAY_MS },
] as const satisfies readonly Period[];

export const DEFAULT_PERIOD: Period = PERIODS[2];

/** @param value what the address says; the default if that is no period */
export function periodOf(value: string | undefined): Period {
  return PERIODS.find((each) => each.value === value) ?? DEFAULT_PERIOD;
}

/** The moments between which a period lies, in whole minutes, so that they are the same for a minute. */
export function boundsOf({ ms }: Period, nowMs: number): { readonly from: string; readonly to: string } {
  const toMs = Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS;
  return { from: new Date(toMs - ms).toISOString(), to: new Date(toMs).toISOString() };
}
