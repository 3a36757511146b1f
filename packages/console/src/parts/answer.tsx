import type { OperationVariables } from '@apollo/client';
import { useApolloClient, type useQuery } from '@apollo/client/react';
import { type ReactNode, useState } from 'react';
import { failureOf } from '../graphql/failure';
import { Note } from './note';
import { FailedState, LoadingState } from './states';

interface AnswerProps<Data, Variables extends OperationVariables> {
  readonly result: Pick<
    useQuery.Result<Data, Variables>,
    'data' | 'previousData' | 'error' | 'dataState' | 'variables'
  >;
  /** What is loaded, as in "Loading providers". */
  readonly what: string;
  /** Whether the answer before stays until the next one is there: for lists, whose next answer is another page of the same. */
  readonly keepsPrevious?: boolean;
  readonly children: (data: Data) => ReactNode;
}

/** Draws an answer in each of its states. An answer that could not be renewed stays, and says that it may be old. */
export function Answer<Data, Variables extends OperationVariables>(props: AnswerProps<Data, Variables>) {
  const { result, what, keepsPrevious = false, children } = props;
  const client = useApolloClient();
  const complete = result.dataState === 'complete' ? (result.data as Data) : undefined;
  const key = JSON.stringify(result.variables);
  const [last, setLast] = useState<{ readonly key: string; readonly data: Data } | null>(null);
  if (complete !== undefined && (last?.data !== complete || last.key !== key)) setLast({ key, data: complete });
  // A form stays while its answer is loaded again from nothing, as after somebody else has signed in.
  const same = last?.key === key ? last.data : undefined;
  const previous = keepsPrevious && !result.error ? (result.previousData as Data | undefined) : undefined;
  const data = complete ?? same ?? previous;
  // Also what else the page asks for: it has failed for the same reason, as a rule.
  const retry = () => void client.refetchQueries({ include: 'active' }).catch(() => undefined);
  if (data === undefined) {
    if (result.error) return <FailedState failure={failureOf(result.error)} onRetry={retry} />;
    return <LoadingState what={what} />;
  }
  return (
    <>
      {result.error ? (
        <div className="sy-old">
          <Note kind="warn" title="This may be out of date.">
            {failureOf(result.error).message}
          </Note>
        </div>
      ) : null}
      {children(data)}
    </>
  );
}
