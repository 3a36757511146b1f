export { EXIT_CODES } from './exit-codes';
export type { Io } from './io';
export { run } from './run';
