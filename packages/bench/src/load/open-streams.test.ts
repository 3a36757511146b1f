import { until } from '@switchyard/runtime';
import { BareUpstream } from '../upstream/bare-upstream';
import { OpenStreams } from './open-streams';

const REQUEST = { path: '/v1/chat/completions', headers: {} };

it('opens many streams, times their first bytes, and counts their events', async () => {
  const upstream = await BareUpstream.start({ kind: 'stream', eventEveryMs: 20 });
  const streams = await OpenStreams.open({ origin: `http://127.0.0.1:${upstream.port}`, request: REQUEST }, '{}', 10);
  expect(streams.firstByteMs).toHaveLength(10);
  expect(Math.min(...streams.firstByteMs)).toBeGreaterThan(0);
  await until(() => streams.eventCount > 50, 'more than 50 events arrived');
  await upstream.close();
  await until(() => {
    try {
      return streams.eventCount < 0;
    } catch {
      return true;
    }
  }, 'a stream that ended is an error');
  streams.close();
});

it('fails if a stream does not begin', async () => {
  const upstream = await BareUpstream.start({ kind: 'stream', eventEveryMs: 20 });
  const gateway = { origin: `http://127.0.0.1:${upstream.port}`, request: REQUEST };
  await upstream.close();
  await expect(OpenStreams.open(gateway, '{}', 3)).rejects.toThrow('ECONNREFUSED');
});
