import type { Logger as Log } from 'pino';
import { DataSource, type Logger as QueryLogger } from 'typeorm';
import { AccessTokenEntity } from '../access-tokens/access-token-entity';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { AuditEventEntity } from '../audit/audit-event-entity';
import { AccessGrantEntity } from '../consumers/access-grant-entity';
import { ConsumerEntity } from '../consumers/consumer-entity';
import { ConsumerKeyEntity } from '../consumers/consumer-key-entity';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { FailoverPrimaryEntity } from '../policies/failover-primary-entity';
import { PolicyEntity } from '../policies/policy-entity';
import { PolicyTargetEntity } from '../policies/policy-target-entity';
import { ProviderEntity } from '../providers/provider-entity';
import { ReferenceEntity } from '../references/reference-entity';
import { ChangeEntity } from '../revisions/change-entity';
import { DirtyEntryEntity } from '../revisions/dirty-entry-entity';
import { LineageEntity } from '../revisions/lineage-entity';
import { RevisionEntity } from '../revisions/revision-entity';
import { settingDefaults } from '../settings';
import { Configuration0001 } from './migrations/0001-configuration';
import { ReferencesAndPrices0002 } from './migrations/0002-references-and-prices';
import { AccessTokensAndAudit0003 } from './migrations/0003-access-tokens-and-audit';
import { ReferencesOfImages0004 } from './migrations/0004-references-of-images';
import { RollBacks0005 } from './migrations/0005-roll-backs';
import { UnroutedOperations0006 } from './migrations/0006-unrouted-operations';
import { ConsumerKeyUse0007 } from './migrations/0007-consumer-key-use';

const MS_PER_SECOND = 1_000;
const lockTimeoutMs = 10_000;
/** How long a change may hold its locks without a statement: all others wait for one that stands still. */
const idleInTransactionTimeoutMs = 30_000;

export interface DataSourceOptions {
  /** Sees every statement; for tests that count them. */
  readonly queryLogger?: QueryLogger | undefined;
  readonly idleInTransactionTimeoutMs?: number;
  readonly connectionsMax?: number;
  /** How long a request waits for one of the connections, or for a new one to be made. */
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
}

export function createDataSource(url: string, log: Log, options: DataSourceOptions = {}): DataSource {
  const {
    queryLogger,
    connectionsMax = settingDefaults.databaseConnectionsMax,
    connectTimeoutMs = settingDefaults.databaseWaitSeconds * MS_PER_SECOND,
    statementTimeoutMs = settingDefaults.statementTimeoutSeconds * MS_PER_SECOND,
  } = options;
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'switchyard-control-plane',
    entities: [
      AccessGrantEntity,
      AccessTokenEntity,
      AiApiEntity,
      AuditEventEntity,
      ChangeEntity,
      ConsumerEntity,
      ConsumerKeyEntity,
      DirtyEntryEntity,
      EndpointEntity,
      FailoverPrimaryEntity,
      LineageEntity,
      ModelEntity,
      PolicyEntity,
      PolicyTargetEntity,
      ProviderEntity,
      ReferenceEntity,
      RevisionEntity,
    ],
    migrations: [
      Configuration0001,
      ReferencesAndPrices0002,
      AccessTokensAndAudit0003,
      ReferencesOfImages0004,
      RollBacks0005,
      UnroutedOperations0006,
      ConsumerKeyUse0007,
    ],
    migrationsTableName: 'migration',
    poolSize: connectionsMax,
    connectTimeoutMS: connectTimeoutMs,
    extra: {
      lock_timeout: lockTimeoutMs,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? idleInTransactionTimeoutMs,
    },
    // An idle connection that breaks is no request's failure; the next request opens another.
    poolErrorHandler: (error: Error) => log.warn({ reason: error.message }, 'a database connection was lost'),
    ...(queryLogger ? { logger: queryLogger, logging: ['query' as const] } : { logging: false }),
  });
}
