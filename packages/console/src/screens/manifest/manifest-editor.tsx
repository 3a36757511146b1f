import { unifiedMergeView } from '@codemirror/merge';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type Failure, failureOf } from '../../graphql/failure';
import { CodeEditor } from '../../parts/code-editor';
import { Note } from '../../parts/note';
import { saveFile } from '../../parts/save-file';
import { FailureNote } from '../../parts/states';
import { Unsaved } from '../../parts/unsaved';
import { useChange } from '../../parts/use-change';
import { useMayEdit } from '../../session/viewer';
import {
  ApplyManifestDocument,
  CheckManifestDocument,
  ExportManifestDocument,
  ManifestSchemaDocument,
  PlanManifestDocument,
  type PlanManifestQuery,
} from './documents.generated';
import { type LocatedProblem, manifestLanguage } from './manifest-language';
import type { Part } from './manifest-part';
import { ManifestPlan } from './manifest-plan';

/** Beyond it, differences are found less exactly, so that a large manifest does not hold the page up. */
const DIFF_SCAN_LIMIT = 500;
const NO_SCHEMA = {};

interface Reviewed {
  readonly manifest: string;
  readonly prune: boolean;
  readonly plan: PlanManifestQuery['planManifest'];
}

interface ManifestEditorProps {
  readonly exported: string;
  readonly part: Part;
}

/** Edits a manifest, shows what it would change, and applies it. */
export function ManifestEditor({ exported, part }: ManifestEditorProps) {
  const { labelSelector } = part;
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
      const variables = { manifest: text, prune, labelSelector };
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
    const input = { manifest: text, prune, labelSelector, expectedPlanId, ...(comment === '' ? {} : { comment }) };
    if ((await change.run({ input })) === null) return;
    setComment('');
    const { data } = await client.query({
      query: ExportManifestDocument,
      variables: part,
      fetchPolicy: 'network-only',
    });
    if (data) load(data.exportManifest);
  };
  const schema = useQuery(ManifestSchemaDocument, { fetchPolicy: 'cache-first' }).data?.manifestSchema ?? NO_SCHEMA;
  const extensions = useMemo(
    () => [
      manifestLanguage(schema, async (edited) => (edited === base ? [] : problemsOf(client, edited))),
      // Marks what was edited, beside what it was.
      unifiedMergeView({ original: base, mergeControls: false, diffConfig: { scanLimit: DIFF_SCAN_LIMIT } }),
    ],
    [base, client, schema],
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
        {/* Beside one provider, all others would be deleted. */}
        {part.provider === null ? (
          <Checkbox
            label="Delete what the manifest does not list (prune)"
            checked={prune}
            onChange={({ currentTarget }) => setPrune(currentTarget.checked)}
          />
        ) : (
          <span />
        )}
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
        <ManifestPlan plan={reviewed.plan}>
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
        </ManifestPlan>
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

/** Asks what is wrong with a manifest. Other failures are for the plan to show. */
async function problemsOf(
  client: ReturnType<typeof useApolloClient>,
  manifest: string,
): Promise<readonly LocatedProblem[]> {
  try {
    await client.query({ query: CheckManifestDocument, variables: { manifest }, fetchPolicy: 'no-cache' });
    return [];
  } catch (error) {
    return failureOf(error).fields;
  }
}
