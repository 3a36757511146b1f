import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';

interface ManifestPartProps {
  /** The selector of the part that is shown; empty for all. */
  readonly labels: string;
  readonly onShow: (labels: string) => void;
}

/** Chooses the part of the configuration that is edited. */
export function ManifestPart({ labels, onShow }: ManifestPartProps) {
  const [typed, setTyped] = useState(labels);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onShow(typed.trim());
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Labels"
          description="Only what has these labels, such as team=chat. Empty for the whole configuration."
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          w={{ base: '100%', xs: 420 }}
        />
        <Button type="submit" variant="default">
          Show
        </Button>
      </Group>
    </form>
  );
}
