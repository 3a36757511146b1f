import type { OperationVariables } from '@apollo/client';
import { useSubscription } from '@apollo/client/react';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useRef } from 'react';
import { useSignIns } from '../session/session-state';

/**
 * Subscribes for as long as the component is drawn, over sessions: the end of a session ends its subscriptions for good,
 * so that each sign-in begins them again.
 */
export function useLive<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  options: {
    readonly variables?: Variables;
    readonly onData: (options: useSubscription.OnDataOptions<Data>) => void;
  },
): void {
  const { restart } = useSubscription(document as TypedDocumentNode<Data>, { ...options, ignoreResults: true });
  const signIns = useSignIns();
  const begunAt = useRef(signIns);
  useEffect(() => {
    if (begunAt.current === signIns) return;
    begunAt.current = signIns;
    restart();
  }, [signIns, restart]);
}
