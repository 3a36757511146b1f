import { formatFigure, formatRatio } from './format-figure';

it('shows three significant digits, and all before the point', () => {
  expect([0, 0.012345, 3.14159, 99.96, 123.4, 1_234_567.8, -0.5].map(formatFigure)).toEqual([
    '0',
    '0.0123',
    '3.14',
    '100',
    '123',
    '1,234,568',
    '-0.5',
  ]);
  expect([0.5, 1.236, 12.34].map(formatRatio)).toEqual(['0.50 ×', '1.24 ×', '12.3 ×']);
});
