import { useSyncExternalStore } from 'react';

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

const TICK_MS = 10_000;
let nowMs = Date.now();
const listeners = new Set<() => void>();
setInterval(() => {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}, TICK_MS);

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A moment, relative to now, as which it goes on; the exact one is in its title. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  useSyncExternalStore(onTick, () => nowMs);
  if (at === null || at === undefined) return <span>–</span>;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {relativeTime(at)}
    </time>
  );
}
