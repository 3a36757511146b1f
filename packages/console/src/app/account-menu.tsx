import { Button, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Confirm } from '../parts/confirm';
import { unsavedForms } from '../parts/unsaved-forms';
import { IDLE_RULE } from '../session/activity';
import { signOut } from '../session/session-requests';
import { useViewer } from '../session/viewer';

/** Who is signed in, until when, and the way out. */
export function AccountMenu() {
  const { actor, role, expiresAt } = useViewer();
  const [isAsking, setAsking] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    const hasEnded = await signOut();
    setLeaving(false);
    if (!hasEnded) {
      const message = 'The control plane does not answer. Try again when it is back.';
      notifications.show({ title: 'You are still signed in', message, color: 'yellow' });
      return;
    }
    unsavedForms.discard();
    // Also forgets what was loaded.
    location.assign('/');
  };
  // Before the session ends: afterwards there is nothing left to decide.
  const askOrLeave = () => {
    if (unsavedForms.any()) setAsking(true);
    else void leave();
  };
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" size="xs" px="xs" maw={{ base: 76, sm: 160 }}>
            <Text component="span" size="xs" truncate>
              {actor.name}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown maw={260}>
          <Menu.Label>Role {role}</Menu.Label>
          {expiresAt === null || expiresAt === undefined ? null : (
            <Menu.Label>Session until {new Date(expiresAt).toLocaleTimeString()}</Menu.Label>
          )}
          <Menu.Label>{IDLE_RULE}</Menu.Label>
          <Menu.Item onClick={askOrLeave}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        title="Sign out without saving?"
        action="Sign out"
        isOpen={isAsking}
        isBusy={isLeaving}
        failure={null}
        onConfirm={() => void leave()}
        onClose={() => setAsking(false)}
      >
        What you changed on this page is not saved. Signing out discards it.
      </Confirm>
    </>
  );
}
