import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrationSettings, readSettings, settingsWarning } from './settings';

const GOOD = {
  DATABASE_URL: 'postgres://user:password@127.0.0.1:5432/switchyard',
  NATS_URL: 'nats://127.0.0.1:4222',
  SWITCHYARD_ADMIN_TOKEN: 'a-token-of-some-length',
  SWITCHYARD_SEALING_KEY: randomBytes(32).toString('base64'),
};

/** What compose makes of the variables of the console: `${NAME:-default}` and `${NAME-default}`. */
function composeSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const file = readFileSync(join(__dirname, '../../../docker-compose.yml'), 'utf8');
  const lines = [...file.matchAll(/^ {2}(SWITCHYARD_(?:CONSOLE_ORIGINS|PLAYGROUND_URL)): (.+)$/gm)];
  return Object.fromEntries(
    lines.map(([, name = '', value = '']) => {
      const text = value.replaceAll(
        /\$\{(\w+)(:?)-([^${}]*)\}/g,
        (_all, variable: string, colon: string, byDefault: string) => {
          const given = environment[variable];
          return given === undefined || (colon !== '' && given === '') ? byDefault : given;
        },
      );
      return [name, text];
    }),
  );
}

it('reads settings, with the documented defaults', () => {
  expect(readSettings(GOOD)).toMatchObject({
    port: 4000,
    adminPort: 4001,
    host: '127.0.0.1',
    databaseUrl: GOOD.DATABASE_URL,
  });
});

it('reads a list of origins', () => {
  const SWITCHYARD_ALLOWED_ORIGINS = 'https://a.example.com, http://127.0.0.1:5173';
  expect(readSettings({ ...GOOD, SWITCHYARD_ALLOWED_ORIGINS }).allowedOrigins).toEqual([
    'https://a.example.com',
    'http://127.0.0.1:5173',
  ]);
});

it.each([
  [{}, ['http://localhost:4000', 'http://127.0.0.1:4000'], 'http://load-balancer:8080'],
  [{ SWITCHYARD_CONTROL_PLANE_PORT: '4100' }, ['http://localhost:4100', 'http://127.0.0.1:4100'], undefined],
  [{ SWITCHYARD_CONTROL_PLANE_PORT: '80' }, ['http://localhost', 'http://127.0.0.1'], undefined],
  [
    { SWITCHYARD_CONSOLE_ORIGINS: 'https://a.example.com' },
    ['https://a.example.com', 'http://localhost:4000', 'http://127.0.0.1:4000'],
    undefined,
  ],
  [{ SWITCHYARD_PLAYGROUND_URL: '' }, ['http://localhost:4000', 'http://127.0.0.1:4000'], null],
])('reads what docker-compose.yml passes on with %j', (environment, consoleOrigins, playgroundUrl) => {
  const passed = composeSettings(environment);
  expect(readSettings({ ...GOOD, ...passed })).toMatchObject({
    consoleOrigins,
    ...(playgroundUrl === undefined ? {} : { playgroundUrl }),
  });
});

it.each([
  ['DATABASE_URL', undefined],
  ['DATABASE_URL', 'mysql://127.0.0.1/x'],
  ['NATS_URL', 'http://127.0.0.1'],
  ['NATS_URL', undefined],
  ['SWITCHYARD_CONTROL_PLANE_PORT', 'high'],
  ['SWITCHYARD_CONTROL_PLANE_PORT', '65536'],
  ['SWITCHYARD_CONTROL_PLANE_PORT', ' '],
  ['SWITCHYARD_CONTROL_PLANE_PORT', '-1'],
  ['SWITCHYARD_CONTROL_PLANE_ADMIN_PORT', '65536'],
  ['SWITCHYARD_ADMIN_TOKEN', 'short'],
  ['SWITCHYARD_ADMIN_TOKEN', undefined],
  ['SWITCHYARD_SEALING_KEY', 'c2hvcnQ='],
  ['SWITCHYARD_LOG_LEVEL', 'loud'],
  ['SWITCHYARD_REQUESTS_PER_MINUTE', '0'],
  ['SWITCHYARD_REQUESTS_PER_MINUTE', 'many'],
  ['SWITCHYARD_DATABASE_CONNECTIONS', '1001'],
  ['SWITCHYARD_DATABASE_WAIT_SECONDS', '-1'],
  ['SWITCHYARD_STATEMENT_TIMEOUT_SECONDS', '1.5'],
  ['SWITCHYARD_DRAIN_SECONDS', '0'],
  ['SWITCHYARD_PRIVATE_ENDPOINTS', 'refuse'],
  ['SWITCHYARD_CURRENCY', 'euro'],
  ['SWITCHYARD_USAGE_MINUTE_DAYS', '0'],
  ['SWITCHYARD_USAGE_HOUR_MONTHS', '61'],
  ['SWITCHYARD_REQUEST_RECORD_DAYS', 'week'],
  ['SWITCHYARD_ALLOWED_ORIGINS', 'console.example.com'],
  ['SWITCHYARD_ALLOWED_ORIGINS', 'https://console.example.com/'],
  ['SWITCHYARD_ALLOWED_ORIGINS', 'https://a.example.com,'],
  ['SWITCHYARD_CONSOLE_ORIGINS', 'console.example.com'],
  ['SWITCHYARD_CONSOLE_ORIGINS', '*'],
  ['SWITCHYARD_TRUSTED_PROXIES', 'load-balancer'],
  ['SWITCHYARD_TRUSTED_PROXIES', '10.0.0.1,0.0.0.0/0'],
])('names the invalid setting %s=%s in one line, and quotes no secret', (name, value) => {
  const read = () => readSettings({ ...GOOD, [name]: value });
  expect(read).toThrow(new RegExp(`^${name} [^\\n]+$`));
  if (value === 'short' || value === 'c2hvcnQ=') expect(read).not.toThrow(new RegExp(value));
});

it('reads trusted proxies as addresses and ranges, none by default', () => {
  expect(readSettings({ ...GOOD, SWITCHYARD_TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toEqual([
    '10.0.0.0/8',
    '::1',
  ]);
  expect(readSettings(GOOD).trustedProxies).toEqual([]);
});

it('lists the log levels', () => {
  expect(() => readSettings({ ...GOOD, SWITCHYARD_LOG_LEVEL: 'loud' })).toThrow(
    /^SWITCHYARD_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent$/,
  );
});

it('warns about an unknown setting, and about none that it reads', () => {
  expect(settingsWarning({ ...GOOD, SWITCHYARD_HOTS: '::' })).toMatch(
    /^Ignored unknown settings of the control plane: SWITCHYARD_HOTS\./,
  );
  expect(settingsWarning(GOOD)).toBeNull();
});

it('treats an empty variable, as compose files set it, as not set', () => {
  const empty = { SWITCHYARD_CONTROL_PLANE_PORT: '', SWITCHYARD_HOST: '', SWITCHYARD_LOG_LEVEL: '' };
  expect(readSettings({ ...GOOD, ...empty })).toMatchObject({ port: 4000, host: '127.0.0.1', logLevel: 'info' });
  expect(readMigrationSettings({ ...GOOD, ...empty }).logLevel).toBe('info');
});

it.each(Object.keys(GOOD))('refuses an empty %s, which has no default', (name) => {
  expect(() => readSettings({ ...GOOD, [name]: '' })).toThrow(new RegExp(`^${name} must be [^\\n]+$`));
});
