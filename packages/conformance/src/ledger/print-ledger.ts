import { TOKEN_KINDS, type TokenCounts } from '@switchyard/contract';
import type { Ledger, LedgerLine } from './ledger-line';
import type { LedgerRequest, Loss } from './lost-requests';
import type { ReportedGap } from './reported-ledger';

const COLUMNS: readonly [string, (line: LedgerLine) => string][] = [
  ['requests', ({ requests }) => String(requests)],
  ['failovers', ({ failovers }) => String(failovers)],
  ['attempts', ({ attempts }) => String(attempts)],
  ['resends', ({ resends }) => String(resends)],
  ...TOKEN_KINDS.map((kind): [string, (line: LedgerLine) => string] => [kind, ({ counted }) => String(counted[kind])]),
  ['cost', ({ cost }) => decimal(cost)],
  ['est. prompt', ({ estimated }) => String(promptOf(estimated))],
  ['est. completion', ({ estimated }) => String(estimated.output + estimated.reasoning)],
  ['est. cost', ({ estimatedCost }) => decimal(estimatedCost)],
];
const BILLION = 1_000_000_000n;

/** The ledger by format and outcome. Where the two sides differ, it is what is reported, a slash, and what is expected. */
export function ledgerTable(expected: Ledger, reported: Ledger): string {
  const keys = [...expected.entries, ...reported.entries].map(({ format, outcome }) => `${format} ${outcome}`);
  const rows = [...new Set(keys)].toSorted().map((name) => {
    const [format = '', outcome = ''] = name.split(' ');
    return [format, outcome, ...cells(expected.of({ format, outcome }), reported.of({ format, outcome }))];
  });
  const total = ['all', '', ...cells(expected.total, reported.total)];
  return table([['format', 'outcome', ...COLUMNS.map(([name]) => name)], ...rows, total]);
}

function cells(expected: LedgerLine, reported: LedgerLine): string[] {
  return COLUMNS.map(([, of]) => (of(expected) === of(reported) ? of(reported) : `${of(reported)}/${of(expected)}`));
}

/** The gap, and each request that is missing because of it. */
export function gapLines(gaps: readonly ReportedGap[], { open, untold }: Loss, calls: CallsOf): string[] {
  return [
    ...gaps.map(({ cause, worker, dataPlaneId, from, to }) => {
      return `gap ${cause}, data plane ${dataPlaneId}, worker ${worker}: from ${from} to ${to}`;
    }),
    ...open.map((request) => `  open at its end: ${requestLine(request, calls)}`),
    ...untold.map((request) => `  finished, not told: ${requestLine(request, calls)}`),
  ];
}

/** The numbers of a request's calls in the vendors' log. */
export type CallsOf = (request: LedgerRequest) => readonly number[];

function requestLine(request: LedgerRequest, calls: CallsOf): string {
  const { planned, startedAtMs, endedAtMs } = request.sent;
  const { number, format, operation, scenario } = planned;
  const [start, end] = [startedAtMs, endedAtMs].map((ms) => new Date(ms).toISOString());
  const numbers = calls(request).join(', ') || 'none';
  return `request ${number} (${format.name}, ${operation.name}, ${scenario.name}), ${start} to ${end}, calls ${numbers}`;
}

function promptOf({ input, cacheRead, cacheWrite5m, cacheWrite1h }: TokenCounts): number {
  return input + cacheRead + cacheWrite5m + cacheWrite1h;
}

function decimal(billionths: bigint): string {
  return `${billionths / BILLION}.${String(billionths % BILLION).padStart(9, '0')}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((row) => row.join('  ').trimEnd())
    .join('\n');
}
