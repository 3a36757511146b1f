export { freePort } from './free-port';
export { type LocalNats, type NatsOptions, startNats } from './local-nats';
export { type LocalPostgres, type PostgresOptions, startPostgres } from './local-postgres';
