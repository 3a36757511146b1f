import type { ChangeInProgress } from '../../change/change-in-progress';
import { type ChangeWarning, ChangeWarningCode, WARNINGS_MAX } from '../../kernel/graphql/change-warning';
import { warnOfAccess } from './warn-of-access';
import { warnOfCredentials } from './warn-of-credentials';
import { warnOfMoves } from './warn-of-moves';
import { warnOfRoutes } from './warn-of-routes';

/**
 * What a caller should know about a change that is made, before it is committed. It is found in what the change records,
 * so that a mutation, a manifest and a roll back that do the same warn of the same. It takes seven statements at most,
 * however much changes.
 *
 * @returns by code, then by path
 */
export async function changeWarnings(change: ChangeInProgress): Promise<ChangeWarning[]> {
  const warnings = [
    ...change.warnings,
    ...warnOfAccess(change),
    ...warnOfMoves(change),
    ...(await warnOfCredentials(change)),
    ...(await warnOfRoutes(change)),
  ];
  return warnings.toSorted(byCodeAndPath).slice(0, WARNINGS_MAX);
}

const CODES = Object.keys(ChangeWarningCode);

function byCodeAndPath(one: ChangeWarning, other: ChangeWarning): number {
  const codes = CODES.indexOf(one.code) - CODES.indexOf(other.code);
  if (codes !== 0) return codes;
  const [path, otherPath] = [one.path.join('\0'), other.path.join('\0')];
  if (path === otherPath) return 0;
  return path < otherPath ? -1 : 1;
}
