import { promptTokens, TOKEN_KINDS } from '@switchyard/contract';
import type { Ledger, LedgerLine } from './ledger-line';

/** Estimates may be off by so much of what was generated. */
const ESTIMATE_ERROR_MAX = 0.25;

/** What has to be the same to the last token and the last billionth. */
const EXACT: readonly [string, (line: LedgerLine) => number | bigint][] = [
  ['requests', ({ requests }) => requests],
  ['failovers', ({ failovers }) => failovers],
  ['attempts', ({ attempts }) => attempts],
  ['resends', ({ resends }) => resends],
  ...TOKEN_KINDS.map((kind): [string, (line: LedgerLine) => number] => [
    `counted ${kind}`,
    ({ counted }) => counted[kind],
  ]),
  ['cost', ({ cost }) => cost],
];

/** A format of which less was generated may be off further: of few answers errors do not cancel out. */
const COMPARED_TOKENS_MIN = 2_000;

const promptOf = ({ estimated }: LedgerLine) => promptTokens(estimated);
const completionOf = ({ estimated }: LedgerLine) => estimated.output + estimated.reasoning;

/** What is estimated. */
const ESTIMATED: readonly [string, (line: LedgerLine) => number][] = [
  ['estimated prompt', promptOf],
  ['estimated completion', completionOf],
  ['estimated cost', ({ estimatedCost }) => Number(estimatedCost)],
];

/** In what lines a ledger differs from what is expected, apart from what is estimated. */
export function exactDifferences(expected: Ledger, reported: Ledger): string[] {
  const all = [...expected.entries, ...reported.entries];
  const keys = new Map(all.map(({ format, outcome }) => [`${format} ${outcome}`, { format, outcome }]));
  return [...keys].flatMap(([name, key]) => {
    const [own, told] = [expected.of(key), reported.of(key)];
    return EXACT.flatMap(([column, of]) =>
      of(own) === of(told) ? [] : [`${name}: ${column} is ${of(told)}, expected ${of(own)}`],
    );
  });
}

/** Where estimates are further from what was generated than they may be. */
export function estimateDifferences(expected: Ledger, reported: Ledger): string[] {
  const formats = [...new Set([...expected.entries, ...reported.entries].map(({ format }) => format))];
  const byFormat = formats.map((format): [string, LedgerLine, LedgerLine] => {
    return [format, expected.totalOf(format), reported.totalOf(format)];
  });
  const compared: [string, LedgerLine, LedgerLine][] = [
    ['all formats', expected.total, reported.total],
    ...byFormat.filter(([, own]) => Math.min(promptOf(own), completionOf(own)) >= COMPARED_TOKENS_MIN),
  ];
  return compared.flatMap(([name, own, told]) =>
    ESTIMATED.flatMap(([column, of]) =>
      Math.abs(of(told) - of(own)) <= of(own) * ESTIMATE_ERROR_MAX
        ? []
        : [`${name}: ${column} is ${of(told)}, generated ${of(own)}`],
    ),
  );
}
