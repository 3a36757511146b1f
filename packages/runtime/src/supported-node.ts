// Runs before anything that an older Node cannot load. So this file imports only what every Node has, and programs import it
// by its path (`@switchyard/runtime/supported-node`), which loads nothing else from the package.
import * as nodeModule from 'node:module';

const NODE_MAJOR_MIN = 24;

/** Why this version of Node cannot run the programs, in one line; null if it can. */
export function nodeVersionProblem(version: string): string | null {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  if (major >= NODE_MAJOR_MIN) return null;
  return `Switchyard requires Node ${NODE_MAJOR_MIN} or newer, but this is ${version}: install Node 26 (LTS).`;
}

/**
 * Starts a program, or prints one line on standard error that says why this Node cannot run it.
 *
 * @param start imports the program, so that a Node that is too old never loads it
 */
export function startOnSupportedNode(start: () => Promise<unknown>, version: string = process.version): void {
  const problem = nodeVersionProblem(version);
  if (problem === null) {
    void start();
    // Node would keep what it has compiled only when the program ends, and not if it is killed.
    nodeModule.flushCompileCache();
    return;
  }
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
