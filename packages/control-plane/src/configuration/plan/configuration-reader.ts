import type { DataSource } from 'typeorm';
import { inSnapshot } from '../../kernel/database/in-transaction';
import { existingRevision } from '../../history/existing-revision';
import { SerialQueue } from '../../change/serial-queue';
import type { Configuration } from './configuration';
import { configurationAsOf } from './configuration-as-of';
import { readConfiguration } from './read-configuration';

const READINGS_WAITING_MAX = 16;

/**
 * Reads whole configurations, one at a time: a single GraphQL document can request a hundred, which would occupy
 * all database connections.
 */
export class ConfigurationReader {
  readonly #readings = new SerialQueue(READINGS_WAITING_MAX, 'Too many configurations are being read.');

  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param use processes the configuration; the next one is read afterwards
   * @throws DomainError UNAVAILABLE while too many callers wait
   */
  present<T>(use: (configuration: Configuration) => T): Promise<T> {
    return this.#readings.run(async () => use(await inSnapshot(this.dataSource, readConfiguration)));
  }

  /** The same for the configuration as it was at a revision. @throws DomainError also NOT_FOUND */
  asOf<T>(revision: number, use: (configuration: Configuration) => T): Promise<T> {
    return this.#readings.run(async () => use(await this.asOfAtOnce(revision)));
  }

  /** For a change: without waiting in the queue of queries. @throws DomainError NOT_FOUND */
  asOfAtOnce(revision: number): Promise<Configuration> {
    return inSnapshot(this.dataSource, async (manager) => {
      await existingRevision(manager, revision);
      return configurationAsOf(manager, revision);
    });
  }
}
