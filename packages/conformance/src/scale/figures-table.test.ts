import type { Figure } from './figure';
import { figuresTable } from './figures-table';
import { MEASURES, type MeasureId } from './measures';

it('shows each measure with its bound, and which bounds do not hold', () => {
  const table = figuresTable(
    new Map<MeasureId, Figure | string>([
      ['commit', { value: 12.3456, min: 8, max: 1234.5, count: 300 }],
      ['effect', { value: 100.4, min: 20, max: 101, count: 300 }],
      ['recompile', 'not available in this build'],
    ]),
  );
  const line = (text: string) => table.split('\n').find((one) => one.startsWith(text));
  expect(table.split('\n')).toHaveLength(1 + MEASURES.length);
  expect(line('toggle a model: commit')).toMatch(/ 50 ms +12\.3 ms +8–1235 +300 /);
  expect(line('toggle a model: in effect')).toMatch(/ 100 ms +100 ms OVER +20–101 +300 /);
  expect(line('recompile all')).toMatch(/ – +not available in this build /);
  expect(line('start a data plane: ready')).toMatch(/ 3 s +not measured /);
});
