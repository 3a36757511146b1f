import { forEachInSlices } from '@switchyard/contract';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { together } from '../../kernel/database/together';
import { type ChangeWarning, ChangeWarningCode, WARNINGS_MAX } from '../../kernel/graphql/change-warning';
import { sortedByKey } from '../../kernel/text/sorted-by-key';
import { AccessWarnings } from './access-warnings';
import { CertificateWarnings } from './certificate-warnings';
import { CredentialWarnings } from './credential-warnings';
import { LabelWarnings } from './label-warnings';
import { MoveWarnings } from './move-warnings';
import { NameWarnings } from './name-warnings';
import { OperationWarnings } from './operation-warnings';
import { RouteWarnings } from './route-warnings';
import type { WarningSource } from './warning-source';

/**
 * The warnings of a change, computed before it is committed. They are derived from what the change records, so a
 * mutation, a manifest and a rollback that make the same change give the same warnings. At most twelve statements,
 * however much changes. A change may record 100,000 objects, so visiting them yields to the event loop.
 *
 * @returns at most `WARNINGS_MAX`, by code, then by path
 */
export async function changeWarnings(change: ChangeInProgress): Promise<ChangeWarning[]> {
  const { manager, now } = change;
  const sources: readonly WarningSource[] = [
    new AccessWarnings(now),
    new MoveWarnings(),
    new LabelWarnings(),
    new CredentialWarnings(manager),
    new CertificateWarnings(now),
    new RouteWarnings(manager),
    new NameWarnings(manager),
    new OperationWarnings(manager),
  ];
  await forEachInSlices(change.recorded, (one) => {
    for (const source of sources) source.visit(one);
  });
  const warnings = await together(sources.map((source) => source.warnings()));
  return sortedByKey([change.warnings, ...warnings].flat(), codeAndPath).slice(0, WARNINGS_MAX);
}

const CODES = Object.keys(ChangeWarningCode);
const CODE_DIGITS = 2;

function codeAndPath({ code, path }: ChangeWarning): string {
  return [String(CODES.indexOf(code)).padStart(CODE_DIGITS, '0'), ...path].join('\0');
}
