import type { Logger as Log } from 'pino';
import { DataSource, type Logger as QueryLogger } from 'typeorm';
import { answeringDriver } from '../../kernel/database/answering-pool';
import { livenessOptions, prepareConnection } from '../../kernel/database/connection-liveness';
import { databaseDefaults } from '../../kernel/database/database-defaults';
import { MODULES } from '../modules';
import { MIGRATIONS } from './migrations';

const MS_PER_SECOND = 1_000;
const lockTimeoutMs = 10_000;
/** How long a change may hold its locks without a statement: an idle change makes all others wait. */
const idleInTransactionTimeoutMs = 30_000;
/**
 * How much longer than the server's own limit on a statement we wait for its answer, which says that the statement took too
 * long. Then the server is unreachable, and the connection is closed.
 */
const answerGraceMs = 5_000;

export interface DataSourceOptions {
  /** Sees every statement; for tests that count them. */
  readonly queryLogger?: QueryLogger | undefined;
  readonly idleInTransactionTimeoutMs?: number;
  readonly connectionsMax?: number;
  /** How long a request waits for a free connection, or for a new one to open. */
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** Whether it knows the entities, which take a while to be built; true by default. */
  readonly hasEntities?: boolean;
}

export function createDataSource(url: string, log: Log, options: DataSourceOptions = {}): DataSource {
  const {
    queryLogger,
    connectionsMax = databaseDefaults.connectionsMax,
    connectTimeoutMs = databaseDefaults.waitSeconds * MS_PER_SECOND,
    statementTimeoutMs = databaseDefaults.statementTimeoutSeconds * MS_PER_SECOND,
    hasEntities = true,
  } = options;
  return new DataSource({
    type: 'postgres',
    driver: answeringDriver,
    url,
    applicationName: 'switchyard-control-plane',
    entities: hasEntities ? MODULES.flatMap(({ entities = [] }) => entities) : [],
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    poolSize: connectionsMax,
    connectTimeoutMS: connectTimeoutMs,
    extra: {
      lock_timeout: lockTimeoutMs,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + answerGraceMs,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? idleInTransactionTimeoutMs,
      ...livenessOptions,
      pipeline: true,
      onConnect: prepareConnection,
    },
    // A broken idle connection fails no request: the next one opens another.
    poolErrorHandler: (error: Error) => log.warn({ reason: error.message }, 'lost a database connection'),
    ...(queryLogger ? { logger: queryLogger, logging: ['query' as const] } : { logging: false }),
  });
}
