/** Jest runs this before the first test file. */
export { lendPostgres as default } from './shared-postgres.suite';
