export { type Standalone, startStandalone } from './start-standalone';
export { readSettings, type Settings } from './settings';
