import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { RevisionPublishedDocument } from '../graphql/documents.generated';
import { useLive } from '../graphql/use-live';
import { useLiveState } from '../graphql/live-state';
import { Status } from '../parts/note';

/** Several revisions at once are one reason to ask again. */
const REFETCH_DELAY_MS = 150;

/**
 * Shows whether the page follows what happens. Each revision, whoever made it, makes the open page ask again for what it
 * shows, and so does a connection that is back.
 */
export function LiveIndicator() {
  const client = useApolloClient();
  const state = useLiveState();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refetchSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void client.refetchQueries({ include: 'active' }), REFETCH_DELAY_MS);
  };
  useLive(RevisionPublishedDocument, { onData: refetchSoon });
  const wasLost = useRef(false);
  useEffect(() => {
    if (state === 'live' && wasLost.current) refetchSoon();
    wasLost.current = state === 'lost';
  });
  return (
    <span role="status">
      {state === 'live' ? (
        <Status kind="ok">Live</Status>
      ) : (
        <Status kind={state === 'lost' ? 'fail' : 'idle'}>{state === 'lost' ? 'Not live' : 'Connecting'}</Status>
      )}
      {state === 'lost' ? (
        <span className="sy-visually-hidden">The connection is lost. What you see may be old. Connecting again.</span>
      ) : null}
    </span>
  );
}
