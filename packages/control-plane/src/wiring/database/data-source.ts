import type { Logger as Log } from 'pino';
import { DataSource, type Logger as QueryLogger } from 'typeorm';
import { AccessTokenEntity } from '../../objects/access-tokens/access-token-entity';
import { AiApiEntity } from '../../objects/ai-apis/ai-api-entity';
import { AuditEventEntity } from '../../history/audit/audit-event-entity';
import { AccessGrantEntity } from '../../objects/consumers/access-grant-entity';
import { ConsumerEntity } from '../../objects/consumers/consumer-entity';
import { ConsumerKeyEntity } from '../../objects/consumers/consumer-key-entity';
import { EndpointEntity } from '../../objects/endpoints/endpoint-entity';
import { ModelEntity } from '../../objects/models/model-entity';
import { FailoverPrimaryEntity } from '../../objects/policies/failover-primary-entity';
import { PolicyEntity } from '../../objects/policies/policy-entity';
import { PolicyTargetEntity } from '../../objects/policies/policy-target-entity';
import { ProviderEntity } from '../../objects/providers/provider-entity';
import { ReferenceEntity } from '../../objects/references/reference-entity';
import { ChangeEntity } from '../../change/change-entity';
import { DirtyEntryEntity } from '../../change/dirty-entry-entity';
import { LineageEntity } from '../../change/lineage-entity';
import { RevisionEntity } from '../../change/revision-entity';
import { databaseDefaults } from '../../kernel/database/database-defaults';
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
    connectionsMax = databaseDefaults.connectionsMax,
    connectTimeoutMs = databaseDefaults.waitSeconds * MS_PER_SECOND,
    statementTimeoutMs = databaseDefaults.statementTimeoutSeconds * MS_PER_SECOND,
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
