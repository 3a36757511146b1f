// Builds everything: compiles all packages, then bundles each program into one file. A program starts in about two thirds of
// the CPU time that its hundreds of modules would take, and runs without node_modules. Does only what is needed, so it takes
// well under a second if nothing has changed.
//
//   node scripts/build.mjs            everything
//   node scripts/build.mjs programs   everything but the console
//   node scripts/build.mjs console    the console alone, which takes seconds and without which the planes can start
//
// `src/<name>.entry.ts` of a package becomes `dist/<name>.js`, and each `<name>.thread.ts` that it imports becomes
// `dist/<name>.thread.js` beside it, for a worker to start from. `dist/<name>.bundle.json` describes the bundle.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Node 20 must be able to parse a program, which then says that it requires a newer one. */
const SYNTAX = 'node20';
const ENTRY = '.entry.ts';
/** type-graphql loads it only where arguments are validated by it, which is switched off. */
const NOT_INSTALLED = ['class-validator'];
/** How esbuild names functions and, in their static blocks, classes: `__name(this, "NatsError")`. */
const DEFINE_NAME = 'var __name = (target, value) => __defProp(target, "name", { value, configurable: true });';
const DEFINE_CLASS_NAME = `${DEFINE_NAME.replace('__name', '__Name')} var __name = (target) => target;`;

const CONSOLE = 'packages/console';
const PARTS = ['programs', 'console'];
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SIGNAL_EXIT_CODE = 128;
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

const [part] = process.argv.slice(2);
if (part !== undefined && !PARTS.includes(part)) {
  process.stderr.write(`usage: node scripts/build.mjs [${PARTS.join(' | ')}]\n`);
  process.exit(1);
}
if (part !== 'console') {
  compile(part === 'programs' ? ['.'] : ['.', CONSOLE]);
  await bundleAll();
}
if (part !== 'programs') await buildConsole();

/** @param projects folders with a `tsconfig.json` */
function compile(projects) {
  const { status, error } = spawnSync('node_modules/.bin/tsc', ['-b', ...projects], {
    cwd: ROOT,
    // Standard output belongs to the program that starts after the build.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (error) process.stderr.write(`Cannot run the compiler: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

async function bundleAll() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'scripts/build.mjs']) hash.update(readFileSync(join(ROOT, file)));
  const digest = hash.digest('hex');
  const stale = programs().filter((program) => !isCurrent(program, digest));
  if (stale.length === 0) return;
  const { build } = await import('esbuild');
  await Promise.all(stale.map((program) => bundle(build, program, digest)));
}

/** Builds what browsers load, unless it was built from exactly these files. A build that is ended leaves nothing behind. */
async function buildConsole() {
  const target = join(ROOT, CONSOLE, 'dist');
  removeAbandonedBuilds();
  const digest = consoleDigest();
  const mark = join(target, '.built-from');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return;
  const folder = `${target}.${process.pid}`;
  const vite = join(ROOT, CONSOLE, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: join(ROOT, CONSOLE),
    stdio: ['ignore', 2, 2],
  });
  // It must not write on after its folder is removed.
  for (const signal of END_SIGNALS) process.on(signal, () => child.kill('SIGKILL'));
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) {
    rmSync(folder, { recursive: true, force: true });
    process.exit(code ?? SIGNAL_EXIT_CODE + (SIGNAL_NUMBERS[signal] ?? 0));
  }
  writeFileSync(join(folder, '.built-from'), digest);
  replaceFolder(target, folder);
}

/** Folders of builds that were killed. */
function removeAbandonedBuilds() {
  for (const name of readdirSync(join(ROOT, CONSOLE))) {
    const [, pid] = /^dist\.(\d+)(?:\.old)?$/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(ROOT, CONSOLE, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists but belongs to another user.
    return error.code === 'EPERM';
  }
}

function consoleDigest() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'scripts/build.mjs']) hash.update(readFileSync(join(ROOT, file)));
  const files = [`${CONSOLE}/index.html`, `${CONSOLE}/vite.config.mjs`, `${CONSOLE}/package.json`];
  const inFolders = ['src', 'public'].flatMap((name) =>
    readdirSync(join(ROOT, CONSOLE, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath ?? entry.path, entry.name))),
  );
  for (const file of [...files, ...inFolders.sort()]) hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** In two steps, because no rename replaces a folder that has files. Another build may have been faster: then it wins. */
function replaceFolder(target, folder) {
  const old = `${folder}.old`;
  try {
    if (existsSync(target)) renameSync(target, old);
    renameSync(folder, target);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  } finally {
    for (const left of [old, folder]) rmSync(left, { recursive: true, force: true });
  }
}

/** The paths of the bundles to be, without extension, such as `packages/data-plane/dist/main`. Node 20 has no `globSync`. */
function programs() {
  return readdirSync(join(ROOT, 'packages')).flatMap((name) => {
    const sources = join(ROOT, 'packages', name, 'src');
    return (existsSync(sources) ? readdirSync(sources) : [])
      .filter((file) => file.endsWith(ENTRY))
      .map((file) => `packages/${name}/dist/${file.slice(0, -ENTRY.length)}`);
  });
}

/** @param program one of `programs` */
async function bundle(build, program, digest) {
  const main = await bundleFile(build, `${program}.entry.js`, `${program}.js`);
  const threads = main.inputs.filter((input) => input.endsWith('.thread.js'));
  const bundles = [
    main,
    ...(await Promise.all(
      threads.map((thread) => bundleFile(build, thread, join(dirname(program), basename(thread)))),
    )),
  ];
  const files = bundles.flatMap(({ outputs }) => outputs);
  for (const { path, contents } of files) replaceFile(path, contents);
  const inputs = [...new Set(bundles.flatMap((each) => each.inputs))].sort();
  const own = inputs.filter((input) => !input.includes('node_modules/'));
  const description = {
    digest,
    /** What it consists of. */
    files: Object.fromEntries(files.map(({ path }) => [basename(path), stampOf(relative(ROOT, path))])),
    /** The project's own modules; the lockfile stands for all others. */
    modules: Object.fromEntries(own.map((input) => [input, stampOf(input)])),
    /** The folders of the other packages in the bundle. */
    packages: [...new Set(inputs.map(packageFolderOf).filter((folder) => folder !== null))],
  };
  replaceFile(join(ROOT, `${program}.bundle.json`), `${JSON.stringify(description, null, 2)}\n`);
}

async function bundleFile(build, entry, outfile) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: SYNTAX,
    external: NOT_INSTALLED,
    // Else a class that names itself would be `_NatsError` in the log.
    keepNames: true,
    // Only `node --enable-source-maps` reads the map; without it a stack trace has the names, and the lines of the bundle.
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'warning',
  }).catch(() => process.exit(1));
  return { inputs: Object.keys(metafile.inputs), outputs: outputFiles.map(keepingOnlyClassNames) };
}

/**
 * With `keepNames` esbuild also defines the name of each closure anew whenever it is created: about a quarter of the CPU
 * time of a request. No line and no column moves, so the source map stays right.
 */
function keepingOnlyClassNames({ path, contents, text }) {
  if (!path.endsWith('.js')) return { path, contents };
  if (!text.includes(DEFINE_NAME))
    throw new Error(`esbuild now defines names differently: see DEFINE_NAME and ${path}`);
  const kept = text.replace(DEFINE_NAME, DEFINE_CLASS_NAME).replaceAll('__name(this, ', '__Name(this, ');
  return { path, contents: Buffer.from(kept) };
}

/** Whether the bundle was made from exactly these inputs, and is complete. */
function isCurrent(program, digest) {
  try {
    const description = JSON.parse(readFileSync(join(ROOT, `${program}.bundle.json`), 'utf8'));
    if (description.digest !== digest) return false;
    const outputs = Object.entries(description.files).map(([file, stamp]) => [join(dirname(program), file), stamp]);
    const all = [...outputs, ...Object.entries(description.modules)];
    return all.every(([path, stamp]) => stampOf(path) === stamp);
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return false;
    throw error;
  }
}

function stampOf(path) {
  const { mtimeMs, size } = statSync(join(ROOT, path));
  return `${mtimeMs} ${size}`;
}

/** Such as `node_modules/.pnpm/zod@4.6.7/node_modules/zod`; null for the project's own modules. */
function packageFolderOf(path) {
  return /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null;
}

/** At once, because the program may be starting now. */
function replaceFile(path, contents) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}
