import { EventReader } from './server-sent-events';

it('reads events however they are split', () => {
  const stream = 'event: a\ndata: {"n":1}\n\n: comment\n\ndata: two\r\ndata: lines\r\n\r\ndata:[DONE]';
  for (let size = 1; size <= stream.length; size += 1) {
    const reader = new EventReader();
    const read: string[] = [];
    for (let start = 0; start < stream.length; start += size)
      read.push(...reader.read(stream.slice(start, start + size)));
    expect([...read, ...reader.end()]).toEqual(['{"n":1}', 'two\nlines', '[DONE]']);
  }
});
