import { Box, Button, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLiveState } from '../graphql/live-state';
import { Note } from '../parts/note';

/** The script that a page begins with; its name has a digest of the console's sources. */
const ENTRY = 'script[type="module"][src]';
/** After an update, the control plane is there before the new console is built. */
const LOOK_MS = 20_000;

const entryOf = (page: Document) => page.querySelector(ENTRY)?.getAttribute('src') ?? null;

/** Whether the control plane serves another build of the console than this page is of. */
async function isReplaced(): Promise<boolean> {
  try {
    const response = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (!response.ok) return false;
    const served = entryOf(new DOMParser().parseFromString(await response.text(), 'text/html'));
    return served !== null && served !== entryOf(document);
  } catch {
    // It is away; the page says so elsewhere.
    return false;
  }
}

/** Says that the console was updated since the page was opened. */
export function NewerConsole() {
  const state = useLiveState();
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    if (isThere || state !== 'live') return undefined;
    const look = () => {
      if (!document.hidden) void isReplaced().then(setThere);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [isThere, state]);
  if (!isThere) return null;
  return (
    <Box mb="md">
      <Note kind="warn" title="The console was updated." announced>
        <Group gap="sm">
          <span>This page is of the version before.</span>
          <Button size="compact-xs" variant="default" onClick={() => location.reload()}>
            Reload the page
          </Button>
        </Group>
      </Note>
    </Box>
  );
}
