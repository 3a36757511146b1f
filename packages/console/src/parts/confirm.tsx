import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../graphql/failure';
import { Dialog } from './dialog';
import { FailureNote } from './states';

interface ConfirmProps {
  readonly title: string;
  /** What depends on it and is lost. */
  readonly children: ReactNode;
  /** The button's words, such as "Delete provider". */
  readonly action: string;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly isForbidden?: boolean;
  readonly failure: Failure | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is lost. */
export function Confirm(props: ConfirmProps) {
  const { title, children, action, isOpen, isBusy, isForbidden = false, failure, onConfirm, onClose } = props;
  return (
    <Dialog opened={isOpen} onClose={onClose} title={title}>
      <Stack gap="md">
        <div>{children}</div>
        {failure === null ? null : <FailureNote failure={failure} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color="red.9" loading={isBusy} disabled={isForbidden} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
