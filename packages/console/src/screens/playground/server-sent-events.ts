/** Reads the data of server-sent events from text that comes in pieces. */
export class EventReader {
  #rest = '';

  /** @returns the data of the events that the piece completes */
  read(piece: string): string[] {
    const blocks = (this.#rest + piece).replaceAll('\r\n', '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap(dataOf);
  }

  /** @returns the data of a last event without an empty line behind it */
  end(): string[] {
    return dataOf(this.#rest);
  }
}

function dataOf(block: string): string[] {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? [] : [lines.map((line) => line.slice('data:'.length).trimStart()).join('\n')];
}
