/** Jest runs this after the last test file. */
export { takePostgresBack as default } from './shared-postgres.suite';
