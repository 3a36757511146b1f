import { randomBytes } from 'node:crypto';
import { readSettings, settingsWarning } from './settings';
import { StartFailure } from './start-failure';

const secrets = { adminToken: 'a-token-of-the-tests', sealingKey: randomBytes(32).toString('base64') };

test('without settings everything is embedded, on the default ports', () => {
  const settings = readSettings({});
  expect(settings).toMatchObject({ databaseUrl: null, natsUrl: null, dataFolder: '.switchyard', demonstration: true });
  const { controlPlane, dataPlane } = settings.withSecrets(secrets);
  expect([controlPlane.port, dataPlane.port, dataPlane.adminPort]).toEqual([4000, 8080, 8081]);
});

test('warns of a misspelt setting, and knows the settings of both planes', () => {
  expect(settingsWarning({ SWITCHYARD_LOG_LEVL: 'info' })).toMatch(
    /^Ignored unknown settings of npm start: SWITCHYARD_LOG_LEVL\. Known settings: /,
  );
  expect(
    settingsWarning({
      SWITCHYARD_DATA_DIR: 'a',
      SWITCHYARD_REQUESTS_PER_MINUTE: '1',
      SWITCHYARD_DATA_PLANE_ADMIN_PORT: '1',
    }),
  ).toBeNull();
});

test('an empty value counts as unset', () => {
  const settings = readSettings({
    DATABASE_URL: '',
    NATS_URL: '',
    SWITCHYARD_DATA_DIR: '',
    SWITCHYARD_ADMIN_TOKEN: '',
  });
  expect(settings).toMatchObject({ databaseUrl: null, natsUrl: null, dataFolder: '.switchyard', givenSecrets: {} });
});

test.each([
  { SWITCHYARD_SIMULATOR_PORT: '0' },
  { SWITCHYARD_SIMULATOR_PORT: 'http' },
  { SWITCHYARD_DEMONSTRATION: 'yes' },
  { SWITCHYARD_DATA_PLANE_PORT: '99999' },
  { SWITCHYARD_DATA_PLANE_WORKERS: '2' },
  { SWITCHYARD_CONTROL_PLANE_PORT: 'http' },
  { SWITCHYARD_LOG_LEVEL: 'loud' },
  { DATABASE_URL: 'mysql://host/database' },
  { NATS_URL: '127.0.0.1' },
])('%j is refused in one line that names it', (environment) => {
  const read = () => readSettings(environment).withSecrets(secrets);
  const [name = ''] = Object.keys(environment);
  expect(read).toThrow(StartFailure);
  expect(read).toThrow(new RegExp(`^${name} [^\n]*$`));
});
