import { momentFrom } from './option-values';

const moment = momentFrom(() => Date.parse('2026-03-01T12:00:00Z'));

it.each([
  ['90d', '2026-05-30T12:00:00.000Z'],
  ['12h', '2026-03-02T00:00:00.000Z'],
  ['30m', '2026-03-01T12:30:00.000Z'],
  ['2027-03-01', '2027-03-01T00:00:00.000Z'],
  ['2027-03-01T12:00+02:00', '2027-03-01T10:00:00.000Z'],
])('%s is %s', (text, iso) => {
  expect(moment(text)).toBe(iso);
});

it.each([
  'tomorrow',
  '2027-13-01',
  '2027-02-30',
  '2027-02-29T12:00:00Z',
  '90D',
  '1e3d',
  '2027-03-01T12:00',
  '90',
  '1y',
  '',
])('%j is not a date or time', (text) => {
  expect(() => moment(text)).toThrow('It must be a date or time such as 2027-03-01');
});
