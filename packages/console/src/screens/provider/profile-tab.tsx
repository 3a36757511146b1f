import { Paper, Stack, Table, Title } from '@mantine/core';
import { PageLink } from '../../parts/page-link';
import { ScrollTable } from '../../parts/scroll-table';
import { words } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import type { Provider } from './provider';

/** What this vendor does differently: from its template, and what was overridden. */
export function ProfileTab({ name, profile }: Pick<Provider, 'name' | 'profile'>) {
  const mayEdit = useMayEdit();
  const { credentialPlace, credentialName, credentialPrefix, fixedHeaders, overrides } = profile;
  const facts: readonly (readonly [string, string])[] = [
    ['Wire format', words(profile.wireFormat)],
    ['Credential', [words(credentialPlace), credentialName, credentialPrefix].filter(Boolean).join(' · ')],
    ['Model list', profile.modelListPath ?? 'none'],
    ['Azure API version', profile.azureApiVersion ?? '–'],
    ['Fixed headers', fixedHeaders.map(({ name, value }) => `${name}: ${value}`).join(', ') || 'none'],
    ['Overridden', overrides.join(', ') || 'nothing: the template as it is'],
  ];
  return (
    <Stack gap="md">
      {mayEdit ? (
        <p>
          A profile is edited as text, with completion and a plan:{' '}
          <PageLink to="/manifest" search={{ provider: name }}>
            Edit the profile of {name}
          </PageLink>
        </p>
      ) : null}
      <Paper className="sy-panel">
        <Table highlightOnHover={false}>
          <Table.Tbody>
            {facts.map(([label, value]) => (
              <Table.Tr key={label}>
                <Table.Th w={180}>{label}</Table.Th>
                <Table.Td className="sy-mono">{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <Title order={2}>Routed operations</Title>
      <Paper className="sy-panel">
        <ScrollTable minWidth={520} label="Routed operations">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Path</Table.Th>
                <Table.Th>Name</Table.Th>
                <Table.Th>Model stands in</Table.Th>
                <Table.Th>Pinned</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {profile.routedOperations.map(({ name, path, modelPlace, pinned }) => (
                <Table.Tr key={path}>
                  <Table.Td className="sy-mono">{path}</Table.Td>
                  <Table.Td className="sy-mono">{name ?? '–'}</Table.Td>
                  <Table.Td>{words(modelPlace)}</Table.Td>
                  <Table.Td>{pinned ? 'yes' : 'no'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollTable>
      </Paper>
    </Stack>
  );
}
