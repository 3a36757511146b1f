import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { readSettings, settingsWarning } from './settings';

const good = () => ({
  NATS_URL: 'nats://127.0.0.1:4222',
  SWITCHYARD_SEALING_KEY: randomBytes(32).toString('base64'),
});

describe('readSettings', () => {
  it('uses the defaults for settings that are not set', () => {
    expect(readSettings(good())).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      adminPort: 8081,
      requestBodyBytesMax: 32 * 1024 * 1024,
      requestsInFlightMax: 10_000,
      bufferedBytesMax: 512 * 1024 * 1024,
      consumerConnectionsMax: 20_000,
      socketsPerOriginMax: 1_024,
      drainMs: 120_000,
      usageSpoolBytesMax: 256 * 1024 * 1024,
      privateEndpoints: 'allow',
      allowedOrigins: [],
      accessLog: 'failed',
      metricDetail: { isByConsumer: false, isLatencyByAiApi: false },
    });
  });

  it.each([
    ['NATS_URL', 'http://127.0.0.1'],
    ['NATS_URL', undefined],
    ['SWITCHYARD_SEALING_KEY', 'c2hvcnQ='],
    ['SWITCHYARD_SEALING_KEY', undefined],
    ['SWITCHYARD_DATA_PLANE_PORT', '70000'],
    ['SWITCHYARD_DATA_PLANE_ADMIN_PORT', 'eighty'],
    ['SWITCHYARD_REQUEST_BODY_MIB_MAX', '0'],
    ['SWITCHYARD_REQUESTS_IN_FLIGHT_MAX', '0'],
    ['SWITCHYARD_REQUESTS_IN_FLIGHT_MAX', 'many'],
    ['SWITCHYARD_BUFFERED_MIB_MAX', '0.5'],
    ['SWITCHYARD_BUFFERED_MIB_MAX', '31'],
    ['SWITCHYARD_CONSUMER_CONNECTIONS_MAX', '-1'],
    ['SWITCHYARD_SOCKETS_PER_ORIGIN_MAX', '65536'],
    ['SWITCHYARD_DATA_PLANE_WORKERS', '0'],
    ['SWITCHYARD_DATA_PLANE_WORKERS', '65'],
    ['SWITCHYARD_DATA_PLANE_WORKERS', 'all'],
    ['SWITCHYARD_DRAIN_SECONDS', '0'],
    ['SWITCHYARD_DRAIN_SECONDS', '3601'],
    ['SWITCHYARD_DRAIN_SECONDS', '30s'],
    ['SWITCHYARD_USAGE_SPOOL_MIB_MAX', '0'],
    ['SWITCHYARD_USAGE_SPOOL_MIB_MAX', '16385'],
    ['SWITCHYARD_PRIVATE_ENDPOINTS', 'refuse'],
    ['SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS', 'app.example.com'],
    ['SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS', 'https://app.example.com/'],
    ['SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS', 'https://App.example.com'],
    ['SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS', 'null'],
    ['SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS', 'file://'],
    ['SWITCHYARD_ACCESS_LOG', 'some'],
    ['SWITCHYARD_METRICS_CONSUMERS', 'yes'],
    ['SWITCHYARD_METRICS_LATENCY_BY_AI_API', '1'],
    ['SWITCHYARD_LOG_LEVEL', 'loud'],
  ])('refuses %s=%s in a line that names the setting', (name, value) => {
    expect(() => readSettings({ ...good(), [name]: value })).toThrow(new RegExp(`^${name} `));
  });

  it('reads origins as browsers send them, those of extensions and of web views too', () => {
    const origins = [
      'https://app.example.com',
      'http://127.0.0.1:5173',
      'chrome-extension://abcdef',
      'app://localhost',
    ];
    const variables = { ...good(), SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS: origins.join(', ') };
    expect(readSettings(variables).allowedOrigins).toEqual(origins);
    expect(readSettings({ ...good(), SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS: '*' }).allowedOrigins).toEqual(['*']);
  });

  describe('workers', () => {
    const workers = (variables: Record<string, string>) => readSettings({ ...good(), ...variables }).workers;

    it('are as many as there are processors by default, at most 4', () => {
      expect(workers({})).toBe(Math.min(availableParallelism(), 4));
      expect(workers({ SWITCHYARD_DATA_PLANE_WORKERS: '7' })).toBe(7);
    });

    it('are never more than can each buffer the largest body', () => {
      const tight = { SWITCHYARD_REQUEST_BODY_MIB_MAX: '100', SWITCHYARD_BUFFERED_MIB_MAX: '199' };
      expect(workers(tight)).toBe(1);
      expect(() => workers({ ...tight, SWITCHYARD_DATA_PLANE_WORKERS: '3' })).toThrow(
        /^SWITCHYARD_DATA_PLANE_WORKERS must be at most 1, .*SWITCHYARD_BUFFERED_MIB_MAX .*; or raise SWITCHYARD_BUFFERED_MIB_MAX to 300$/,
      );
      expect(workers({ ...tight, SWITCHYARD_BUFFERED_MIB_MAX: '300', SWITCHYARD_DATA_PLANE_WORKERS: '3' })).toBe(3);
    });

    it.each([
      'SWITCHYARD_REQUESTS_IN_FLIGHT_MAX',
      'SWITCHYARD_CONSUMER_CONNECTIONS_MAX',
      'SWITCHYARD_SOCKETS_PER_ORIGIN_MAX',
    ])('are never more than can each have 1 of %s', (name) => {
      expect(workers({ [name]: '1' })).toBe(1);
      expect(() => workers({ [name]: '2', SWITCHYARD_DATA_PLANE_WORKERS: '4' })).toThrow(
        `SWITCHYARD_DATA_PLANE_WORKERS must be at most 2, so that each worker's share of ${name} is at least 1; or raise ${name} to 4`,
      );
      expect(workers({ [name]: '4', SWITCHYARD_DATA_PLANE_WORKERS: '4' })).toBe(4);
    });
  });

  it('lists the log levels', () => {
    expect(() => readSettings({ ...good(), SWITCHYARD_LOG_LEVEL: 'loud' })).toThrow(
      /^SWITCHYARD_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent$/,
    );
  });

  it.each([
    ['socks5://proxy.example.com:1080'],
    ['http://'],
    ['http://user:secret%-word@proxy.example.com'],
    ['http://user:secret-word@proxy.example.com:99999'],
  ])('refuses the proxy %s without quoting it', (url) => {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy']) {
      const read = () => readSettings({ ...good(), [name]: url });
      expect(read).toThrow(`${name} must be the URL of an HTTP proxy, such as http://proxy.example.com:3128`);
    }
  });

  it('reads proxies for each scheme, in either case, and which hosts need none', () => {
    const { proxies } = readSettings({
      ...good(),
      HTTPS_PROXY: 'http://upper.example.com:3128',
      https_proxy: 'http://user:p%40ss@lower.example.com:3128',
      HTTP_PROXY: 'plain.example.com:8080',
      NO_PROXY: 'direct.example.com',
    });
    expect(proxies.proxyFor('https://api.openai.com')).toMatchObject({
      origin: 'http://lower.example.com:3128',
      authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
    });
    expect(proxies.proxyFor('http://vllm.internal')?.origin).toBe('http://plain.example.com:8080');
    expect(proxies.proxyFor('https://direct.example.com')).toBeNull();
    expect(readSettings(good()).proxies.proxyFor('https://api.openai.com')).toBeNull();
  });

  it('warns about a misspelt setting, and about none that it reads', () => {
    expect(settingsWarning({ ...good(), SWITCHYARD_HOTS: '::' })).toMatch(
      /^Ignored unknown settings of the data plane: SWITCHYARD_HOTS\./,
    );
    expect(settingsWarning(good())).toBeNull();
  });

  it('treats an empty variable as not set, because compose files create them', () => {
    expect(readSettings({ ...good(), SWITCHYARD_DATA_PLANE_PORT: '' }).port).toBe(8080);
    expect(() => readSettings({ ...good(), NATS_URL: '' })).toThrow(/^NATS_URL must be a NATS URL/);
  });

  it('never quotes a bad sealing key', () => {
    expect(() => readSettings({ ...good(), SWITCHYARD_SEALING_KEY: 'secret-but-short' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret-but-short') }),
    );
  });
});
