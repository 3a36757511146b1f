import type { ChangeInProgress } from '../../change/change-in-progress';
import { type ChangeWarning, ChangeWarningCode, WARNINGS_MAX } from '../../kernel/graphql/change-warning';
import { sortedByKey } from '../../kernel/text/sorted-by-key';
import { warnOfAccess } from './warn-of-access';
import { warnOfCredentials } from './warn-of-credentials';
import { warnOfMoves } from './warn-of-moves';
import { warnOfRoutes } from './warn-of-routes';

/**
 * The warnings of a change, computed before it is committed. They are derived from what the change records,
 * so that a mutation, a manifest and a rollback that do the same give the same warnings. At most seven statements,
 * however much changes.
 *
 * @returns the warnings by code, then by path
 */
export async function changeWarnings(change: ChangeInProgress): Promise<ChangeWarning[]> {
  const warnings = [
    ...change.warnings,
    ...warnOfAccess(change),
    ...warnOfMoves(change),
    ...(await warnOfCredentials(change)),
    ...(await warnOfRoutes(change)),
  ];
  return sortedByKey(warnings, codeAndPath).slice(0, WARNINGS_MAX);
}

const CODES = Object.keys(ChangeWarningCode);
const CODE_DIGITS = 2;

function codeAndPath({ code, path }: ChangeWarning): string {
  return [String(CODES.indexOf(code)).padStart(CODE_DIGITS, '0'), ...path].join('\0');
}
