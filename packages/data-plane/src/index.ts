export { startDataPlane, type DataPlane, type DataPlaneOptions } from './data-plane';
export { readSettings, type Settings } from './settings';
