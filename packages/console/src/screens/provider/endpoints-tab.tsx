import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { EndpointState } from '../../parts/endpoint-state';
import { Status } from '../../parts/note';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { type EndpointNow, useEndpointsNow } from '../../parts/use-endpoints-now';
import { capital, words } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import { DeleteEndpoint } from './delete-endpoint';
import { EndpointForm } from './endpoint-form';
import type { Endpoint, Environment, Provider } from './provider';
import { RotateCredential } from './rotate-credential';
import { TestEndpoint } from './test-endpoint';

const ENVIRONMENTS: readonly Environment[] = ['PRODUCTION', 'SANDBOX'];

/** What is open above the list. */
type Opened =
  | { readonly what: 'create'; readonly environment: Environment }
  | { readonly what: 'edit' | 'rotate' | 'delete'; readonly endpoint: Endpoint };

export function EndpointsTab({ provider }: { readonly provider: Provider }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const mayEdit = useMayEdit();
  const now = useEndpointsNow(provider.endpoints.map(({ id }) => id));
  const close = () => setOpened(null);
  // The one that is edited stays live, so that a change by somebody else shows.
  const live = (endpoint: Endpoint) => provider.endpoints.find(({ id }) => id === endpoint.id) ?? endpoint;
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {ENVIRONMENTS.map((environment) => (
          <section key={environment} aria-label={`${capital(words(environment))} endpoints`}>
            <Group justify="space-between" mb="xs">
              <Title order={2}>{capital(words(environment))}</Title>
              {mayEdit ? (
                <Button size="xs" variant="default" onClick={() => setOpened({ what: 'create', environment })}>
                  Add {words(environment)} endpoint
                </Button>
              ) : null}
            </Group>
            <EndpointList
              endpoints={provider.endpoints.filter((endpoint) => endpoint.environment === environment)}
              environment={environment}
              now={now}
              mayEdit={mayEdit}
              onOpen={(what, endpoint) => setOpened({ what, endpoint })}
            />
          </section>
        ))}
      </SimpleGrid>
      {opened?.what === 'create' ? (
        <EndpointForm provider={provider} environment={opened.environment} endpoint={null} onClose={close} />
      ) : null}
      {opened?.what === 'edit' ? (
        <EndpointForm
          provider={provider}
          environment={opened.endpoint.environment}
          endpoint={live(opened.endpoint)}
          onClose={close}
        />
      ) : null}
      {opened?.what === 'rotate' ? <RotateCredential endpoint={live(opened.endpoint)} onClose={close} /> : null}
      {opened?.what === 'delete' ? <DeleteEndpoint endpoint={live(opened.endpoint)} onClose={close} /> : null}
    </>
  );
}

interface EndpointListProps {
  readonly endpoints: readonly Endpoint[];
  readonly environment: Environment;
  readonly now: ReadonlyMap<string, EndpointNow>;
  readonly mayEdit: boolean;
  readonly onOpen: (what: 'edit' | 'rotate' | 'delete', endpoint: Endpoint) => void;
}

function EndpointList({ endpoints, environment, now, mayEdit, onOpen }: EndpointListProps) {
  if (endpoints.length === 0) {
    return (
      <Paper className="sy-panel">
        <EmptyState title={`There is no ${words(environment)} endpoint.`}>
          Add one with its URL and key. Only {words(environment)} keys of consumers reach it.
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Stack gap="xs">
      {endpoints.map((endpoint) => (
        <Paper key={endpoint.id} className="sy-panel" p="sm">
          <Group justify="space-between" gap="xs">
            <Text fw={600}>{endpoint.name}</Text>
            <Status kind={endpoint.enabled ? 'ok' : 'idle'}>{endpoint.enabled ? 'enabled' : 'disabled'}</Status>
          </Group>
          <div className="sy-mono">{endpoint.url}</div>
          <EndpointState now={now.get(endpoint.id)} />
          <CredentialLine endpoint={endpoint} />
          {endpoint.caCertificates.map(({ id, subject, validUntil }) => (
            <Text key={id} size="sm">
              CA certificate {subject}, valid until <Time at={validUntil} />
            </Text>
          ))}
          {mayEdit ? (
            <Group gap={6} mt="xs">
              <EndpointButton name={endpoint.name} words="Edit" onClick={() => onOpen('edit', endpoint)} />
              <EndpointButton name={endpoint.name} words="Rotate key" onClick={() => onOpen('rotate', endpoint)} />
              <EndpointButton name={endpoint.name} words="Delete" onClick={() => onOpen('delete', endpoint)} />
              <TestEndpoint endpoint={endpoint} />
            </Group>
          ) : null}
        </Paper>
      ))}
    </Stack>
  );
}

interface EndpointButtonProps {
  readonly name: string;
  readonly words: string;
  readonly onClick: () => void;
}

function EndpointButton({ name, words: text, onClick }: EndpointButtonProps) {
  return (
    <Button size="compact-xs" variant="default" onClick={onClick}>
      {text}
      <span className="sy-visually-hidden"> {name}</span>
    </Button>
  );
}

function CredentialLine({ endpoint: { credential } }: { readonly endpoint: Endpoint }) {
  if (!credential.isSet) return <Status kind="warn">no credential</Status>;
  return (
    <Text size="sm" c="dimmed">
      Credential <span className="sy-mono">…{credential.hint ?? ''}</span>, set <Time at={credential.rotatedAt} />
    </Text>
  );
}
