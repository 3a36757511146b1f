import { markdownTable, metricTable } from './metric-table';

it('shows the median, the spread, and the median of the rounds’ ratios', () => {
  const metric = {
    name: '1 KB',
    unit: 'µs',
    series: [
      { subject: 'bare Node', samples: [70, 72, 100] },
      { subject: 'Switchyard', samples: [140, 216, 100] },
      { subject: 'Portkey', samples: [1_234.5] },
      { subject: 'no gateway', samples: [] },
    ],
  };
  expect(metricTable([metric], 'bare Node')).toBe(
    [
      '|            | 1 KB                  |',
      '| ---------- | --------------------- |',
      '| bare Node  | 72 (70–100)           |',
      '| Switchyard | 140 (100–216), 2.00 × |',
      '| Portkey    | 1,235, 17.6 ×         |',
      '| no gateway | –                     |',
    ].join('\n'),
  );
  expect(metricTable([metric], null)).not.toContain('×');
});

it('keeps a cell with a bar in one column', () => {
  expect(markdownTable(['a'], [['x|y']])).toContain(String.raw`| x\|y |`);
});
