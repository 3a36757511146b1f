import { EventCounter } from './event-counter';

it('counts the same events however the bytes are cut', () => {
  const bytes = Buffer.from('5\r\ndata: a\n\n\r\n5\r\ndata: b\nid: 1\n\ndata: c\n\n\n\n');
  for (let size = 1; size <= bytes.length; size += 1) {
    const counter = new EventCounter();
    for (let start = 0; start < bytes.length; start += size) counter.push(bytes.subarray(start, start + size));
    expect([size, counter.count]).toEqual([size, 4]);
  }
});
