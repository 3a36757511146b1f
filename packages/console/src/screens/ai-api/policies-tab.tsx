import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Confirm } from '../../parts/confirm';
import { Status } from '../../parts/note';
import { percent, ShareBar, shareColour } from '../../parts/shares';
import { EmptyState } from '../../parts/states';
import { relativeTime } from '../../parts/time';
import { useChange } from '../../parts/use-change';
import { capital, words } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import type { AiApi } from './ai-api';
import { DetachPolicyDocument } from './documents.generated';

type Policy = AiApi['policies'][number];
type Target = Policy['production']['targets'][number];

const SIDES = ['production', 'sandbox'] as const;

export function PoliciesTab({ aiApi }: { readonly aiApi: AiApi }) {
  const mayEdit = useMayEdit();
  const navigate = useNavigate();
  const [detached, setDetached] = useState<Policy | null>(null);
  const edit = (policyId: string) =>
    void navigate({ to: '/ai-apis/$name/policies/$policyId', params: { name: aiApi.name, policyId } });
  const kinds = new Set(aiApi.policies.map(({ kind }) => kind));
  // Round robin and weighted round robin are alone; failover policies are as many as there are primaries.
  const mayAttach = mayEdit && (kinds.size === 0 || kinds.has('FAILOVER'));
  return (
    <Stack gap="md">
      {aiApi.policies.length === 0 ? (
        <Paper className="sy-panel">
          <EmptyState title="No policy is attached.">
            Requests go to the default endpoints
            {aiApi.defaultProductionEndpoint || aiApi.defaultSandboxEndpoint
              ? ''
              : ', of which there are none: they are refused'}
            , and consumers choose the model.
          </EmptyState>
        </Paper>
      ) : null}
      {aiApi.policies.map((policy) => (
        <PolicyCard
          key={policy.id}
          policy={policy}
          mayEdit={mayEdit}
          onEdit={() => edit(policy.id)}
          onDetach={() => setDetached(policy)}
        />
      ))}
      {mayAttach ? (
        <Group>
          <Button onClick={() => edit('new')}>
            {kinds.size === 0 ? 'Attach policy' : 'Attach another failover policy'}
          </Button>
        </Group>
      ) : null}
      {detached === null ? null : <Detach aiApi={aiApi} policy={detached} onClose={() => setDetached(null)} />}
    </Stack>
  );
}

interface PolicyCardProps {
  readonly policy: Policy;
  readonly mayEdit: boolean;
  readonly onEdit: () => void;
  readonly onDetach: () => void;
}

function PolicyCard({ policy, mayEdit, onEdit, onDetach }: PolicyCardProps) {
  const title = capital(policy.name);
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{title}</Title>
        {mayEdit ? (
          <Group gap={6}>
            <Button size="xs" variant="default" onClick={onEdit}>
              Edit policy
            </Button>
            <Button size="xs" variant="default" onClick={onDetach}>
              Detach
            </Button>
          </Group>
        ) : null}
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {SIDES.map((side) => (
          <div key={side}>
            <Title order={3} mb={6}>
              {capital(side)}
            </Title>
            <SideSummary kind={policy.kind} targets={policy[side].targets} />
          </div>
        ))}
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt="sm">
        {policy.suspendDurationSeconds === 0
          ? 'A failed target is not suspended.'
          : `A failed target is suspended for ${policy.suspendDurationSeconds} s.`}
      </Text>
    </Paper>
  );
}

function SideSummary({ kind, targets }: { readonly kind: Policy['kind']; readonly targets: readonly Target[] }) {
  if (targets.length === 0) return <Text c="dimmed">No targets: requests go to the default endpoint.</Text>;
  const inRotation = targets.filter((target) => target.inRotation);
  const shareOf = (target: Target) => {
    if ('share' in target) return target.share;
    return target.inRotation ? 1 / inRotation.length : 0;
  };
  return (
    <Stack gap={6}>
      {kind === 'FAILOVER' ? null : (
        <ShareBar
          shares={targets.map((target) => ({ key: target.id, label: target.model.name, share: shareOf(target) }))}
        />
      )}
      {targets.map((target, index) => (
        <Group key={target.id} gap={8} wrap="nowrap" justify="space-between">
          <Group gap={8} wrap="nowrap" miw={0}>
            {kind === 'FAILOVER' ? (
              <span className="sy-tag sy-rank">{index === 0 ? 'primary' : index}</span>
            ) : (
              <span className="sy-swatch" style={{ background: shareColour(index) }} />
            )}
            <span className="sy-mono">
              {target.model.name} · {target.endpoint.name}
            </span>
          </Group>
          <Group gap={8} wrap="nowrap">
            {kind === 'FAILOVER' ? null : <span>{percent(shareOf(target))}</span>}
            <TargetState target={target} />
          </Group>
        </Group>
      ))}
    </Stack>
  );
}

function TargetState({ target: { inRotation, health } }: { readonly target: Target }) {
  if (!inRotation) return <Status kind="idle">out of rotation</Status>;
  const suspended = health.find(({ availability }) => availability === 'SUSPENDED');
  if (suspended !== undefined) {
    const { suspendedUntil, cause } = suspended;
    return (
      <Status kind="fail">
        suspended{cause ? `: ${words(cause)}` : ''}
        {suspendedUntil ? `, back ${relativeTime(suspendedUntil)}` : ''}
      </Status>
    );
  }
  if (health.some(({ availability }) => availability === 'PROBE')) return <Status kind="warn">being probed</Status>;
  return <Status kind="ok">available</Status>;
}

interface DetachProps {
  readonly aiApi: AiApi;
  readonly policy: Policy;
  readonly onClose: () => void;
}

function Detach({ aiApi, policy, onClose }: DetachProps) {
  const change = useChange(DetachPolicyDocument, 'Policy detached');
  const confirm = async () => {
    const input = { policyId: policy.id, expectedVersion: policy.version };
    if ((await change.run({ input })) !== null) onClose();
  };
  const defaults = [
    ['production', aiApi.defaultProductionEndpoint?.name],
    ['sandbox', aiApi.defaultSandboxEndpoint?.name],
  ] as const;
  return (
    <Confirm
      title={`Detach the ${words(policy.kind)} policy?`}
      action="Detach policy"
      isOpen
      isBusy={change.isBusy}
      failure={change.failure}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>Requests that it routes then go:</p>
      <ul>
        {defaults.map(([side, endpoint]) => (
          <li key={side}>
            {side}: {endpoint === undefined ? 'nowhere, they are refused' : `to the default endpoint ${endpoint}`}
          </li>
        ))}
      </ul>
    </Confirm>
  );
}
