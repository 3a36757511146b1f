import { Configuration0001 } from './migrations/0001-configuration';
import { Accounting0002 } from './migrations/0002-accounting';
import { Labels0003 } from './migrations/0003-labels';
import { AdministratorMarks0004 } from './migrations/0004-administrator-marks';
import { UsageDays0005 } from './migrations/0005-usage-days';

/** Every migration, the oldest first. */
export const MIGRATIONS = [Configuration0001, Accounting0002, Labels0003, AdministratorMarks0004, UsageDays0005];
