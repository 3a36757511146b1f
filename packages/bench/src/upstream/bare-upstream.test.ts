import { Readable } from 'node:stream';
import { request } from 'undici';
import { completion } from './answers';
import { BareUpstream } from './bare-upstream';

it('answers each request of a connection with a completion', async () => {
  const upstream = await BareUpstream.start({ kind: 'completion', bytes: 1_000 });
  const url = `http://127.0.0.1:${upstream.port}/v1/chat/completions`;
  for (let count = 0; count < 3; count += 1) {
    const { statusCode, body } = await request(url, { method: 'POST', body: JSON.stringify({ count }) });
    expect([statusCode, await body.text()]).toEqual([200, completion(1_000)]);
  }
  await upstream.close();
});

it('streams events until the client leaves', async () => {
  const upstream = await BareUpstream.start({ kind: 'stream', eventEveryMs: 4 });
  const { statusCode, headers, body } = await request(`http://127.0.0.1:${upstream.port}/`, {
    method: 'POST',
    body: '{}',
  });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/event-stream']);
  let text = '';
  for await (const chunk of body as AsyncIterable<Buffer>) {
    text += chunk;
    if (text.split('\n\n').length > 5) break;
  }
  expect(
    text
      .split('\n\n')
      .slice(0, 5)
      .every((event) => event.startsWith('data: {')),
  ).toBe(true);
  await upstream.close();
});

it('says what it cannot read', async () => {
  const upstream = await BareUpstream.start({ kind: 'completion', bytes: 1_000 });
  const body = Readable.from([Buffer.from('{}')]);
  const answer = await request(`http://127.0.0.1:${upstream.port}/`, { method: 'POST', body });
  expect([answer.statusCode, await answer.body.text()]).toEqual([400, 'a request body has no content-length']);
  await upstream.close();
});
