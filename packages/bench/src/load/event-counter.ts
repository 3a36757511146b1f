const LINE_FEED = 0x0a;
const EVENT_END = Buffer.from('\n\n');

/** Counts events of `text/event-stream` by the empty lines that end them, however the bytes are cut. */
export class EventCounter {
  count = 0;
  #endsInLineFeed = false;

  push(chunk: Buffer): void {
    let from = 0;
    if (this.#endsInLineFeed && chunk[0] === LINE_FEED) {
      this.count += 1;
      from = 1;
    }
    for (let at = chunk.indexOf(EVENT_END, from); at !== -1; at = chunk.indexOf(EVENT_END, at + 2)) {
      this.count += 1;
      from = at + 2;
    }
    this.#endsInLineFeed = chunk.length > from && chunk.at(-1) === LINE_FEED;
  }
}
