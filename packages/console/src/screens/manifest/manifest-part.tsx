import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { PageLink } from '../../parts/page-link';
import type { ExportManifestQueryVariables } from './documents.generated';

/** A part of the configuration; both are null for all of it. */
export type Part = Required<Pick<ExportManifestQueryVariables, 'labelSelector' | 'provider'>>;

interface ManifestPartProps {
  readonly part: Part;
  readonly onShow: (labels: string) => void;
}

/** Says which part of the configuration is edited, and chooses another one. */
export function ManifestPart({ part: { labelSelector, provider }, onShow }: ManifestPartProps) {
  const [typed, setTyped] = useState(labelSelector ?? '');
  if (typeof provider === 'string') {
    return (
      <p>
        Only provider{' '}
        <PageLink to="/providers/$name" params={{ name: provider }} search={{ tab: 'profile' }}>
          {provider}
        </PageLink>
        , with its profile, models and endpoints. <PageLink to="/manifest">Show the whole configuration</PageLink>
      </p>
    );
  }
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
