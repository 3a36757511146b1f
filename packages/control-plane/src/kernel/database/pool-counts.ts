import { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The connections of a pool. */
export interface PoolCounts {
  readonly open: number;
  readonly idle: number;
  /** How many wait for a connection. */
  readonly waiting: number;
  readonly max: number;
}

/** The connections of a data source's pool; none while it is not open. */
export function poolCounts({ driver }: DataSource): PoolCounts {
  const pool: unknown = Reflect.get(driver, 'master');
  if (!(pool instanceof Pool)) return { open: 0, idle: 0, waiting: 0, max: 0 };
  return { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, max: pool.options.max };
}
