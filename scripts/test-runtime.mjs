import { ModuleMocker } from 'jest-mock';
import JestRuntime from 'jest-runtime';
import { createRequire, isBuiltin } from 'node:module';

/** What a module of the project names its neighbours and the other packages of the project by. */
const OF_PROJECT = /^(\.|\/|@switchyard\/)/;
const INSTALLED = '/node_modules/';
const SCRIPT = '.mjs';
/** Belongs to one test file: what it has at its top level must not reach the next file. */
const OF_TEST_FILE = /\.(test|suite)\.ts$/;

/** Where stack traces find the source maps of all modules: those that stay loaded outlive the file that loaded them. */
const sourceMaps = new Map();
/** Loads the modules that stay; null before the worker's first file. */
let lasting = null;

/**
 * Loads modules once for all test files of a worker, where Jest would load everything anew for each file: installed packages
 * and the project's scripts by Node, the project's sources by one runtime of Jest. So they are compiled once, and the code
 * that tests run most stays optimised. Only test files and their `.suite.ts` files are loaded anew. To be used with
 * test-environment.mjs, where all files see the same globals.
 *
 * So a source file keeps no state at its top level that a test could notice (test-files-leave-no-trace.test.ts has the
 * exceptions), and `jest.mock` affects only what the test file and its `.suite.ts` files import themselves: spy on a
 * method instead.
 */
export default class SharedModulesRuntime extends JestRuntime {
  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    this.transformCache.sourceMaps = sourceMaps;
    lasting ??= new LastingRuntime(config, lastingEnvironment(environment), ...others);
  }

  requireModule(from, name, options, isRequireActual) {
    if (isLoadedByNode(name, options)) return createRequire(from)(name);
    if (name === undefined || isBuiltin(name) || options?.isInternalModule)
      return super.requireModule(from, name, options, isRequireActual);
    const path = this._resolution.resolveCjs(from, name);
    return OF_TEST_FILE.test(path)
      ? super.requireModule(from, name, options, isRequireActual)
      : lasting.requireModule(path);
  }
}

class LastingRuntime extends JestRuntime {
  constructor(...options) {
    super(...options);
    this.transformCache.sourceMaps = sourceMaps;
  }

  requireModule(from, name, options, isRequireActual) {
    if (isLoadedByNode(name, options)) return createRequire(from)(name);
    if (name !== undefined && !isBuiltin(name) && OF_TEST_FILE.test(this._resolution.resolveCjs(from, name)))
      throw new Error(`${from} must not import ${name}: only tests do, and it is loaded anew for each of them`);
    return super.requireModule(from, name, options, isRequireActual);
  }
}

/** Holds nothing of the first test file. */
function lastingEnvironment(environment) {
  const conditions = environment.exportConditions();
  const context = environment.getVmContext();
  return {
    global: environment.global,
    moduleMocker: new ModuleMocker(environment.global),
    fakeTimers: null,
    fakeTimersModern: null,
    exportConditions: () => conditions,
    getVmContext: () => context,
  };
}

/** Jest asks for its own modules by name, but for the test runner by its path: that one has state. */
function isLoadedByNode(name, options) {
  if (name === undefined || isBuiltin(name)) return false;
  return (
    Boolean(options?.isInternalModule) || !OF_PROJECT.test(name) || name.includes(INSTALLED) || name.endsWith(SCRIPT)
  );
}
