import { useQuery } from '@apollo/client/react';
import { Button, Group, Paper, SegmentedControl, Stack, Table, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { Answer } from '../../parts/answer';
import { Confirm } from '../../parts/confirm';
import { FormDialog } from '../../parts/form-dialog';
import { chosenFilter, type Choices, ListChoice } from '../../parts/list-choice';
import { Note, Status, type StatusKind } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { SecretOnce } from '../../parts/secret-once';
import { EmptyState, FailureNote } from '../../parts/states';
import { Time } from '../../parts/time';
import { useChange } from '../../parts/use-change';
import { words } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import type { Consumer } from './consumer';
import {
  ConsumerKeysDocument,
  type ConsumerKeysQueryVariables,
  IssueKeyDocument,
  type KeyRowFragment,
  RevokeKeyDocument,
} from './documents.generated';

type Key = KeyRowFragment;

const CHOICES: Choices<Pick<ConsumerKeysQueryVariables, 'states' | 'environment'>> = {
  active: ['Active', { states: ['ACTIVE'] }],
  production: ['Active, for production', { states: ['ACTIVE'], environment: 'PRODUCTION' }],
  sandbox: ['Active, for sandbox', { states: ['ACTIVE'], environment: 'SANDBOX' }],
  ended: ['Expired or revoked', { states: ['EXPIRED', 'REVOKED'] }],
};

const STATUS: Record<Key['state'], StatusKind> = { ACTIVE: 'ok', EXPIRED: 'idle', REVOKED: 'fail' };

/** The keys, page by page; asked for apart, so that another page of them leaves the forms beside them alone. */
export function ConsumerKeys({ consumer }: { readonly consumer: Consumer }) {
  const mayEdit = useMayEdit();
  const [isIssuing, setIssuing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<Key | null>(null);
  const [shown, setShown] = useState<string>();
  const paging = usePaging(`${consumer.id} ${shown}`);
  const result = useQuery(ConsumerKeysDocument, {
    variables: { id: consumer.id, after: paging.after, ...chosenFilter(CHOICES, shown) },
  });
  return (
    <section aria-label="Keys">
      <Group justify="space-between" mb="xs">
        <Title order={2}>Keys</Title>
        <Group gap="xs">
          {consumer.consumerKeys.totalCount === 0 ? null : (
            <ListChoice what="keys" choices={CHOICES} value={shown} onChange={setShown} />
          )}
          {mayEdit ? <Button onClick={() => setIssuing(true)}>Issue key</Button> : null}
        </Group>
      </Group>
      <Paper className="sy-panel">
        <Answer result={result} what="its keys" keepsPrevious>
          {({ node }) =>
            !node || !('consumerKeys' in node) || node.consumerKeys.nodes.length === 0 ? (
              <EmptyState title={shown === undefined ? 'This consumer has no key.' : 'This consumer has no such key.'}>
                A key is for production or sandbox, and decides which endpoints its requests reach.
              </EmptyState>
            ) : (
              <>
                <KeyTable keys={node.consumerKeys.nodes} onRevoke={mayEdit ? setRevoked : null} />
                <Pager paging={paging} connection={node.consumerKeys} />
              </>
            )
          }
        </Answer>
      </Paper>
      <FormDialog opened={isIssuing} onClose={() => setIssuing(false)} title={`Issue a key to ${consumer.name}`}>
        <IssueForm
          consumerId={consumer.id}
          onIssued={(issued) => {
            setIssuing(false);
            setSecret(issued);
          }}
          onLost={(key) => {
            setIssuing(false);
            setRevoked(key);
          }}
          onClose={() => setIssuing(false)}
        />
      </FormDialog>
      <SecretOnce title="The new key" secret={secret} onClose={() => setSecret(null)} />
      {revoked === null ? null : <RevokeKey consumerKey={revoked} onClose={() => setRevoked(null)} />}
    </section>
  );
}

interface KeyTableProps {
  readonly keys: readonly Key[];
  readonly onRevoke: ((key: Key) => void) | null;
}

function KeyTable({ keys, onRevoke }: KeyTableProps) {
  return (
    <ScrollTable minWidth={680} label="Keys of the consumer">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Key</Table.Th>
            <Table.Th>Environment</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Issued</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>Expires</Table.Th>
            <Table.Th>
              <span className="sy-visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>
                {key.displayName === key.hint ? null : <div>{key.displayName}</div>}
                <span className="sy-mono">{key.hint}…</span>
              </Table.Td>
              <Table.Td>{words(key.environment)}</Table.Td>
              <Table.Td>
                <Status kind={STATUS[key.state]}>{words(key.state)}</Status>
              </Table.Td>
              <Table.Td>
                <Time at={key.createdAt} />
              </Table.Td>
              <Table.Td>
                <PageLink to="/requests" search={{ by: 'consumerKeyId', value: key.id }}>
                  <Time at={key.lastUsedAt} />
                  <span className="sy-visually-hidden">: requests with {key.displayName}</span>
                </PageLink>
              </Table.Td>
              <Table.Td>
                <Time at={key.expiresAt} />
              </Table.Td>
              <Table.Td>
                {onRevoke === null || key.state !== 'ACTIVE' ? null : (
                  <Button size="compact-xs" variant="default" onClick={() => onRevoke(key)}>
                    Revoke<span className="sy-visually-hidden"> {key.displayName}</span>
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

interface IssueFormProps {
  readonly consumerId: string;
  readonly onIssued: (secret: string) => void;
  /** Called to revoke a key whose secret nobody has. */
  readonly onLost: (key: Key) => void;
  readonly onClose: () => void;
}

function IssueForm({ consumerId, onIssued, onLost, onClose }: IssueFormProps) {
  const change = useChange(IssueKeyDocument, 'Key issued');
  // A second click, or a repeated request after a lost answer, must not issue a second key.
  const [idempotencyKey] = useState(() => `console-${Date.now()}-${Math.random().toString(36).slice(2)}`);
  const [lost, setLost] = useState<Key | null>(null);
  const form = useForm({ initialValues: { displayName: '', environment: 'PRODUCTION', expires: '' } });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const submit = form.onSubmit(async ({ displayName, environment, expires }) => {
    const input = {
      consumerId,
      idempotencyKey,
      environment: environment === 'SANDBOX' ? ('SANDBOX' as const) : ('PRODUCTION' as const),
      ...(displayName === '' ? {} : { displayName }),
      ...(expires === '' ? {} : { expiresAt: new Date(`${expires}T23:59:59Z`).toISOString() }),
    };
    const payload = await change.run({ input });
    if (payload === null) return;
    const { secret, consumerKey } = payload;
    if (secret !== null && secret !== undefined) return onIssued(secret);
    // A repeated request is not answered with the secret; the first one's answer did not arrive.
    notifications.clean();
    setLost(consumerKey);
  });
  if (lost !== null) {
    return (
      <Stack gap="sm">
        <Note kind="warn" title="The key exists, but its secret is lost." announced>
          The answer with the secret did not arrive, and it cannot be shown again. Revoke {lost.displayName} (
          <span className="sy-mono">{lost.hint}…</span>) and issue another.
        </Note>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button onClick={() => onLost(lost)}>Revoke it</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Environment"
          data={[
            { value: 'PRODUCTION', label: 'Production' },
            { value: 'SANDBOX', label: 'Sandbox' },
          ]}
          {...form.getInputProps('environment')}
        />
        <TextInput
          label="Display name"
          description="Such as the server that will hold it."
          data-autofocus
          {...form.getInputProps('displayName')}
          error={errors['displayName']}
        />
        <TextInput
          label="Expires on"
          description="Empty for never."
          type="date"
          {...form.getInputProps('expires')}
          error={errors['expiresAt']}
        />
        {change.failure === null ? null : <FailureNote failure={change.failure} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isBusy}>
            Issue key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface RevokeKeyProps {
  readonly consumerKey: Key;
  readonly onClose: () => void;
}

function RevokeKey({ consumerKey, onClose }: RevokeKeyProps) {
  const change = useChange(RevokeKeyDocument, 'Key revoked');
  const confirm = async () => {
    if ((await change.run({ input: { consumerKeyId: consumerKey.id } })) !== null) onClose();
  };
  return (
    <Confirm
      title={`Revoke key ${consumerKey.displayName}?`}
      action="Revoke key"
      isOpen
      isBusy={change.isBusy}
      failure={change.failure}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Requests with <span className="sy-mono">{consumerKey.hint}…</span> are refused as soon as the data planes have the
      revision. A revoked key stays revoked: no roll back brings it back. It was last used{' '}
      {consumerKey.lastUsedAt ? <Time at={consumerKey.lastUsedAt} /> : 'never'}.
    </Confirm>
  );
}
