import { useApolloClient } from '@apollo/client/react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Note } from '../parts/note';
import { activity, IDLE_RULE } from './activity';
import { ViewerDocument } from './documents.generated';

const INPUTS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;
/** Tells the other pages of this browser, which share the session. */
const CHANNEL = 'switchyard-activity';
const LOOK_MS = 10_000;
const WARNED_MINUTES = 10;
const MINUTE_MS = 60_000;

/** Keeps the session while somebody uses the page, and says so before it ends because nobody does. */
export function ActivityWatch() {
  const client = useApolloClient();
  const [endsAt, setEndsAt] = useState<string | null>(null);
  const look = useEffectEvent(() => {
    const minutes = activity.minutesLeft();
    setEndsAt(minutes > WARNED_MINUTES ? null : timeOf(Date.now() + minutes * MINUTE_MS));
  });
  const tell = useEffectEvent((channel: BroadcastChannel) => {
    if (!activity.input()) return;
    // Whether the session is over is found out on the way.
    void client.query({ query: ViewerDocument, fetchPolicy: 'no-cache' }).catch(() => undefined);
    channel.postMessage(null);
    look();
  });
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener('message', () => {
      activity.told();
      look();
    });
    const onInput = () => tell(channel);
    const options = { capture: true, passive: true };
    for (const name of INPUTS) addEventListener(name, onInput, options);
    const onLook = () => look();
    // Timers of a page in the background are late.
    document.addEventListener('visibilitychange', onLook);
    const timer = setInterval(onLook, LOOK_MS);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onLook);
      for (const name of INPUTS) removeEventListener(name, onInput, options);
      channel.close();
    };
  }, []);
  if (endsAt === null) return null;
  return (
    <div className="sy-floating">
      <Note kind="warn" title={`The session ends at ${endsAt}.`} announced>
        {IDLE_RULE} Press any key to stay signed in.
      </Note>
    </div>
  );
}

function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
