import { randomBytes } from 'node:crypto';
import { promptSizeOf } from './prompt-size';

const IMAGE = randomBytes(60_000);
const sizeOf = (content: unknown) =>
  promptSizeOf(Buffer.from(JSON.stringify({ messages: [{ role: 'user', content }] })));

it.each([
  ['prose', 'The quick brown fox jumps over the lazy dog. '.repeat(100)],
  ['Chinese', '敏捷的棕色狐狸跳过了懒狗。'.repeat(100)],
  ['a long word', `see ${'a'.repeat(300)} there`],
  ['lists of numbers', JSON.stringify(Array.from({ length: 1_000 }, (_, number) => number * 7_919))],
  ['paths', '/usr/share/some-folder/file.txt '.repeat(100)],
])('counts all of %s', (_title, content) => {
  const bytes = Buffer.byteLength(JSON.stringify({ messages: [{ role: 'user', content }] }));
  expect(sizeOf(content)).toEqual({ bytes, isAllText: true });
});

it('counts all of text that is escaped', () => {
  const escaped = Buffer.from(`{"content":"${'\\u654f\\u6377\\u7684'.repeat(200)}"}`);
  expect(promptSizeOf(escaped)).toEqual({ bytes: escaped.length, isAllText: true });
});

it.each([
  ['a data URL', [{ type: 'image_url', image_url: { url: `data:image/png;base64,${IMAGE.toString('base64')}` } }]],
  ['inline data', [{ inlineData: { mimeType: 'image/png', data: IMAGE.toString('base64') } }]],
  ['Base64 for URLs', [{ inlineData: { data: IMAGE.toString('base64url') } }]],
  ['lines of Base64', [{ type: 'base64', data: IMAGE.toString('base64').replaceAll(/.{76}/g, '$&\r\n') }]],
  ['a picture within text', `Look: ![it](data:image/png;base64,${IMAGE.toString('base64')})`],
])('leaves out %s', (_title, content) => {
  const { bytes, isAllText } = sizeOf(content);
  expect(isAllText).toBe(false);
  expect(bytes).toBeLessThan(1_000);
});

it('leaves out Base64 whose slashes are escaped', () => {
  const data = IMAGE.toString('base64').replaceAll('/', '\\/');
  expect(promptSizeOf(Buffer.from(`{"data":"${data}"}`)).bytes).toBeLessThan(1_000);
});

it.each([
  ['a form', '--x\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhisper\r\n--x--'],
  ['nothing', ''],
])('is 0 for %s', (_title, body) => {
  expect(promptSizeOf(Buffer.from(body))).toEqual({ bytes: 0, isAllText: false });
});

it('takes JSON behind spaces', () => {
  expect(promptSizeOf(Buffer.from('\n {"a":1}'))).toEqual({ bytes: 9, isAllText: true });
});
