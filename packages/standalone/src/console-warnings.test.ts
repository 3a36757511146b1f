import { consoleWarnings } from './console-warnings';

const CASES: readonly (readonly [host: string, origins: string[], warnings: number])[] = [
  ['0.0.0.0', [], 1],
  ['::', [], 1],
  ['0.0.0.0', ['https://switchyard.example.com'], 0],
  ['127.0.0.1', [], 0],
  // Its origin is accepted by default.
  ['192.0.2.7', [], 0],
];

it.each(CASES)(
  'says which setting opens the console to other machines: listening on %s with %j',
  (host, consoleOrigins, warnings) => {
    expect(consoleWarnings({ host, consoleOrigins })).toEqual(
      Array.from({ length: warnings }, () => expect.stringContaining('SWITCHYARD_CONSOLE_ORIGINS') as unknown),
    );
  },
);
