// Preloaded into a built program (`node --require`): keeps what V8 has compiled while the program started for its next start,
// which then takes half of the CPU. Node's own cache (NODE_COMPILE_CACHE) has only what was compiled before the first line
// ran: next to nothing of a bundle, whose modules are functions. It is used instead where it is set.
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, relative } = require('node:path');
const vm = require('node:vm');

const ROOT = dirname(__dirname);
/** Not below /tmp, where another user could put code for this program to run. */
const FOLDER = join(ROOT, 'node_modules/.cache/switchyard-programs');
const OF_A_PROGRAM = /^packages\/[^/]+\/dist\/[^/]+\.js$/;
/** Anything smaller compiles as fast as its cache is read. */
const BUNDLE_CHARACTERS_MIN = 100_000;
/** A program has started by then. V8 drops what did not run for a while, so later there would be less to keep. */
const STARTED_MS = 5_000;

if (process.env.NODE_COMPILE_CACHE === undefined) {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function compileBundle(content, filename, ...others) {
    return isBundle(content, filename)
      ? run(this, content, filename)
      : compile.call(this, content, filename, ...others);
  };
}

function isBundle(content, filename) {
  return content.length >= BUNDLE_CHARACTERS_MIN && OF_A_PROGRAM.test(relative(ROOT, filename));
}

/** As Node runs a CommonJS module. */
function run(module, content, filename) {
  const file = cacheFileOf(filename);
  const cachedData = read(file);
  const script = new vm.Script(Module.wrap(content.replace(/^#!.*/, '')), {
    filename,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // V8 rejects the cache of another version of itself.
  if (cachedData === undefined || script.cachedDataRejected) keepOnceStarted(script, file);
  const { exports } = module;
  return script
    .runInThisContext()
    .call(exports, exports, Module.createRequire(filename), module, filename, dirname(filename));
}

/** Names the very bundle: V8 compares only the length of the source. */
function cacheFileOf(filename) {
  const { mtimeMs, size } = statSync(filename);
  return join(FOLDER, `${nameOf(filename)}${size}-${mtimeMs}`);
}

/** Such as `packages-cli-dist-main.js-`. */
function nameOf(filename) {
  return `${relative(ROOT, filename).replaceAll(/[/\\]/g, '-')}-`;
}

function read(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function keepOnceStarted(script, file) {
  let isKept = false;
  const keep = () => {
    if (isKept) return;
    isKept = true;
    write(file, script.createCachedData());
  };
  setTimeout(keep, STARTED_MS).unref();
  // A start that was refused has run only a little of the program.
  process.once('exit', (code) => {
    if (code === 0) keep();
  });
}

/** Replaces the cache of an earlier bundle. Other processes may be doing the same. */
function write(file, data) {
  mkdirSync(FOLDER, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, data);
  renameSync(unfinished, file);
  const [name] = /^.*\.js-/.exec(relative(FOLDER, file));
  const earlier = readdirSync(FOLDER).filter((each) => each.startsWith(name) && join(FOLDER, each) !== file);
  for (const each of earlier) rmSync(join(FOLDER, each), { force: true });
}
