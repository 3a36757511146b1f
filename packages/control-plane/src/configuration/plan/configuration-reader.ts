import type { DataSource } from 'typeorm';
import { inSnapshot } from '../../kernel/database/in-transaction';
import { existingRevision } from '../../history/existing-revision';
import { SerialQueue } from '../../change/serial-queue';
import type { Configuration } from './configuration';
import { configurationAsOf } from './configuration-as-of';
import { readConfiguration } from './read-configuration';

const READINGS_WAITING_MAX = 16;

/**
 * Reads whole configurations for callers who ask for one. They come one after the other: a document can ask for a hundred
 * at once, which would take every connection to the database from everybody else.
 */
export class ConfigurationReader {
  readonly #readings = new SerialQueue(READINGS_WAITING_MAX, 'Too many configurations are being read at this moment.');

  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param use makes something of the configuration; the next one is read when that is done
   * @throws DomainError UNAVAILABLE where too many wait
   */
  present<T>(use: (configuration: Configuration) => T): Promise<T> {
    return this.#readings.run(async () => use(await inSnapshot(this.dataSource, readConfiguration)));
  }

  /** The same for the configuration as it was at a revision. @throws DomainError also NOT_FOUND */
  asOf<T>(revision: number, use: (configuration: Configuration) => T): Promise<T> {
    return this.#readings.run(async () => use(await this.asOfAtOnce(revision)));
  }

  /** Without waiting for those who only ask, for a change. @throws DomainError NOT_FOUND */
  asOfAtOnce(revision: number): Promise<Configuration> {
    return inSnapshot(this.dataSource, async (manager) => {
      await existingRevision(manager, revision);
      return configurationAsOf(manager, revision);
    });
  }
}
