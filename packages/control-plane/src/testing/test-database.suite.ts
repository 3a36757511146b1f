import { lendCopyOf, type LentDatabase } from '@switchyard/local-services';
import { pino } from 'pino';
import { migrateDatabase } from '../wiring/database/migrate-database';

export {
  lendEmptyDatabase as createEmptyDatabase,
  type LentDatabase as TestDatabase,
} from '@switchyard/local-services';

const MIGRATED = {
  name: 'migrated',
  fill: async (url: string) => void (await migrateDatabase(url, pino({ level: 'silent' }))),
};

/** A copy of a migrated database, which is much faster than a migration. */
export function createMigratedDatabase(): Promise<LentDatabase> {
  return lendCopyOf(MIGRATED);
}
