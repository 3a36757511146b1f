import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ChangeCorridor } from '../change/commit-change';
import { ADMINISTRATOR, type Caller } from '../kernel/caller/caller';
import { changeWarnings } from '../objects/warnings/change-warnings';
import { DatabaseTableSource } from '../publication/database-table-source';
import { refuseUnservable } from '../publication/refuse-unservable';
import { createDataSource } from '../wiring/database/data-source';
import { createMigratedDatabase } from './test-database.suite';

/** The caller of the changes that tests make without GraphQL. */
export const TEST_CALLER: Caller = {
  actor: ADMINISTRATOR,
  role: 'ADMIN',
  expiresAt: null,
  correlationId: 'test',
  remoteAddress: null,
};

export const passingGuard = async () => undefined;

/** A migrated database, changed without GraphQL. */
export class ConfigurationDatabase {
  private constructor(
    readonly url: string,
    readonly dataSource: DataSource,
    readonly corridor: ChangeCorridor,
    private readonly drop: () => Promise<void>,
  ) {}

  /** A new one without a control plane: nothing changes or publishes it but the test. */
  static async create(now: () => Date = () => new Date()): Promise<ConfigurationDatabase> {
    const database = await createMigratedDatabase();
    return this.open(database.url, now, () => database.drop());
  }

  /** The database of a control plane. */
  static async open(
    url: string,
    now: () => Date = () => new Date(),
    drop = async () => {},
  ): Promise<ConfigurationDatabase> {
    const dataSource = await createDataSource(url, pino({ level: 'silent' })).initialize();
    const corridor = new ChangeCorridor(dataSource, refuseUnservable, changeWarnings, now);
    return new ConfigurationDatabase(url, dataSource, corridor, drop);
  }

  get table(): DatabaseTableSource {
    return new DatabaseTableSource(this.dataSource, pino({ level: 'silent' }));
  }

  sql<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    return this.dataSource.query(text, values);
  }

  /** Makes a revision that touches these entries; other keys than those of entries will do. @returns its number */
  async touch(...keys: string[]): Promise<number> {
    const revision = await this.corridor.commitSystem('RECOMPILE', async (change) => change.touchKeys(keys));
    if (revision === null) throw new Error('no key was given');
    return revision;
  }

  /** Inserts keys of a consumer, as a script would: no revision tells of them. @returns how many */
  async insertKeys(consumerId: string, count: number, expiresAt: Date | null, revokedAt: Date | null = null) {
    await this.sql(
      `INSERT INTO consumer_key (id, consumer_id, environment, display_name, hint, key_hash, expires_at, revoked_at, version,
         created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'PRODUCTION', 'key', 'sy_live_', encode(sha256(($2 || number)::bytea), 'hex'), $3, $4, 1,
         now(), now()
       FROM generate_series(1, $5) AS number`,
      [consumerId, randomUUID(), expiresAt, revokedAt, count],
    );
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.drop();
  }
}
