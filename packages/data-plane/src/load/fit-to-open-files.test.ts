import { fitToOpenFiles, fitWorkersToOpenFiles } from './fit-to-open-files';

const limits = { consumerConnectionsMax: 20_000, requestsInFlightMax: 10_000, socketsPerOriginMax: 1_024 };
const NEEDED = 20_000 + 2 * 10_000 + 128;

it.each([NEEDED, NEEDED + 1, null])('leaves the limits unchanged if %p files may be open', (openFilesMax) => {
  expect(fitToOpenFiles(limits, openFilesMax)).toEqual({ limits, warning: null });
});

it.each([NEEDED - 1, 20_000, 1_024, 256])('keeps all sockets within %i open files', (openFilesMax) => {
  const { consumerConnectionsMax, requestsInFlightMax, socketsPerOriginMax } = fitToOpenFiles(
    limits,
    openFilesMax,
  ).limits;
  const socketsMax = consumerConnectionsMax + 2 * requestsInFlightMax;
  expect(socketsMax).toBeLessThanOrEqual(openFilesMax - 128);
  // Nothing is lost except to rounding.
  expect(socketsMax).toBeGreaterThan(openFilesMax - 128 - 2);
  expect(socketsPerOriginMax).toBe(limits.socketsPerOriginMax);
});

it('fits limits of any ratio, and leaves at least one connection and one request', () => {
  const fit = (consumerConnectionsMax: number, requestsInFlightMax: number) =>
    fitToOpenFiles({ consumerConnectionsMax, requestsInFlightMax }, 256).limits;
  expect(fit(1, 1_000_000)).toEqual({ consumerConnectionsMax: 1, requestsInFlightMax: 63 });
  expect(fit(1_000_000, 1)).toEqual({ consumerConnectionsMax: 126, requestsInFlightMax: 1 });
});

it('warns in one line: the limit, the need, the lowered values, and what to do', () => {
  const { warning } = fitToOpenFiles(limits, 1_024);
  expect(warning).toMatch(
    /^lowered the limits to 448 consumer connections and 224 requests .* open files is 1024 .* can need 40128: .*`ulimit -n 40128`, .*LimitNOFILE= .*SWITCHYARD_CONSUMER_CONNECTIONS_MAX.*$/,
  );
});

it('refuses to start with too few, in one line that says how many are needed', () => {
  expect(() => fitToOpenFiles(limits, 255)).toThrow(
    /^The limit on open files is 255, but a data plane needs at least 256: raise it to 40128 .*$/,
  );
});

describe('with workers', () => {
  const all = { ...limits, bufferedBytesMax: 1_000 };

  it('fits the share of each worker, because each process may open as many files', () => {
    const { limits: fitted, warning } = fitWorkersToOpenFiles(all, 4, NEEDED / 4 + 128);
    expect(warning).toBeNull();
    const share = { consumerConnectionsMax: 5_000, requestsInFlightMax: 2_500, socketsPerOriginMax: 256 };
    expect(fitted).toEqual(Array<object>(4).fill({ ...share, bufferedBytesMax: 250 }));
  });

  it('warns once for all of them', () => {
    const { limits: fitted, warning } = fitWorkersToOpenFiles(all, 2, 1_024);
    expect(fitted.map(({ requestsInFlightMax }) => requestsInFlightMax)).toEqual([224, 224]);
    expect(warning).toMatch(/^each of 2 workers lowered the limits to 448 consumer connections /);
  });

  it('leaves one worker the limits as they are', () => {
    expect(fitWorkersToOpenFiles(all, 1, 1_024)).toEqual({
      limits: [fitToOpenFiles(all, 1_024).limits],
      warning: fitToOpenFiles(all, 1_024).warning,
    });
  });
});
