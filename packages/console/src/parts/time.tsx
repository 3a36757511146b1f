const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Such as "3 minutes ago" or "in 2 days". */
export function relativeTime(at: string, nowMs: number = Date.now()): string {
  const differenceMs = new Date(at).getTime() - nowMs;
  const { unit, ms } = UNITS.find((each) => Math.abs(differenceMs) >= each.ms) ?? { unit: 'second', ms: 1_000 };
  return relative.format(Math.round(differenceMs / ms), unit);
}

/** A moment, relative to now; the exact one is in its title. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  if (at === null || at === undefined) return <span>–</span>;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {relativeTime(at)}
    </time>
  );
}
