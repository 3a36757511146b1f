import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { Dialog } from './dialog';

interface SecretOnceProps {
  readonly title: string;
  readonly secret: string | null;
  readonly onClose: () => void;
}

/** Shows a secret that nobody can see again. Closes only by its button, so that a stray click does not lose it. */
export function SecretOnce({ title, secret, onClose }: SecretOnceProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    // No message may cover it.
    if (secret !== null) notifications.clean();
  }, [secret]);
  const close = () => {
    setCopied(false);
    onClose();
  };
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Dialog
      opened={secret !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={title}
    >
      <Stack gap="sm">
        <Text size="sm">Copy it now. It is stored as a hash, so it cannot be shown again.</Text>
        <TextInput
          label="Secret"
          value={secret ?? ''}
          readOnly
          onFocus={({ currentTarget }) => currentTarget.select()}
          classNames={{ input: 'sy-mono' }}
        />
        <Group justify="flex-end" gap="xs">
          {/* Without TLS browsers have no clipboard; the field can be selected. */}
          {globalThis.isSecureContext && secret !== null ? (
            <Button variant="default" onClick={() => void copy(secret)}>
              {isCopied ? 'Copied' : 'Copy'}
            </Button>
          ) : null}
          <Button onClick={close}>I have stored it</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
