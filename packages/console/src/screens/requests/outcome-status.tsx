import { Status, type StatusKind } from '../../parts/note';
import { words } from '../../parts/wording';
import type { ListedRequestFragment } from './documents.generated';

const KINDS: Record<ListedRequestFragment['fault'], StatusKind> = {
  NONE: 'ok',
  CALLER: 'idle',
  POLICY: 'warn',
  PROVIDER: 'fail',
  OWN: 'fail',
};

/** How a request ended, coloured by whose fault it was: what a caller did wrong is nobody's alarm. */
export function OutcomeStatus({ outcome, fault }: Pick<ListedRequestFragment, 'outcome' | 'fault'>) {
  return <Status kind={KINDS[fault]}>{words(outcome)}</Status>;
}
