import type { OperationVariables } from '@apollo/client';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useApolloClient, useMutation } from '@apollo/client/react';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type Failure, failureOf } from '../graphql/failure';
import { PageLink } from './page-link';

/** What every change answers with. */
interface Payload {
  readonly revision: number;
  readonly warnings: readonly { readonly message: string }[];
}

export interface Change<Variables, Result> {
  /** Resolves to the payload; null if the change was refused: then `failure` says why. */
  readonly run: (variables: Variables) => Promise<Result | null>;
  readonly isBusy: boolean;
  readonly failure: Failure | null;
  readonly forget: () => void;
}

type PayloadOf<Data> = NonNullable<Data[keyof Data]>;

/**
 * Makes a change and says so, with the way to undo it.
 *
 * @param done what is said after it, such as "Provider saved"
 */
export function useChange<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  done: string,
): Change<Variables, PayloadOf<Data>> {
  const client = useApolloClient();
  const [mutate, { loading }] = useMutation(document as TypedDocumentNode<Data>);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (variables: Variables) => {
    setFailure(null);
    try {
      const { data } = await mutate({ variables });
      const [payload] = Object.values((data ?? {}) as Record<string, Payload | null>);
      if (!payload) return null;
      announce(done, payload);
      void client.refetchQueries({ include: 'active' });
      return payload as unknown as PayloadOf<Data>;
    } catch (error) {
      const next = failureOf(error);
      setFailure(next);
      // The form then shows what the other one changed.
      if (next.reason === 'STALE_VERSION') void client.refetchQueries({ include: 'active' });
      return null;
    }
  };
  return { run, isBusy: loading, failure, forget: () => setFailure(null) };
}

function announce(done: string, { revision, warnings }: Payload): void {
  // One at a time, so that they never cover what comes next.
  notifications.clean();
  notifications.show({
    title: `${done} in revision ${revision}`,
    message: (
      <>
        {warnings.map(({ message }) => (
          <div key={message}>Warning: {message}</div>
        ))}
        <PageLink to="/history/$number" params={{ number: String(revision) }}>
          See it, or roll back
        </PageLink>
      </>
    ),
    color: warnings.length > 0 ? 'yellow' : 'steel',
    autoClose: warnings.length > 0 ? 15_000 : 6_000,
    closeButtonProps: { 'aria-label': 'Close the message' },
  });
}
