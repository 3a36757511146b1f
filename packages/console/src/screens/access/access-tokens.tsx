import { useQuery } from '@apollo/client/react';
import { Button, Group, Paper, Select, Stack, Table, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { Answer } from '../../parts/answer';
import { Confirm } from '../../parts/confirm';
import { FormDialog } from '../../parts/form-dialog';
import { chosenFilter, type Choices, ListChoice } from '../../parts/list-choice';
import { ListSearch } from '../../parts/list-search';
import { Status, type StatusKind } from '../../parts/note';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { SecretOnce } from '../../parts/secret-once';
import { EmptyState, FailureNote } from '../../parts/states';
import { Time } from '../../parts/time';
import { useChange } from '../../parts/use-change';
import { words } from '../../parts/wording';
import {
  AccessTokensDocument,
  type AccessTokensQuery,
  type AccessTokensQueryVariables,
  CreateAccessTokenDocument,
  RevokeAccessTokenDocument,
} from './documents.generated';

type Token = NonNullable<AccessTokensQuery['accessTokens']>['nodes'][number];
type Role = Token['role'];
type Filter = NonNullable<AccessTokensQueryVariables['filter']>;

const CHOICES: Choices<Filter> = {
  active: ['Active', { states: ['ACTIVE'] }],
  admin: ['Active, with the role ADMIN', { states: ['ACTIVE'], roles: ['ADMIN'] }],
  ended: ['Expired or revoked', { states: ['EXPIRED', 'REVOKED'] }],
};

const STATUS: Record<Token['state'], StatusKind> = { ACTIVE: 'ok', EXPIRED: 'idle', REVOKED: 'fail' };
const ROLES: readonly { readonly value: Role; readonly label: string }[] = [
  { value: 'VIEWER', label: 'VIEWER: reads the configuration' },
  { value: 'EDITOR', label: 'EDITOR: also changes it' },
  { value: 'ADMIN', label: 'ADMIN: also manages tokens' },
];

export function AccessTokens() {
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<string>();
  const paging = usePaging(`${search} ${shown}`);
  const filter: Filter = { ...chosenFilter(CHOICES, shown), ...(search === '' ? {} : { search }) };
  const isFiltered = Object.keys(filter).length > 0;
  const result = useQuery(AccessTokensDocument, { variables: { after: paging.after, filter } });
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<Token | null>(null);
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <ListSearch what="access tokens" value={search} onChange={setSearch}>
          <ListChoice what="access tokens" choices={CHOICES} value={shown} onChange={setShown} />
        </ListSearch>
        <Button onClick={() => setCreating(true)}>Create token</Button>
      </Group>
      <Paper className="sy-panel">
        <Answer result={result} what="access tokens" keepsPrevious>
          {({ accessTokens }) =>
            !accessTokens || accessTokens.nodes.length === 0 ? (
              <EmptyState title={isFiltered ? 'No access token matches.' : 'There is no access token.'}>
                {isFiltered
                  ? 'Search for less, or show all access tokens.'
                  : 'Make one for each person and pipeline, so that the history says who changed what.'}
              </EmptyState>
            ) : (
              <>
                <TokenTable tokens={accessTokens.nodes} onRevoke={setRevoked} />
                <Pager paging={paging} connection={accessTokens} />
              </>
            )
          }
        </Answer>
      </Paper>
      <FormDialog opened={isCreating} onClose={() => setCreating(false)} title="Create access token">
        <CreateTokenForm
          onCreated={(created) => {
            setCreating(false);
            setSecret(created);
          }}
          onClose={() => setCreating(false)}
        />
      </FormDialog>
      <SecretOnce title="The new access token" secret={secret} onClose={() => setSecret(null)} />
      {revoked === null ? null : <RevokeToken token={revoked} onClose={() => setRevoked(null)} />}
    </Stack>
  );
}

interface TokenTableProps {
  readonly tokens: readonly Token[];
  readonly onRevoke: (token: Token) => void;
}

function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  return (
    <ScrollTable minWidth={620} label="Access tokens">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>Expires</Table.Th>
            <Table.Th>
              <span className="sy-visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <Table.Tr key={token.id}>
              <Table.Td>
                <div>{token.name}</div>
                <span className="sy-mono">{token.hint}…</span>
              </Table.Td>
              <Table.Td>{token.role}</Table.Td>
              <Table.Td>
                <Status kind={STATUS[token.state]}>{words(token.state)}</Status>
              </Table.Td>
              <Table.Td>
                <Time at={token.lastUsedAt} />
              </Table.Td>
              <Table.Td>
                <Time at={token.expiresAt} />
              </Table.Td>
              <Table.Td>
                {token.state === 'ACTIVE' ? (
                  <Button size="compact-xs" variant="default" onClick={() => onRevoke(token)}>
                    Revoke<span className="sy-visually-hidden"> {token.name}</span>
                  </Button>
                ) : null}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

interface CreateTokenFormProps {
  readonly onCreated: (secret: string) => void;
  readonly onClose: () => void;
}

function CreateTokenForm({ onCreated, onClose }: CreateTokenFormProps) {
  const change = useChange(CreateAccessTokenDocument, 'Access token created');
  const form = useForm({ initialValues: { name: '', role: 'VIEWER', expires: '' } });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const submit = form.onSubmit(async ({ name, role, expires }) => {
    const input = {
      name,
      role: role as Role,
      ...(expires === '' ? {} : { expiresAt: new Date(`${expires}T23:59:59Z`).toISOString() }),
    };
    const payload = await change.run({ input });
    if (payload !== null) onCreated(payload.secret);
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} error={errors['name']} />
        <Select
          label="Role"
          data={[...ROLES]}
          allowDeselect={false}
          {...form.getInputProps('role')}
          error={errors['role']}
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
            Create token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RevokeToken({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const change = useChange(RevokeAccessTokenDocument, 'Access token revoked');
  const confirm = async () => {
    if ((await change.run({ input: { accessTokenId: token.id } })) !== null) onClose();
  };
  return (
    <Confirm
      title={`Revoke access token ${token.name}?`}
      action="Revoke token"
      isOpen
      isBusy={change.isBusy}
      failure={change.failure}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Whoever uses it, a pipeline or a session in this console, is refused from then on. That cannot be undone.
    </Confirm>
  );
}
