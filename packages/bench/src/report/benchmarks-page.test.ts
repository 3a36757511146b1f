import { benchmarksPage } from './benchmarks-page';
import type { Report } from './report';

const REPORT: Report = {
  command: 'npm run bench',
  startedAt: '2026-11-30T12:00:00.000Z',
  minutes: 61,
  machine: {
    processor: 'Some CPU',
    cores: 2,
    memoryGib: 24,
    system: 'Linux 6.1',
    node: '26.10.0',
    commit: 'abcdef0123',
  },
  loadAverages: [0.1, 1.9],
  coresAreApart: true,
  rounds: 5,
  isQuick: false,
  versions: { nginx: '1.22.1' },
  leftOut: [],
  scenarios: [
    {
      name: 'sizes',
      title: 'What a request costs',
      method: 'Saturated.',
      result: {
        baseline: 'bare Node',
        metrics: [
          { name: '1 KB', unit: 'µs of CPU per request', series: [{ subject: 'bare Node', samples: [70, 71] }] },
          { name: 'rate', unit: 'requests per second', series: [{ subject: 'bare Node', samples: [9_000, 9_100] }] },
        ],
        curves: { unit: 'MB', series: [{ subject: 'bare Node', points: [{ minutes: 0, value: 80 }] }] },
      },
      failures: [],
    },
  ],
};

it('shows machine, versions and command, and each scenario with a table and a plot for each unit', () => {
  const { text, plots } = benchmarksPage(REPORT);
  expect(text).toMatch(/`npm run bench` wrote this page on 2026-11-30; it took 61 minutes\./);
  expect(text).toContain('Some CPU, 2 cores, 24 GiB, Linux 6.1');
  expect(text).toContain('Node 26.10.0, nginx 1.22.1; Switchyard at commit abcdef0123');
  expect(text).toContain('## What a request costs');
  expect(text).toMatch(/\n## What did not pay off\n[^#]+$/);
  expect(text).toContain('In µs of CPU per request; ratios to bare Node:');
  expect([...plots.keys()]).toEqual(['sizes-1.svg', 'sizes-2.svg', 'sizes-3.svg']);
  for (const file of plots.keys()) expect(text).toContain(`(benchmarks/${file})`);
  expect(text).not.toContain('**');
});

it('warns of what makes figures worthless, and names who was left out', () => {
  const { text } = benchmarksPage({
    ...REPORT,
    loadAverages: [6.2, 6],
    isQuick: true,
    coresAreApart: false,
    leftOut: ['haproxy is not installed: install the package haproxy'],
  });
  expect(text).toContain('**The machine was busy with other work (load average 6.2 before the run)');
  expect(text).toContain('**This was a quick run');
  expect(text).toContain('**Only one core was available');
  expect(text).toContain('- Left out: haproxy is not installed: install the package haproxy.');
});

it('says what was not measured, and why', () => {
  const failed = {
    ...REPORT.scenarios[0]!,
    result: { baseline: null, metrics: [] },
    failures: ['streams, Portkey: it ended', 'x'],
  };
  const { text, plots } = benchmarksPage({ ...REPORT, scenarios: [failed] });
  expect(text).toContain('**Not measured:**\n\n```text\nstreams, Portkey: it ended\nx\n```');
  expect(plots.size).toBe(0);
});
