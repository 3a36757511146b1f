import {
  type DatabaseTemplate,
  lendCopyOf,
  type LentDatabase,
  type LocalPostgres,
  startFilledPostgres,
} from '@switchyard/local-services';
import { pino } from 'pino';
import { maintainPartitions } from '../accounting/tables/partitions';
import { RETENTION_DEFAULTS } from '../accounting/tables/retention';
import { createDataSource } from '../wiring/database/data-source';
import { migrateDatabase } from '../wiring/database/migrate-database';

export {
  lendEmptyDatabase as createEmptyDatabase,
  type LentDatabase as TestDatabase,
} from '@switchyard/local-services';

const MIGRATED: DatabaseTemplate = {
  name: 'migrated',
  fill: async (url: string) => {
    const log = pino({ level: 'silent' });
    await migrateDatabase(url, log);
    // Each control plane would create them when it starts.
    const dataSource = await createDataSource(url, log, { hasEntities: false }).initialize();
    await maintainPartitions(dataSource, RETENTION_DEFAULTS, Date.now());
    await dataSource.destroy();
  },
};

/** A copy of a migrated database, which is much faster than a migration. */
export function createMigratedDatabase(): Promise<LentDatabase> {
  return lendCopyOf(MIGRATED);
}

/** Starts a Postgres that belongs to the test, with a migrated database. */
export function startMigratedPostgres(): Promise<LocalPostgres> {
  return startFilledPostgres(MIGRATED);
}
