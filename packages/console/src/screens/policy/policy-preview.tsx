import { useQuery } from '@apollo/client/react';
import { Paper, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Answer } from '../../parts/answer';
import { CodeBlock } from '../../parts/code-block';
import { Differences } from '../../parts/differences';
import { Note } from '../../parts/note';
import { percent, ShareBar } from '../../parts/shares';
import { count, words } from '../../parts/wording';
import { type EditedPolicyFragment, PreviewPolicyDocument, type PreviewPolicyQuery } from './documents.generated';
import type { PolicyDraft } from './policy-draft';
import { draftText } from './policy-manifest';
import { proposedPolicies } from './proposed-policies';
import type { EditedAiApi } from './edited-ai-api';

const TYPING_PAUSE_MS = 300;
const SIMULATED_REQUESTS = 1_000;

interface PolicyPreviewProps {
  readonly aiApi: EditedAiApi;
  readonly draft: PolicyDraft;
  readonly policy: EditedPolicyFragment | null;
}

/** What saving would change, and where requests would go then, decided by the code that routes them. */
export function PolicyPreview({ aiApi, draft, policy }: PolicyPreviewProps) {
  const [settled] = useDebouncedValue(draft, TYPING_PAUSE_MS);
  const policies = proposedPolicies(aiApi.policies, settled, policy);
  const side = settled.production.length > 0 ? 'production' : 'sandbox';
  const [first] = settled[side];
  const result = useQuery(PreviewPolicyDocument, {
    variables: {
      plan: { aiApiId: aiApi.id, ...policies },
      input: {
        aiApiId: aiApi.id,
        environment: side === 'production' ? ('PRODUCTION' as const) : ('SANDBOX' as const),
        policies,
        requests: SIMULATED_REQUESTS,
        ...(first === undefined ? {} : { model: first.model.name }),
      },
    },
    fetchPolicy: 'network-only',
  });
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label="Preview">
      <Title order={2} mb="sm">
        Preview
      </Title>
      <Answer result={result} what="the preview">
        {({ planPolicies, explainRoute }) => (
          <Stack gap="md">
            <Plan plan={planPolicies} />
            {explainRoute.proposed ? <Simulation side={side} proposed={explainRoute.proposed} /> : null}
          </Stack>
        )}
      </Answer>
      <CodeBlock title="In a manifest" code={draftText(settled, policy)} />
    </Paper>
  );
}

function Plan({ plan }: { readonly plan: PreviewPolicyQuery['planPolicies'] }) {
  const { items, warnings } = plan;
  return (
    <div>
      <Title order={3}>Plan</Title>
      {items.length === 0 ? <Text size="sm">Nothing changes.</Text> : null}
      {items.map(({ id, action, kind, path, differences }) => (
        <div key={id}>
          <Text size="sm">
            <strong>{words(action)}</strong> {words(kind)} <span className="sy-mono">{path.join(' / ')}</span>
          </Text>
          {/* What a new policy consists of stands below as text. */}
          {action === 'CREATE' ? null : <Differences differences={differences} />}
        </div>
      ))}
      {warnings.map(({ code, message }) => (
        <Note key={`${code} ${message}`} kind="warn">
          {message}
        </Note>
      ))}
    </div>
  );
}

type Proposed = NonNullable<PreviewPolicyQuery['explainRoute']['proposed']>;

function Simulation({
  side,
  proposed: { summary, simulation },
}: {
  readonly side: string;
  readonly proposed: Proposed;
}) {
  const shares = (simulation?.shares ?? []).map(({ modelName, endpointName, share }) => ({
    key: `${modelName} · ${endpointName}`,
    label: `${modelName} · ${endpointName}`,
    share,
  }));
  return (
    <div>
      <Title order={3} mb={4}>
        {simulation ? `${count(simulation.requests, 'request')} with a ${side} key` : `A request with a ${side} key`}
      </Title>
      <Text size="sm" mb="xs">
        {summary}
      </Text>
      {simulation ? (
        <>
          <ShareBar shares={shares} />
          <ul>
            {shares.map(({ key, label, share }) => (
              <li key={key}>
                <span className="sy-mono">{label}</span> {percent(share)}
              </li>
            ))}
          </ul>
          <Text size="sm" c="dimmed">
            If everything fails, a request takes up to {count(simulation.worstCaseSeconds, 'second')}.
          </Text>
        </>
      ) : null}
    </div>
  );
}
