import { useEffect, useState } from 'react';
import { type Failure } from '../../graphql/failure';
import { useChange } from '../../parts/use-change';
import { IssuePlaygroundKeyDocument, type IssuePlaygroundKeyMutationVariables } from './documents.generated';

export type Environment = IssuePlaygroundKeyMutationVariables['input']['environment'];

interface HeldKey {
  readonly secret: string;
  readonly expiresAt: string;
}

/** In the memory of the page alone: a reload forgets them. */
const held = new Map<Environment, HeldKey>();

export interface PlaygroundKey {
  /** Null if there is none, or it has expired. */
  readonly key: HeldKey | null;
  readonly issue: () => Promise<void>;
  readonly isBusy: boolean;
  readonly failure: Failure | null;
}

/** The page's key for an environment. */
export function usePlaygroundKey(environment: Environment): PlaygroundKey {
  const { run, isBusy, failure } = useChange(IssuePlaygroundKeyDocument, 'Playground key issued');
  const [, noticeExpiry] = useState(0);
  const known = held.get(environment) ?? null;
  const key = known !== null && Date.parse(known.expiresAt) > Date.now() ? known : null;
  useEffect(() => {
    if (key === null) return undefined;
    const timer = setTimeout(() => noticeExpiry((times) => times + 1), Date.parse(key.expiresAt) - Date.now());
    return () => clearTimeout(timer);
  }, [key]);
  const issue = async () => {
    const issued = await run({ input: { environment } });
    if (issued === null) return;
    held.set(environment, { secret: issued.secret, expiresAt: issued.expiresAt });
    noticeExpiry((times) => times + 1);
  };
  return { key, issue, isBusy, failure };
}
