import { consoleHeaders } from '../../session/session-requests';
import { noteSessionOver } from '../../session/session-state';

/** Sends a document as it was typed. Answers with whatever came, errors included. @throws if nothing in JSON came */
export async function sendDocument(query: string, variables: Record<string, unknown>): Promise<unknown> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...consoleHeaders(), 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  if (response.status === 401) noteSessionOver();
  return response.json();
}
