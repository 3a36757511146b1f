import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDestination, publishReport } from './publish-report';
import type { Report } from './report/report';

const REPORT: Report = {
  command: 'npm run bench',
  startedAt: '2026-11-30T12:00:00.000Z',
  minutes: 1,
  machine: { processor: 'Some CPU', cores: 2, memoryGib: 24, system: 'Linux', node: '26.10.0', commit: null },
  loadAverages: [0, 1],
  coresAreApart: true,
  rounds: 1,
  isQuick: false,
  versions: {},
  leftOut: [],
  scenarios: [
    {
      name: 'policies',
      title: 'Policies',
      method: 'Saturated.',
      result: { baseline: null, metrics: [{ name: '1 KB', unit: 'µs', series: [{ subject: 'a', samples: [1] }] }] },
      failures: [],
    },
  ],
};

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-publish-'))));
afterEach(() => rm(folder, { recursive: true }));

it('writes page, plots and raw results, and removes the plots of an earlier page', async () => {
  const destination = { jsonFile: join(folder, 'raw.json'), outputFolder: join(folder, 'docs') };
  await mkdir(join(folder, 'docs/benchmarks'), { recursive: true });
  await writeFile(join(folder, 'docs/benchmarks/old-1.svg'), '');
  await checkDestination(destination);
  await publishReport(REPORT, destination);
  expect(await readdir(join(folder, 'docs/benchmarks'))).toEqual(['policies-1.svg']);
  expect(await readFile(join(folder, 'docs/benchmarks.md'), 'utf8')).toContain('(benchmarks/policies-1.svg)');
  expect(JSON.parse(await readFile(destination.jsonFile, 'utf8'))).toEqual(REPORT);
});

it('complains of a destination that cannot be written before anything is measured', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(checkDestination({ jsonFile: join(folder, 'none/raw.json'), outputFolder: null })).rejects.toThrow(
    /^--json .+raw\.json cannot be written: (Error: )?ENOENT/,
  );
  await expect(checkDestination({ jsonFile: null, outputFolder: file })).rejects.toThrow(
    /^--output .+ cannot be written: /,
  );
});
