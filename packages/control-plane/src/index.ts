export { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane';
export { migrateDatabase } from './wiring/database/migrate-database';
export { prepareConnection } from './kernel/database/connection-liveness';
