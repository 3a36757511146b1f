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
import { ManifestPart, type Part } from './manifest-part';

const route = getRouteApi('/manifest');
/** An editor with more holds the page up. */
const EDITED_CHARACTERS_MAX = 500_000;

export function ManifestScreen() {
  const { labels = '', provider = null } = route.useSearch();
  const navigate = route.useNavigate();
  const part: Part = { labelSelector: labels === '' ? null : labels, provider };
  const key = JSON.stringify(part);
  const result = useQuery(ExportManifestDocument, { variables: part });
  const show = (next: string) =>
    void navigate({ to: '/manifest', search: { labels: next === '' ? undefined : next }, replace: true });
  return (
    <>
      <PageHeader title="Manifest">
        The configuration as text. Change it here, see the plan, apply it; or keep it in version control and apply it
        with the command line.
      </PageHeader>
      <Stack gap="md">
        <ManifestPart key={key} part={part} onShow={show} />
        <Answer result={result} what="the manifest">
          {({ exportManifest }) => <EditedPart key={key} exported={exportManifest} part={part} />}
        </Answer>
      </Stack>
    </>
  );
}

interface EditedPartProps {
  readonly exported: string;
  readonly part: Part;
}

/** A manifest in the editor, unless it is too long for that. */
function EditedPart({ exported, part }: EditedPartProps) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted || exported.length <= EDITED_CHARACTERS_MAX) {
    return <ManifestEditor exported={exported} part={part} />;
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
