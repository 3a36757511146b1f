export { startDataPlane, type DataPlane, type DataPlaneOptions } from './data-plane';
export { openKeptTable } from './journal/kept-table';
export { fitToOpenFiles } from './load/fit-to-open-files';
export { openFilesLimit } from './load/open-files-limit';
