import {
  Button,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Tabs,
  Text,
  TextInput,
  useMatches,
} from '@mantine/core';
import { useApolloClient } from '@apollo/client/react';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { changedFields, changedValues, mergeValues, useEdited } from '../../parts/edited';
import { Note } from '../../parts/note';
import { StaleNotice } from '../../parts/stale-notice';
import { FailureNote } from '../../parts/states';
import { Unsaved } from '../../parts/unsaved';
import { capital, count, words } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import { AiApiDocument } from '../ai-api/documents.generated';
import type { EditedPolicyFragment } from './documents.generated';
import { type PolicyDraft, type PolicyKind, type Side, SIDES } from './policy-draft';
import { PolicyPreview } from './policy-preview';
import type { EditedAiApi } from './edited-ai-api';
import { SideEditor } from './side-editor';
import { describeStored, storedPolicy } from './stored-policy';
import { useSavePolicy } from './use-save-policy';

interface PolicyEditorProps {
  readonly aiApi: EditedAiApi;
  /** Null for a new one. */
  readonly policy: EditedPolicyFragment | null;
}

const KINDS: readonly PolicyKind[] = ['ROUND_ROBIN', 'WEIGHTED_ROUND_ROBIN', 'FAILOVER'];
const HINTS: Record<PolicyKind, string> = {
  ROUND_ROBIN: 'Each request goes to the next target in turn.',
  WEIGHTED_ROUND_ROBIN: 'Each target gets requests in proportion to its weight.',
  FAILOVER: 'Requests for the primary model go to it, and to the fallbacks in order when it fails.',
};

export function PolicyEditor({ aiApi, policy }: PolicyEditorProps) {
  const client = useApolloClient();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const stored = storedPolicy(aiApi, policy);
  const { base, changes: ownChanges, rebase } = useEdited(stored, describeStored);
  const saving = useSavePolicy(aiApi.id, base);
  // Failover policies stand beside others of their kind alone.
  const mayChooseKind = policy !== null || aiApi.policies.length === 0;
  const initial: PolicyDraft = mayChooseKind ? base.draft : { ...base.draft, kind: 'FAILOVER' };
  const [draft, setDraft] = useState(initial);
  const [isPreviewed, setPreviewed] = useState(false);
  const edit = (change: Partial<PolicyDraft>) => setDraft({ ...draft, ...change });
  const leave = () =>
    navigate({
      to: '/ai-apis/$name',
      params: { name: aiApi.name },
      search: { tab: 'policies' },
      ignoreBlocker: true,
    });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await saving.save(draft))) return;
    // So that the page of the AI API does not show for a moment what was there before.
    await client.query({ query: AiApiDocument, variables: { name: aiApi.name }, fetchPolicy: 'network-only' });
    await leave();
  };
  const merge = () => {
    setDraft(mergeValues(draft, base.draft, stored.draft));
    rebase();
    saving.forget();
  };
  const orientation = useMatches<'vertical' | 'horizontal'>({ base: 'vertical', sm: 'horizontal' });
  const replaces = base.policy !== null && base.policy.kind !== draft.kind;
  const replaced = replaces ? aiApi.policies.length : 0;
  // Another kind replaces all policies, so that it is stale as soon as any of them has changed.
  const isSetStale = replaces && base.policiesVersion !== stored.policiesVersion;
  const changes = isSetStale ? changedFields(describeStored(base), describeStored(stored)) : ownChanges;
  const isDirty = Object.keys(changedValues(draft, initial)).length > 0;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Unsaved isDirty={isDirty} />
        {changes === null ? null : <StaleNotice changes={changes} onMerge={merge} />}
        <Paper className="sy-panel" p="md">
          <Stack gap="xs">
            <SegmentedControl
              aria-label="Kind of policy"
              value={draft.kind}
              onChange={(kind) => edit({ kind: kind as PolicyKind })}
              data={KINDS.map((kind) => ({ value: kind, label: capital(words(kind)), disabled: !mayChooseKind }))}
              orientation={orientation}
            />
            <Text size="sm" c="dimmed">
              {HINTS[draft.kind]}
            </Text>
            {draft.kind === 'FAILOVER' ? (
              <TextInput
                label="Name"
                description="Empty: it is called after its primaries."
                value={draft.name}
                onChange={({ currentTarget }) => edit({ name: currentTarget.value })}
                error={saving.errors['name']}
                maw={320}
              />
            ) : null}
            {replaced > 1 ? (
              <Note kind="warn">
                Saving replaces all {count(replaced, 'policy', 'policies')} of this AI API by this one.
              </Note>
            ) : null}
          </Stack>
        </Paper>
        <Sides aiApi={aiApi} draft={draft} errors={saving.errors} onChange={edit} />
        <Times draft={draft} errors={saving.errors} onChange={edit} />
        {saving.failure === null ? null : <FailureNote failure={saving.failure} />}
        {isPreviewed ? <PolicyPreview aiApi={aiApi} draft={draft} policy={policy} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => void leave()}>
            Cancel
          </Button>
          <Button variant="default" onClick={() => setPreviewed(!isPreviewed)} aria-expanded={isPreviewed}>
            {isPreviewed ? 'Hide preview' : 'Preview'}
          </Button>
          <Button type="submit" loading={saving.isBusy} disabled={!mayEdit}>
            {policy === null ? 'Attach policy' : 'Save policy'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PartProps {
  readonly draft: PolicyDraft;
  readonly errors: Record<string, string>;
  readonly onChange: (change: Partial<PolicyDraft>) => void;
}

function Sides({ aiApi, draft, errors, onChange }: PartProps & { readonly aiApi: EditedAiApi }) {
  const problemsOf = (side: Side) => Object.keys(errors).filter((path) => path.split('.')[0] === side).length;
  return (
    <Paper className="sy-panel" p="md">
      <Tabs defaultValue="production">
        <Tabs.List mb="md" aria-label="Environment">
          {SIDES.map((side) => (
            <Tabs.Tab key={side} value={side}>
              {capital(side)} ({draft[side].length})
              {problemsOf(side) > 0 ? ` – ${count(problemsOf(side), 'problem')}` : ''}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SIDES.map((side) => (
          <Tabs.Panel key={side} value={side}>
            <SideEditor
              aiApi={aiApi}
              draft={draft}
              side={side}
              errors={errors}
              onChange={(targets) => onChange({ [side]: targets })}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Paper>
  );
}

const TIMES = [
  ['suspendDurationSeconds', 'Suspend a failed target for, in seconds', '0 never suspends one.'],
  ['requestTimeoutSeconds', 'Request timeout, in seconds', 'How long one attempt may wait for response headers.'],
  ['totalTimeoutSeconds', 'Total timeout, in seconds', 'How long a request may take over all attempts.'],
] as const;

function Times({ draft, errors, onChange }: PartProps) {
  return (
    <Paper className="sy-panel" p="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {TIMES.map(([name, label, description]) => (
          <NumberInput
            key={name}
            label={label}
            description={description}
            min={0}
            value={draft[name]}
            onChange={(value) => onChange({ [name]: Number(value) })}
            error={errors[name]}
          />
        ))}
        {draft.kind === 'FAILOVER' ? null : (
          <NumberInput
            label="Attempts"
            description="How many targets one request may try."
            min={1}
            value={draft.maxAttempts}
            onChange={(value) => onChange({ maxAttempts: Number(value) })}
            error={errors['maxAttempts']}
          />
        )}
      </SimpleGrid>
    </Paper>
  );
}
