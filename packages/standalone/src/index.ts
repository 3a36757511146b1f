export type { Standalone } from './standalone';
export { startStandalone } from './start-standalone';
export { readSettings, type Settings } from './settings';
