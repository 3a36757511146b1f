import { curvePlot, metricPlot } from './plots';

/** The texts in an SVG, which has to be well-formed. */
function textsOf(svg: string): string[] {
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text = '']) => text);
}

it('plots each median with its spread, by subject and metric', () => {
  const series = [
    { subject: 'nginx', samples: [28, 31, 30] },
    { subject: 'Portkey', samples: [985] },
    { subject: 'no gateway', samples: [] },
  ];
  const svg = metricPlot([
    { name: '1 KB', unit: 'µs of CPU per request', series },
    { name: '10 KB', unit: 'µs of CPU per request', series },
  ]);
  const texts = textsOf(svg);
  for (const text of ['nginx', 'Portkey', '1 KB', '10 KB', '985', '30']) expect(texts).toContain(text);
  expect(texts).not.toContain('no gateway');
  expect(texts.join()).toContain('µs of CPU per request');
  expect(svg.match(/<circle/g)).toHaveLength(4);
});

it('plots values of 0, which have no place on a logarithmic axis', () => {
  const series = [
    { subject: 'a', samples: [0] },
    { subject: 'b', samples: [1_000] },
  ];
  expect(metricPlot([{ name: 'x', unit: 'MB', series }])).not.toContain('NaN');
});

it('plots a curve per subject', () => {
  const points = [0, 1, 2].map((minutes) => ({ minutes, value: 80 + minutes }));
  const svg = curvePlot('MB resident', [
    { subject: 'bare Node', points },
    { subject: 'Switchyard', points },
  ]);
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['bare Node', 'Switchyard']));
  expect(svg).not.toContain('NaN');
});
