import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const MANIFEST = 'providers:\n  - name: acme\n';

let controlPlane: ControlPlaneDouble;
let folder: string;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
});
beforeEach(() =>
  controlPlane.answer({
    ExportManifest: () => ({ manifest: MANIFEST }),
    ConfigurationAt: () => ({ manifest: '{"providers":[]}' }),
  }),
);
afterAll(async () => {
  await controlPlane.close();
  rmSync(folder, { recursive: true });
});

const exported = (...args: string[]) => switchyard(['export', ...args], { url: controlPlane.url, folder });

it('the manifest goes to standard output unchanged', async () => {
  expect(await exported()).toEqual({ exitCode: 0, output: MANIFEST, errorOutput: '' });
  expect(controlPlane.inputOf('ExportManifest')).toEqual({ format: 'YAML' });
});

it('--revision exports a past revision', async () => {
  const result = { format: 'JSON', revision: 41, file: null, manifest: '{"providers":[]}' };
  expect(jsonOf(await exported('--revision', '41', '--format', 'json', '--json'))).toEqual(result);
  expect(controlPlane.inputOf('ConfigurationAt')).toEqual({ revision: 41, format: 'JSON' });
});

it('a file is replaced atomically', async () => {
  for (const _ of [1, 2]) expect(await exported('-o', 'm.yaml')).toMatchObject({ exitCode: 0, output: '' });
  expect(readFileSync(join(folder, 'm.yaml'), 'utf8')).toBe(MANIFEST);
  expect(readdirSync(folder)).toEqual(['m.yaml']);
});

it("a link's target is replaced, but neither the link itself nor a pipe", async () => {
  symlinkSync('m.yaml', join(folder, 'link'));
  expect(await exported('-o', 'link')).toMatchObject({ exitCode: 0 });
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);

  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const [text, ended] = await Promise.all([readFile(pipe, 'utf8'), exported('-o', 'pipe')]);
  expect([text, ended.exitCode, statSync(pipe).isFIFO()]).toEqual([MANIFEST, 0, true]);
});

it('a missing folder is a usage error', async () => {
  const ended = await exported('-o', 'no-such/m.yaml');
  expect(ended.exitCode).toBe(2);
  expect(ended.errorOutput).toContain('no-such/m.yaml: no such file');
});
