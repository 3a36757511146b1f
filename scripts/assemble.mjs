// Collects everything that one program needs to run, and nothing else: its bundles, and the licences of the packages in them.
// The images are built from this, and tests start the programs from it. It runs on Node 20, as users may have.
//
//   node scripts/assemble.mjs <control-plane | data-plane | simulator | cli> <folder>
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licenseText } from './license-texts.mjs';

const PROGRAMS = ['control-plane', 'data-plane', 'simulator', 'cli'];
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LICENSE_FILE = /^(licen[cs]e|copying)/i;
/** What the Apache licence asks to be kept beside it. */
const NOTICE_FILE = /^notice/i;

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [program, folder] = process.argv.slice(2);
if (!PROGRAMS.includes(program) || folder === undefined) {
  fail(`usage: node scripts/assemble.mjs <${PROGRAMS.join(' | ')}> <folder>`);
}
const target = resolve(folder);
if (existsSync(target) && readdirSync(target).length > 0) fail(`${target} is not empty: choose a new folder`);
const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (status !== 0) fail('Build failed; see above.');

const home = join(ROOT, 'packages', program);
const bundles = readdirSync(join(home, 'dist'))
  .filter((file) => file.endsWith('.bundle.json'))
  .map((file) => JSON.parse(readFileSync(join(home, 'dist', file), 'utf8')));
mkdirSync(join(target, 'dist'), { recursive: true });
for (const file of bundles.flatMap(({ files }) => Object.keys(files)))
  cpSync(join(home, 'dist', file), join(target, 'dist', file));
if (existsSync(join(home, 'bin'))) cpSync(join(home, 'bin'), join(target, 'bin'), { recursive: true });
/** The control plane serves the console. */
const consoleDist = program === 'control-plane' ? join(ROOT, 'packages/console/dist') : null;
if (consoleDist !== null) {
  const isServed = (file) => !/(packages\.json|\.built-from)$/.test(file);
  cpSync(consoleDist, join(target, 'console'), { recursive: true, filter: isServed });
}
const { name, version, license, bin } = readPackage(home);
writeFileSync(
  join(target, 'package.json'),
  `${JSON.stringify({ name, version, private: true, license, bin }, null, 2)}\n`,
);
cpSync(join(ROOT, 'LICENSE'), join(target, 'LICENSE'));
const inConsole = consoleDist === null ? [] : JSON.parse(readFileSync(join(consoleDist, 'packages.json'), 'utf8'));
const packages = [...new Set([...bundles.flatMap((bundle) => bundle.packages), ...inConsole])];
writeFileSync(join(target, 'third-party-licenses.txt'), packages.map(noticeOf).join('\n'));

/** What the licence of a bundled package asks to be kept with each copy. */
function noticeOf(path) {
  const at = join(ROOT, path);
  const described = readPackage(at);
  const licenses = textsOf(at, LICENSE_FILE);
  if (licenses.length === 0) licenses.push(licenseText(described) ?? failWithoutText(described));
  const texts = [...licenses, ...textsOf(at, NOTICE_FILE)];
  const heading = `${described.name} ${described.version} (${described.license ?? 'see below'})`;
  return `${'='.repeat(heading.length)}\n${heading}\n${'='.repeat(heading.length)}\n\n${texts.join('\n\n')}\n`;
}

function textsOf(folder, name) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim())
    .filter((text) => text !== '');
}

/** @returns {never} */
function failWithoutText({ name, license }) {
  return fail(
    `Package ${name} is in the bundle, but has no file with the text of its licence (${license ?? 'unknown'}). ` +
      'If its licence is a standard one, add the text to scripts/license-texts.mjs.',
  );
}

function readPackage(path) {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
}
