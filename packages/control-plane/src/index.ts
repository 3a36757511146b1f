export { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane';
export { migrateDatabase } from './database/migrate-database';
export { readSettings, settingNames } from './settings';
export { StartError } from './start-error';
