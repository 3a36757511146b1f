/** Has no imports, because it runs before anything that an older Node could not load. */
const NODE_MAJOR_MIN = 24;

/** Why this Node cannot run the program; null where it can. */
export function nodeVersionProblem(version: string): string | null {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  return major >= NODE_MAJOR_MIN
    ? null
    : `Switchyard needs Node ${NODE_MAJOR_MIN} or newer, and this is ${version}: install Node 26 (LTS), or start it with the one that comes with the project, node_modules/.bin/node.`;
}
