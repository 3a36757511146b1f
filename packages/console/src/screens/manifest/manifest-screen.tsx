import { useQuery } from '@apollo/client/react';
import { Button, Group, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Answer } from '../../parts/answer';
import { Note } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { saveFile } from '../../parts/save-file';
import { ExportManifestDocument } from './documents.generated';
import { ManifestEditor } from './manifest-editor';
import { ManifestPart } from './manifest-part';

const route = getRouteApi('/manifest');
/** An editor with more holds the page up. */
const EDITED_CHARACTERS_MAX = 500_000;

export function ManifestScreen() {
  const { labels = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const labelSelector = labels === '' ? null : labels;
  const result = useQuery(ExportManifestDocument, { variables: { labelSelector } });
  const show = (next: string) =>
    void navigate({ to: '/manifest', search: { labels: next === '' ? undefined : next }, replace: true });
  return (
    <>
      <PageHeader title="Manifest">
        The configuration as text. Change it here, see the plan, apply it; or keep it in version control and apply it
        with the command line.
      </PageHeader>
      <Stack gap="md">
        <ManifestPart key={labels} labels={labels} onShow={show} />
        <Answer result={result} what="the manifest">
          {({ exportManifest }) => <Part key={labels} exported={exportManifest} labelSelector={labelSelector} />}
        </Answer>
      </Stack>
    </>
  );
}

interface PartProps {
  readonly exported: string;
  readonly labelSelector: string | null;
}

/** A manifest in the editor, unless it is too long for that. */
function Part({ exported, labelSelector }: PartProps) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted || exported.length <= EDITED_CHARACTERS_MAX) {
    return <ManifestEditor exported={exported} labelSelector={labelSelector} />;
  }
  return (
    <Note kind="idle" title={`This is ${(exported.length / 1_000_000).toFixed(1)} million characters.`}>
      <Stack gap="sm">
        So much makes the editor slow. Show the part with some labels, or download all and use the command line.
        <Group gap="xs">
          <Button onClick={() => saveFile('switchyard.yaml', exported, 'application/yaml')}>Download</Button>
          <Button variant="default" onClick={() => setWanted(true)}>
            Edit it here all the same
          </Button>
        </Group>
      </Stack>
    </Note>
  );
}
