export { startDataPlane, type DataPlane, type DataPlaneOptions } from './data-plane';
export { readSettings, settingNames, type Settings } from './settings';
