import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, installNpmProgram } from './npm-package';

const PROGRAM = { name: '@scope/some', version: '1.0.0', file: 'main.js', pinned: { other: '2.0.0' } };

let folder: string;
let prefix: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-npm-'));
  prefix = join(folder, '-scope-some-1.0.0');
});
afterEach(() => rm(folder, { recursive: true }));

it('installs once, with the pinned versions', async () => {
  const manifests: unknown[] = [];
  const install = async (where: string) => {
    expect(where).toBe(prefix);
    manifests.push(JSON.parse(await readFile(join(where, 'package.json'), 'utf8')));
  };
  const path = join(prefix, 'node_modules/@scope/some/main.js');
  for (let time = 0; time < 2; time += 1) expect(await installNpmProgram(PROGRAM, folder, install)).toEqual({ path });
  expect(manifests).toEqual([
    { private: true, dependencies: { '@scope/some': '1.0.0' }, overrides: { other: '2.0.0' } },
  ]);

  const repinned = { ...PROGRAM, pinned: { other: '2.0.1' } };
  await installNpmProgram(repinned, folder, install);
  expect(manifests[1]).toMatchObject({ overrides: { other: '2.0.1' } });
});

it('says in one line why a package cannot be installed, and tries again the next time', async () => {
  const failing = async () => {
    throw Object.assign(new Error('Command failed'), { stderr: 'npm error code E404\nnpm error 404 Not Found\n' });
  };
  const reason = 'npm could not install @scope/some@1.0.0: npm error code E404';
  expect(await installNpmProgram(PROGRAM, folder, failing)).toEqual({ path: null, reason });
  expect(await installNpmProgram(PROGRAM, folder, async () => undefined)).toMatchObject({ path: expect.any(String) });

  // A file stands where the folder would be.
  await rm(prefix, { recursive: true });
  await writeFile(prefix, '');
  expect(await installNpmProgram(PROGRAM, folder, async () => undefined)).toMatchObject({
    reason: expect.stringMatching(/^npm could not install @scope\/some@1.0.0: E.+$/),
  });
});

it('keeps programs in the user’s cache', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/switchyard-bench');
  expect(cacheFolder({ XDG_CACHE_HOME: '' })).toMatch(/\/\.cache\/switchyard-bench$/);
});
