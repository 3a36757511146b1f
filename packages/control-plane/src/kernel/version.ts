import { version } from '../../package.json';

/** The version of this program, from its package.json. */
export const VERSION: string = version;
