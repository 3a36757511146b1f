import { Configuration0001 } from './migrations/0001-configuration';
import { Accounting0002 } from './migrations/0002-accounting';

/** Every migration, the oldest first. */
export const MIGRATIONS = [Configuration0001, Accounting0002];
