import JestRuntime from 'jest-runtime';
import { createRequire, isBuiltin } from 'node:module';

/** What a module of the project names its neighbours and the other packages of the project by. */
const OF_PROJECT = /^(\.|\/|@switchyard\/)/;
const INSTALLED = '/node_modules/';
const SCRIPT = '.mjs';

/**
 * Has Node load installed packages, and the project's scripts, once for all test files of a worker. The project's other
 * modules are loaded anew for each file, as Jest always does. To be used with test-environment.mjs, where both see the same
 * globals.
 *
 * So `jest.mock` of a package affects only the project's own modules, not packages that import it.
 */
export default class SharedPackagesRuntime extends JestRuntime {
  requireModule(from, name, options, isRequireActual) {
    if (options?.isInternalModule || !isLoadedByNode(name))
      return super.requireModule(from, name, options, isRequireActual);
    return createRequire(from)(name);
  }
}

function isLoadedByNode(name) {
  if (name === undefined || isBuiltin(name)) return false;
  return !OF_PROJECT.test(name) || name.includes(INSTALLED) || name.endsWith(SCRIPT);
}
