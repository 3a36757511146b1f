import type { PrivateEndpoints, SealingKey } from '@switchyard/contract';
import type { DataSource } from 'typeorm';
import type { ChangeCorridor } from '../change/commit-change';

/** What the services and queries of all nouns share: one instance each per program. */
export interface ObjectParts {
  readonly dataSource: DataSource;
  /** Commits every change. */
  readonly corridor: ChangeCorridor;
  /** Seals the credentials of endpoints. */
  readonly sealingKey: SealingKey;
  /** Whether endpoints may point to private networks. */
  readonly privateEndpoints: PrivateEndpoints;
  readonly now: () => Date;
}
