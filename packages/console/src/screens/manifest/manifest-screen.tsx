import { yaml } from '@codemirror/lang-yaml';
import { unifiedMergeView } from '@codemirror/merge';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { Button, Checkbox, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { type Failure, failureOf } from '../../graphql/failure';
import { Answer } from '../../parts/answer';
import { CodeEditor } from '../../parts/code-editor';
import { Note } from '../../parts/note';
import { saveFile } from '../../parts/save-file';
import { PageHeader } from '../../parts/page-header';
import { PlanItems, PlanWarnings } from '../../parts/plan-items';
import { FailureNote } from '../../parts/states';
import { Unsaved } from '../../parts/unsaved';
import { useChange } from '../../parts/use-change';
import { count } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import {
  ApplyManifestDocument,
  ExportManifestDocument,
  PlanManifestDocument,
  type PlanManifestQuery,
} from './documents.generated';

/** Beyond it, differences are found less exactly, so that a large manifest does not hold the page up. */
const DIFF_SCAN_LIMIT = 500;

export function ManifestScreen() {
  const result = useQuery(ExportManifestDocument);
  return (
    <>
      <PageHeader title="Manifest">
        The whole configuration as text. Change it here, see the plan, apply it; or keep it in version control and apply
        it with the command line.
      </PageHeader>
      <Answer result={result} what="the manifest">
        {({ exportManifest }) => <ManifestEditor exported={exportManifest} />}
      </Answer>
    </>
  );
}

interface Reviewed {
  readonly manifest: string;
  readonly prune: boolean;
  readonly plan: PlanManifestQuery['planManifest'];
}

function ManifestEditor({ exported }: { readonly exported: string }) {
  const client = useApolloClient();
  const mayEdit = useMayEdit();
  const [base, setBase] = useState(exported);
  const [text, setText] = useState(exported);
  const [prune, setPrune] = useState(false);
  const [comment, setComment] = useState('');
  const [reviewed, setReviewed] = useState<Reviewed | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const change = useChange(ApplyManifestDocument, 'Manifest applied');
  const isReviewed = reviewed !== null && reviewed.manifest === text && reviewed.prune === prune;
  const review = async () => {
    setFailure(null);
    setReviewed(null);
    change.forget();
    try {
      const variables = { manifest: text, prune };
      const { data } = await client.query({ query: PlanManifestDocument, variables, fetchPolicy: 'network-only' });
      if (data) setReviewed({ ...variables, plan: data.planManifest });
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const load = (next: string) => {
    setBase(next);
    setText(next);
    setReviewed(null);
  };
  const apply = async (expectedPlanId: string) => {
    const input = { manifest: text, prune, expectedPlanId, ...(comment === '' ? {} : { comment }) };
    if ((await change.run({ input })) === null) return;
    setComment('');
    const { data } = await client.query({ query: ExportManifestDocument, fetchPolicy: 'network-only' });
    if (data) load(data.exportManifest);
  };
  // Marks what was edited, beside what it was.
  const extensions = useMemo(
    () => [
      yaml(),
      unifiedMergeView({ original: base, mergeControls: false, diffConfig: { scanLimit: DIFF_SCAN_LIMIT } }),
    ],
    [base],
  );
  const problem = failure ?? change.failure;
  return (
    <Stack gap="md">
      {exported === base ? null : (
        <Note kind="warn" title="The configuration has changed since this text was exported." announced>
          The plan shows what applying the text would undo.{' '}
          <Button size="compact-xs" variant="default" onClick={() => load(exported)}>
            Load the present configuration
          </Button>
        </Note>
      )}
      <Unsaved isDirty={text !== base} />
      <CodeEditor label="Manifest in YAML" value={text} extensions={extensions} onChange={setText} />
      {problem === null ? null : <Problems failure={problem} />}
      <Group justify="space-between" gap="sm">
        <Checkbox
          label="Delete what the manifest does not list (prune)"
          checked={prune}
          onChange={({ currentTarget }) => setPrune(currentTarget.checked)}
        />
        <Group gap="xs">
          <Button variant="default" onClick={() => saveFile('switchyard.yaml', text, 'application/yaml')}>
            Download
          </Button>
          <Button variant={isReviewed ? 'default' : 'filled'} onClick={() => void review()}>
            Show plan
          </Button>
        </Group>
      </Group>
      {isReviewed ? (
        <Plan plan={reviewed.plan}>
          {mayEdit ? (
            <Group align="flex-end">
              <TextInput
                label="Comment"
                value={comment}
                onChange={({ currentTarget }) => setComment(currentTarget.value)}
              />
              <Button
                loading={change.isBusy}
                disabled={reviewed.plan.isEmpty}
                onClick={() => void apply(reviewed.plan.id)}
              >
                Apply this plan
              </Button>
            </Group>
          ) : null}
        </Plan>
      ) : null}
    </Stack>
  );
}

function Problems({ failure }: { readonly failure: Failure }) {
  return (
    <div>
      <FailureNote failure={failure} />
      <ul>
        {failure.fields.map((field) => (
          <li key={`${field.path} ${field.message}`}>
            <span className="sy-mono">{field.path}</span>: {field.message}
            {'line' in field && typeof field.line === 'number' ? ` (line ${field.line})` : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PlanProps {
  readonly plan: PlanManifestQuery['planManifest'];
  readonly children: ReactNode;
}

function Plan({ plan, children }: PlanProps) {
  const { createCount, updateCount, deleteCount, unchangedCount, items, warnings, isEmpty } = plan;
  const total = createCount + updateCount + deleteCount;
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label="Plan">
      <Stack gap="sm">
        <Title order={2}>Plan</Title>
        <Text size="sm">
          {isEmpty
            ? 'Nothing changes.'
            : `${createCount} to create, ${updateCount} to update, ${deleteCount} to delete, ${unchangedCount} unchanged.`}
        </Text>
        <PlanItems items={items} />
        {total > items.length ? <Text size="sm">and {count(total - items.length, 'more object')}</Text> : null}
        <PlanWarnings warnings={warnings} />
        {children}
      </Stack>
    </Paper>
  );
}
