import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..', '..');
const CRUISER = join(ROOT, 'node_modules', '.bin', 'depcruise');
const CONFIGURATION = ['.dependency-cruiser.cjs', 'layers.json'];
const layers = JSON.parse(readFileSync(join(ROOT, 'layers.json'), 'utf8')) as Record<string, string[]>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-layers-'));
  for (const name of CONFIGURATION) copyFileSync(join(ROOT, name), join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the check reports for the files of `folder`: the rule and the file that breaks it. */
async function breaches(): Promise<string[]> {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages'];
  const { stdout } = await promisify(execFile)(CRUISER, args, { cwd: folder, maxBuffer: 64 << 20 });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}

function plant(file: string, imported?: string): void {
  const path = join(folder, 'packages', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, imported === undefined ? 'export const found = 1;\n' : `export * from '${imported}';\n`);
}

const upward = Object.entries(layers).flatMap(([parent, order]) =>
  order.slice(1).map((upper, index) => ({ parent, lower: order[index]!, upper })),
);
const ruleOf = (parent: string, layer: string) => `layer-${parent.replace('/src', '').replaceAll('/', '-')}-${layer}`;

it('the check of the fences refuses an import upward in each layer, and allows each one downward', async () => {
  for (const { parent, lower, upper } of upward) {
    plant(`${parent}/${lower}/planted-below-${upper}.ts`, `../${upper}/found`);
    plant(`${parent}/${upper}/planted-above-${lower}.ts`, `../${lower}/found`);
    plant(`${parent}/${lower}/found.ts`);
    plant(`${parent}/${upper}/found.ts`);
  }

  expect((await breaches()).toSorted()).toEqual(
    upward
      .map(
        ({ parent, lower, upper }) => `${ruleOf(parent, lower)}: packages/${parent}/${lower}/planted-below-${upper}.ts`,
      )
      .toSorted(),
  );
});

it('the check of the fences refuses a folder without a place among the layers, and an import of the files above them', async () => {
  const parents = Object.keys(layers);
  for (const parent of parents) plant(`${parent}/unheard-of/new.ts`, './neighbour');
  for (const parent of parents) plant(`${parent}/unheard-of/neighbour.ts`);
  const packages = parents.filter((parent) => parent.endsWith('/src'));
  for (const parent of packages) {
    plant(`${parent}/program.ts`);
    plant(`${parent}/${layers[parent]![0]}/upward.ts`, '../program');
  }

  const found = await breaches();

  for (const parent of parents) {
    const name = `layer-of-${parent.replace('/src', '').replaceAll('/', '-')}`;
    expect(found).toContain(`${name}: packages/${parent}/unheard-of/new.ts`);
  }
  for (const parent of packages) {
    expect(found).toContain(`top-files-import-nobody-above: packages/${parent}/${layers[parent]![0]}/upward.ts`);
  }
});
