import 'reflect-metadata';
import type { KeyValueStore } from '@switchyard/contract';
import express from 'express';
import { createServer } from 'node:http';
import type { Logger as Log } from 'pino';
import type { DataSource, Logger as QueryLogger } from 'typeorm';
import { DataPlaneDirectory } from './data-planes/data-plane-directory';
import { DataPlaneList } from './data-planes/data-plane-list';
import { createDataSource } from './database/data-source';
import { openDatabase, requireMigrations } from './database/open-database';
import { buildGraphqlSchema } from './graphql/build-schema';
import { createLoaders } from './graphql/loaders';
import { createResolverContainer } from './graphql/resolver-container';
import { createGraphqlServer } from './http/graphql-server';
import { addRoutes } from './http/http-app';
import { listen } from './http/listen';
import { DatabaseTableSource } from './publication/database-table-source';
import { PostgresPublicationLock } from './publication/postgres-publication-lock';
import { PublishedHead } from './publication/published-head';
import { Publisher } from './publication/publisher';
import type { Settings } from './settings';

export interface ControlPlaneOptions {
  readonly settings: Pick<Settings, 'databaseUrl' | 'host' | 'port' | 'adminToken' | 'sealingKey'>;
  /** The buckets between the planes: over NATS, or in process where both planes are one process. */
  readonly stores: {
    /** `ROUTING_TABLE_BUCKET` */
    readonly routingTable: KeyValueStore;
    /** `DATA_PLANES_BUCKET` */
    readonly dataPlanes: KeyValueStore;
  };
  readonly log: Log;
  readonly now?: () => Date;
  /** Sees every statement; for tests that count them. */
  readonly queryLogger?: QueryLogger;
}

export interface ControlPlane {
  /** Such as `http://127.0.0.1:4000`; GraphQL is at `/graphql`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those in flight finish, and gives up the publication. The stores stay open. */
  close(): Promise<void>;
}

/**
 * Starts a control plane on a database that has been migrated.
 *
 * @throws StartError where it cannot start: one line for the operator
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { settings, log, now = () => new Date() } = options;
  const dataSource = createDataSource(settings.databaseUrl, log, options.queryLogger);
  await openDatabase(dataSource, settings.databaseUrl);
  const publication = createPublication(options, dataSource);
  const httpServer = createServer();
  const container = createResolverContainer({
    dataSource,
    sealingKey: settings.sealingKey,
    publication: () => publication.publisher.state,
    dataPlanes: publication.dataPlanes,
    now,
  });
  const graphql = createGraphqlServer(buildGraphqlSchema(container), httpServer, log);
  const close = async () => {
    await graphql.stop();
    await publication.close();
    await dataSource.destroy();
  };
  await graphql.start();
  try {
    await requireMigrations(dataSource);
    const app = express();
    addRoutes(app, {
      graphql,
      adminToken: settings.adminToken,
      createLoaders: () => createLoaders(dataSource),
      isReady: () => answers(dataSource),
      log,
    });
    httpServer.on('request', app);
    const port = await listen(httpServer, settings.host, settings.port);
    publication.publisher.start();
    return { url: `http://${hostInUrl(settings.host)}:${port}`, port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function createPublication({ settings, stores, log }: ControlPlaneOptions, dataSource: DataSource) {
  const head = new PublishedHead(stores.routingTable);
  const directory = new DataPlaneDirectory({ store: stores.dataPlanes, log });
  const lock = new PostgresPublicationLock({
    connectionString: settings.databaseUrl,
    log,
    onCommit: () => publisher.notify(),
  });
  const source = new DatabaseTableSource(dataSource);
  const publisher: Publisher = new Publisher({ source, store: stores.routingTable, head, lock, log });
  return {
    publisher,
    dataPlanes: new DataPlaneList(directory, head),
    close: async () => {
      await publisher.close();
      directory.close();
      head.close();
    },
  };
}

async function answers(dataSource: DataSource): Promise<boolean> {
  try {
    await dataSource.query('SELECT 1');
    return true;
  } catch {
    return false;
  }
}

/** An IPv6 address stands in brackets in a URL (RFC 3986, section 3.2.2). */
function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
