import { withStreamUsage } from './stream-usage-option';

const rewritten = (body: string) => {
  const result = withStreamUsage(Buffer.from(body));
  return result === null ? null : Buffer.from(result).toString();
};

it.each([
  ['{"stream":true}', '{"stream_options":{"include_usage":true},"stream":true}'],
  [
    ' { "model" : "m", "stream" : true } ',
    ' {"stream_options":{"include_usage":true}, "model" : "m", "stream" : true } ',
  ],
  ['{"stream":true,"stream_options":{}}', '{"stream":true,"stream_options":{"include_usage":true}}'],
  ['{"stream":true,"stream_options":null}', '{"stream":true,"stream_options":{"include_usage":true}}'],
  [
    '{"stream_options":{"include_obfuscation":false},"stream":true}',
    '{"stream_options":{"include_usage":true,"include_obfuscation":false},"stream":true}',
  ],
])('%s asks for usage as %s', (body, expected) => {
  expect(rewritten(body)).toBe(expected);
});

it.each([
  '{"stream":false}',
  '{"stream":true,"stream":false}',
  '{"messages":[{"stream":true}]}',
  '{"prompt":"\\"stream\\":true"}',
  '{"stream":true,"stream_options":{"include_usage":false}}',
  '{"stream":true,"stream_options":{"include_usage":true}}',
  '{"stream":true,"stream_options":{"include_usage":null}}',
  '{"stream":true,"stream_options":{},"stream_options":{}}',
  '{"stream":true,"stream_options":"all"}',
  '{"stream":true',
  '["stream"]',
  '"stream"',
])('%s is left as it is', (body) => {
  expect(rewritten(body)).toBeNull();
});
