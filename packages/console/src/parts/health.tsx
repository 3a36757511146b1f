import { count, words } from './wording';
import { Status } from './note';

interface HealthProps {
  /** Null while no data plane is live; undefined until it is known. */
  readonly health:
    | {
        readonly available: number;
        readonly probing: number;
        readonly suspended: number;
        readonly worstCause?: string | null;
      }
    | null
    | undefined;
}

/** How targets are now, as the data planes report it. */
export function Health({ health }: HealthProps) {
  if (health === undefined) return <span>…</span>;
  if (health === null) return <Status kind="idle">no data plane is live</Status>;
  const { available, probing, suspended, worstCause } = health;
  if (available + probing + suspended === 0) return <Status kind="idle">no targets</Status>;
  if (suspended > 0) {
    return (
      <Status kind={available > 0 ? 'warn' : 'fail'}>
        {count(suspended, 'target')} suspended{worstCause ? `: ${words(worstCause)}` : ''}
      </Status>
    );
  }
  return probing > 0 ? (
    <Status kind="warn">{count(probing, 'target')} being probed</Status>
  ) : (
    <Status kind="ok">{count(available, 'target')} available</Status>
  );
}
