import { useQuery } from '@apollo/client/react';
import { Autocomplete, Group, Paper, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Answer } from '../../parts/answer';
import { Note, Status, type StatusKind } from '../../parts/note';
import { ScrollTable } from '../../parts/scroll-table';
import { words } from '../../parts/wording';
import type { AiApi } from './ai-api';
import { ExplainRouteDocument } from './documents.generated';

const STATUS: Record<string, StatusKind> = { AVAILABLE: 'ok', PROBE: 'warn', SUSPENDED: 'fail' };

/** Where a request would go now, and why: decided by the same code that routes requests. */
export function ExplainTab({ aiApi }: { readonly aiApi: AiApi }) {
  const [environment, setEnvironment] = useState<'PRODUCTION' | 'SANDBOX'>('PRODUCTION');
  const models = [
    ...aiApi.modelAliases.map(({ name }) => name),
    ...aiApi.providers.flatMap((provider) => provider.models.filter(({ enabled }) => enabled).map(({ name }) => name)),
  ];
  const [model, setModel] = useState(models[0] ?? '');
  const result = useQuery(ExplainRouteDocument, {
    variables: { input: { aiApiId: aiApi.id, environment, ...(model === '' ? {} : { model }) } },
    fetchPolicy: 'network-only',
  });
  return (
    <Stack gap="md">
      <Group align="flex-end">
        <SegmentedControl
          aria-label="Environment"
          value={environment}
          onChange={(next) => setEnvironment(next === 'SANDBOX' ? 'SANDBOX' : 'PRODUCTION')}
          data={[
            { value: 'PRODUCTION', label: 'Production' },
            { value: 'SANDBOX', label: 'Sandbox' },
          ]}
        />
        <Autocomplete
          label="Model that the consumer asks for"
          data={[...new Set(models)]}
          value={model}
          onChange={setModel}
        />
      </Group>
      <Paper className="sy-panel">
        <Answer result={result} what="the route">
          {({ explainRoute: { outcome, summary, candidates } }) => (
            <>
              <Note kind={outcome === 'REFUSED' ? 'fail' : 'ok'} announced={false}>
                {summary}
              </Note>
              {candidates.length === 0 ? null : (
                <ScrollTable minWidth={560} label="Candidates">
                  <Table>
                    <Table.Thead>
                      <Table.Tr>
                        <Table.Th>Attempt</Table.Th>
                        <Table.Th>Target</Table.Th>
                        <Table.Th>State</Table.Th>
                        <Table.Th>Why</Table.Th>
                      </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                      {candidates.map((candidate) => (
                        <Table.Tr key={`${candidate.providerName}/${candidate.modelName}/${candidate.endpointName}`}>
                          <Table.Td>{candidate.attempt ?? '–'}</Table.Td>
                          <Table.Td className="sy-mono">
                            {candidate.modelName} · {candidate.endpointName}
                          </Table.Td>
                          <Table.Td>
                            <Status kind={STATUS[candidate.availability] ?? 'idle'}>
                              {words(candidate.availability)}
                            </Status>
                          </Table.Td>
                          <Table.Td>
                            <Text size="sm">{candidate.explanation}</Text>
                          </Table.Td>
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                </ScrollTable>
              )}
            </>
          )}
        </Answer>
      </Paper>
    </Stack>
  );
}
