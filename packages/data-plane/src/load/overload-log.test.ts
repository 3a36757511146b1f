import { until } from '@switchyard/runtime';
import { OVERLOAD_LINES_MAX, OverloadLog } from './overload-log';

/** Refuses a request, as the gateway does. */
function refuse(overloads: OverloadLog, index: number): void {
  if (overloads.isFull) overloads.leaveOut();
  else overloads.write({ index }, 'refused');
}

function logOf(windowMs?: number) {
  const lines: [object, string | undefined][] = [];
  const overloads = new OverloadLog(
    { warn: (fields: object, message?: string) => void lines.push([fields, message]) },
    windowMs,
  );
  return { lines, overloads };
}

describe('the log of requests refused for overload', () => {
  it('has the first lines of a window, and how many were dropped once it is over', () => {
    const { lines, overloads } = logOf();
    for (let index = 0; index < OVERLOAD_LINES_MAX + 7; index += 1) refuse(overloads, index);
    expect(lines).toEqual(Array.from({ length: OVERLOAD_LINES_MAX }, (_, index) => [{ index }, 'refused']));
    overloads.endWindow();
    expect(lines.slice(OVERLOAD_LINES_MAX)).toEqual([[expect.objectContaining({ leftOut: 7 }), expect.any(String)]]);
    refuse(overloads, 99);
    overloads.endWindow();
    expect(lines.slice(OVERLOAD_LINES_MAX + 1)).toEqual([[{ index: 99 }, 'refused']]);
  });

  it('ends its window by itself', async () => {
    const { lines, overloads } = logOf(20);
    for (let index = 0; index < OVERLOAD_LINES_MAX + 1; index += 1) refuse(overloads, index);
    await until(() => lines.length > OVERLOAD_LINES_MAX, 'the next line is logged');
    expect(lines.at(-1)?.[0]).toMatchObject({ leftOut: 1 });
  });
});
