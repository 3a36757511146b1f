import { unknownSettingsWarning } from './unknown-settings';

const PROGRAM = { program: 'the data plane', known: ['NATS_URL', 'SWITCHYARD_HOST', 'SWITCHYARD_DATA_PLANE_PORT'] };

it('names a misspelt setting and the known ones, in one line that quotes no value', () => {
  const environment = { SWITCHYARD_HOTS: 'a-secret', SWITCHYARD_HOST: '::', PATH: '/bin', NATS_URL: 'nats://x' };
  expect(unknownSettingsWarning(environment, PROGRAM)).toBe(
    'Ignored unknown settings of the data plane: SWITCHYARD_HOTS. Known settings: SWITCHYARD_DATA_PLANE_PORT, SWITCHYARD_HOST.',
  );
});

it('does not warn about settings that are known, empty or meant for the programs around the planes', () => {
  const environment = { SWITCHYARD_HOST: '::', SWITCHYARD_HOTS: '', SWITCHYARD_URL: 'http://x', SWITCHYARD_TOKEN: 't' };
  expect(unknownSettingsWarning(environment, PROGRAM)).toBeNull();
});
