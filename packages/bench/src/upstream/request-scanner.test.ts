import { RequestScanner } from './request-scanner';

const request = (body: string) =>
  Buffer.from(`POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

it('counts the same requests however the bytes are cut', () => {
  const bytes = Buffer.concat([request('one\r\n\r\ntwo'), request(''), request('x'.repeat(300))]);
  for (let size = 1; size <= bytes.length; size += 1) {
    const scanner = new RequestScanner();
    const ends: number[] = [];
    for (let start = 0; start < bytes.length; start += size) {
      ends.push(...Array<number>(scanner.push(bytes.subarray(start, start + size))).fill(start));
    }
    expect(ends).toHaveLength(3);
    expect(ends.at(-1)).toBe(Math.floor((bytes.length - 1) / size) * size);
  }
});

it('a request without a body ends with its head', () => {
  expect(new RequestScanner().push(Buffer.from('GET / HTTP/1.1\r\nhost: a\r\n\r\n'))).toBe(1);
});

it('refuses what it cannot find the end of', () => {
  expect(() => new RequestScanner().push(Buffer.from('POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n'))).toThrow(
    'has no content-length',
  );
  expect(() => new RequestScanner().push(Buffer.alloc(70_000, 'a'))).toThrow('exceeds 65536 bytes');
});
