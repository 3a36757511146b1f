import { readSettings } from './settings';

test('listens on port 9090 of the loopback address by default', () => {
  expect(readSettings({})).toEqual({ port: 9_090, host: '127.0.0.1' });
});

test('reads the settings from the environment', () => {
  expect(readSettings({ SWITCHYARD_SIMULATOR_PORT: '0', SWITCHYARD_HOST: '::1' })).toEqual({ port: 0, host: '::1' });
});

test.each(['-1', '65536', '1.5', 'http', '1e9'])('refuses %s as a port and names the setting', (port) => {
  expect(() => readSettings({ SWITCHYARD_SIMULATOR_PORT: port })).toThrow(
    'SWITCHYARD_SIMULATOR_PORT must be a port from 0 to 65535',
  );
});
