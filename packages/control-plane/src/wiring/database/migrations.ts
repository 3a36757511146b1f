import { Configuration0001 } from './migrations/0001-configuration';

/** Every migration, the oldest first. */
export const MIGRATIONS = [Configuration0001];
