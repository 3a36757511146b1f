import { readArguments } from './arguments';
import { SCENARIOS } from './scenarios/all-scenarios';
import { FULL, QUICK } from './scenarios/profile';

it('a whole run writes the page in docs; a partial one prints it, unless a folder is named', () => {
  expect(readArguments([])).toEqual({
    profile: FULL,
    isQuick: false,
    withPeers: true,
    scenarios: SCENARIOS,
    jsonFile: null,
    outputFolder: 'docs',
  });
  expect(readArguments(['--quick'])).toMatchObject({ profile: QUICK, isQuick: true, outputFolder: null });
  expect(readArguments(['--only', 'streams']).outputFolder).toBeNull();
  expect(readArguments(['--without-peers'])).toMatchObject({ withPeers: false, outputFolder: null });
  expect(readArguments(['--quick', '--output', 'docs']).outputFolder).toBe('docs');
});

it('takes scenarios in the order of the page, rounds, and a file', () => {
  const { scenarios, profile, jsonFile } = readArguments([
    '--only',
    'streams',
    '--only',
    'policies',
    '--rounds',
    '9',
    '--json',
    'x.json',
  ]);
  expect(scenarios.map(({ name }) => name)).toEqual(['policies', 'streams']);
  expect([profile, jsonFile]).toEqual([{ ...FULL, rounds: 9 }, 'x.json']);
});

it('says what is wrong with other arguments', () => {
  expect(() => readArguments(['--only', 'sizes'])).toThrow(
    '--only sizes: no such scenario; choose from request-sizes, policies,',
  );
  for (const rounds of ['0', '51', '2.5', '-1', 'many', '']) {
    expect(() => readArguments([`--rounds=${rounds}`])).toThrow('must be a whole number from 1 to 50');
  }
  expect(() => readArguments(['--fast'])).toThrow("Unknown option '--fast'");
  expect(() => readArguments(['streams'])).toThrow("Unexpected argument 'streams'");
  expect(() => readArguments(['--json'])).toThrow('--json');
});

it('scenarios have names of their own', () => {
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
});
