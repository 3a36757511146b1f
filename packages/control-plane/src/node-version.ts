/** No imports here: it runs before anything that an older Node could not load. */
const NODE_MAJOR_MIN = 24;

/** Why this Node cannot run the program, in one line; null if it can. */
export function nodeVersionProblem(version: string): string | null {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  if (major >= NODE_MAJOR_MIN) return null;
  return `Switchyard needs Node ${NODE_MAJOR_MIN} or newer, and this is ${version}: install Node 26 (LTS), or use node_modules/.bin/node.`;
}
