import { readSettings } from './settings';

test('without settings it listens on the loopback, port 9090', () => {
  expect(readSettings({})).toEqual({ port: 9_090, host: '127.0.0.1' });
});

test('settings are taken from the environment', () => {
  expect(readSettings({ SWITCHYARD_SIMULATOR_PORT: '0', SWITCHYARD_HOST: '::1' })).toEqual({ port: 0, host: '::1' });
});

test.each(['-1', '65536', '1.5', 'http', '1e9'])('the port %s is refused by name', (port) => {
  expect(() => readSettings({ SWITCHYARD_SIMULATOR_PORT: port })).toThrow(
    'SWITCHYARD_SIMULATOR_PORT is not valid, must be a port: 1 to 65535, or 0 for any free port',
  );
});
