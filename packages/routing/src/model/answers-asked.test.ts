import { answersAsked } from './answers-asked';

const FORM = 'multipart/form-data; boundary=x';
const form = (...fields: [string, string][]) =>
  `${fields.map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--x--\r\n`;

describe('a request asks for', () => {
  it.each([
    ['{"model":"a","n":3,"stream":true}', 3],
    [' { "prompt" : "\\"n\\":9, {[" , "n" : 2 } ', 2],
    ['{"nested":{"n":7},"list":[{"n":8}]}', 1],
    ['{"n":2,"n":4}', 4],
    ['{"n":null}', 1],
    ['{"n":"2"}', 1],
    ['{"n":0}', 1],
    ['{"n":-1}', 1],
    ['{"n":1.5}', 1],
    ['{"n":2.0}', 2],
    ['{}', 1],
    ['[{"n":2}]', 1],
    ['{"n":3,"unfinished', 3],
    ['', 1],
  ])('as many answers as JSON says: %s', (body, count) => {
    expect(answersAsked(Buffer.from(body), 'application/json')).toBe(count);
    expect(answersAsked(Buffer.from(body), null)).toBe(count);
  });

  it.each([
    [form(['model', 'a'], ['n', '3']), 3],
    [form(['n', '2'], ['n', '4']), 4],
    [form(['n', 'many']), 1],
    [form(['prompt', '"n":9']), 1],
    ['not a form', 1],
  ])('as many answers as a form says: %j', (body, count) => {
    expect(answersAsked(Buffer.from(body), FORM)).toBe(count);
  });
});
