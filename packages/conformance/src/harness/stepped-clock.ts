import { readFileSync } from 'node:fs';

/**
 * Preload this into a program (`NODE_OPTIONS=--require …`) to step its wall clock: `Date` runs by the milliseconds ahead that
 * the file in `STEPPED_CLOCK_FILE` holds, read again at each SIGUSR2. The monotonic clock and timers are untouched, as they
 * are if an operator or a time server sets the machine's clock.
 */
const RealDate = Date;
const file = process.env['STEPPED_CLOCK_FILE'] ?? '';
let aheadMs = 0;

function read(): void {
  aheadMs = Number(readFileSync(file, 'utf8'));
  if (!Number.isFinite(aheadMs)) throw new Error(`${file} must hold a number of milliseconds`);
}

class SteppedDate extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [SteppedDate.now()] : given) as [number]));
  }

  static override now(): number {
    return RealDate.now() + aheadMs;
  }
}

read();
process.on('SIGUSR2', read);
globalThis.Date = SteppedDate as DateConstructor;
