export { freePort } from './free-port';
export { lendCopyOf, lendEmptyDatabase, type LentDatabase } from './lent-database';
export { LocalHttpProxy, type ProxiedRequest } from './local-http-proxy';
export { type LocalNats, type NatsOptions, startNats } from './local-nats';
export { checkMetrics, type LocalPrometheus, startPrometheus } from './local-prometheus';
export { LocalServiceError } from './local-service-error';
export { type LocalPostgres, type PostgresOptions, startPostgres } from './local-postgres';
export { SilentProxy } from './silent-proxy';
export { SlowProxy, type Slowness } from './slow-proxy';
