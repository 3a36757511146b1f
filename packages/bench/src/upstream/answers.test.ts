import { completion, completionResponse, STREAM_EVENT } from './answers';

it('a completion has exactly the size that was asked for', () => {
  for (const bytes of [400, 1_000, 1_003, 100_000]) expect(completion(bytes)).toHaveLength(bytes);
  expect(JSON.parse(completion(1_000))).toMatchObject({ object: 'chat.completion' });
  expect(() => completion(10)).toThrow('at least');
  const [head, body] = completionResponse(1_000).toString().split('\r\n\r\n');
  expect([head!.includes('content-length: 1000'), body!.length]).toEqual([true, 1_000]);
});

it('an event of a stream is one HTTP chunk', () => {
  const [size, event, end] = STREAM_EVENT.toString().split('\r\n');
  expect([Number.parseInt(size!, 16), event!.endsWith('\n\n'), end]).toEqual([event!.length, true, '']);
});
