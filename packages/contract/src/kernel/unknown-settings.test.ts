import { unknownSettingsWarning } from './unknown-settings';

const PROGRAM = { program: 'the data plane', known: ['NATS_URL', 'SWITCHYARD_HOST', 'SWITCHYARD_DATA_PLANE_PORT'] };

it('a misspelt setting is named with what there is, in one line that quotes no value', () => {
  const environment = { SWITCHYARD_HOTS: 'a-secret', SWITCHYARD_HOST: '::', PATH: '/bin', NATS_URL: 'nats://x' };
  expect(unknownSettingsWarning(environment, PROGRAM)).toBe(
    'No setting of the data plane, and ignored: SWITCHYARD_HOTS. It knows SWITCHYARD_DATA_PLANE_PORT, SWITCHYARD_HOST.',
  );
});

it('settings that are known, empty, or meant for what stands around the planes are no warning', () => {
  const environment = { SWITCHYARD_HOST: '::', SWITCHYARD_HOTS: '', SWITCHYARD_URL: 'http://x', SWITCHYARD_TOKEN: 't' };
  expect(unknownSettingsWarning(environment, PROGRAM)).toBeNull();
});
